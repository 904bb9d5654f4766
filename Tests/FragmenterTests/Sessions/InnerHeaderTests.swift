// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import Testing

struct InnerHeaderTests {
  @Test func `every header that can be made reads back as it was`() {
    var differences = 0
    for messageClass in MessageClass.allCases {
      for content in MessageContent.allCases {
        for byte in UInt8.min...UInt8.max {
          let header = InnerHeader(
            messageClass: messageClass, content: content, paddingBytes: byte, copy: ~byte)
          if InnerHeader(decoding: header.encoded + [1, 2]) != header { differences += 1 }
        }
      }
    }
    #expect(differences == 0)
  }

  @Test func `any three bytes are a header in one form only, or none`() {
    var wrong = 0
    var legal = 0
    for first in UInt8.min...UInt8.max {
      for last in UInt8.min...UInt8.max {
        guard let header = InnerHeader(decoding: [first, 7, last]) else { continue }
        legal += 1
        if header.encoded != [first, 7, last] { wrong += 1 }
      }
    }
    #expect(wrong == 0)
    // Four classes; a copy of a mail has 256 numbers, the other three contents none.
    #expect(legal == 4 * (256 + 3))
    #expect(InnerHeader(decoding: [0, 0]) == nil)
  }

  @Test(arguments: MessageContent.allCases)
  func `what a message holds crosses the link with it`(_ content: MessageContent) throws {
    let fixture = try SessionFixture()
    var (left, right) = fixture.sessions
    let message = OutboundMessage(
      handle: MessageHandle(rawValue: 1), messageClass: .chat, content: content,
      copy: content == .mail ? 9 : 0, payload: [1, 2, 3])
    let result = left.seal(message, layout: .single)
    let sealed = try #require(result)
    let frame = SingleFrame(
      connection: left.record.remoteConnection, number: sealed.number, sealed: sealed.sealed)
    var step = LinkStep()
    _ = right.receive(frame, context: SessionFixture.context(), step: &step)
    guard case .opened(let inbound)? = step.actions.first else {
      Issue.record("not opened")
      return
    }
    #expect(inbound.content == content)
    #expect(inbound.copy == message.copy)
    #expect(inbound.payload == [1, 2, 3])
  }
}
