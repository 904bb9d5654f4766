// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaPHY
import Testing

struct FrameVectorTests {
  private let fixture: SessionFixture
  private let session: Session
  private let number = MessageNumber(1)

  init() throws {
    fixture = try SessionFixture()
    session = fixture.sessions.initiator
  }

  @Test func `both handshake messages are those of another implementation`() {
    #expect(fixture.initiation == bytes(LinkVectors.initiation))
    #expect(fixture.response == bytes(LinkVectors.response))
    #expect(fixture.initiation.count == 61)
    #expect(fixture.response.count == 53)
  }

  @Test func `a message in one frame is that of another implementation`() throws {
    var session = session
    let message = SessionFixture.message(Array("hello".utf8), .chat)
    let made = session.seal(message, layout: .single)
    let sealed = try #require(made)
    let frame = session.encode(.single, of: sealed)
    #expect(frame.bytes == bytes(LinkVectors.single))
    #expect(frame.bytes.count == 5 + 23)
    #expect(frame.request == Array(frame.bytes.suffix(16).prefix(4)))
  }

  @Test func `symbol frames are those of another implementation`() throws {
    var session = session
    _ = session.seal(SessionFixture.message([]), layout: .single)
    let layout = MessageLayout.symbols(sourceCount: 2, symbolBytes: 32)
    let message = SessionFixture.message(Array(0..<40), .bulk)
    let made = session.seal(message, layout: layout)
    let sealed = try #require(made)
    #expect(sealed.sealed == bytes(LinkVectors.sealed1))
    let (first, second) = (Array(sealed.sealed[..<32]), Array(sealed.sealed[32...]))
    typealias Draft = OutgoingTransfer.Draft
    let drafts: [(Draft, String, Int)] = [
      (.symbol(.source, id: 0, poll: .silent, first), LinkVectors.source, 8),
      (.symbol(.last, id: 1, poll: .answer, second), LinkVectors.last, 8),
      (
        .symbol(.repair(sourceCount: nil), id: 2, poll: .silent, Array(0..<32)),
        LinkVectors.repair, 8
      ),
      (
        .symbol(.repair(sourceCount: 700), id: 0xABC, poll: .answer, Array(0..<32)),
        LinkVectors.pollingRepair, 10
      ),
    ]
    for (draft, vector, overhead) in drafts {
      let frame = session.encode(draft, of: sealed)
      #expect(frame.bytes == bytes(vector))
      #expect(frame.bytes.count == 32 + overhead)
    }
  }

  @Test func `control frames are those of another implementation and have ten bytes`() throws {
    let request = Array(bytes(LinkVectors.poll).suffix(4))
    let abort = Array(bytes(LinkVectors.abort).suffix(7))
    let contents: [(ControlFrame.Content, [UInt8], String)] = [
      (.poll(sourceCount: 2, sent: 0x123, repetition: 3), [], LinkVectors.poll),
      (
        .report(need: 0x123, wantedSpreadingFactor: .sf9, snrQuarterDecibels: -30), request,
        LinkVectors.report
      ),
      (.busy(tensOfSeconds: 7), request, LinkVectors.busy),
      (.done, request + Array(0..<16), LinkVectors.done),
      (.abort, [], LinkVectors.abort),
      (.abortAcknowledged, abort, LinkVectors.aborted),
      (.rejected, request, LinkVectors.rejected),
    ]
    for (content, covering, vector) in contents {
      let frame = session.encode(content, number, covering: covering)
      #expect(frame.bytes == bytes(vector))
      #expect(frame.bytes.count == 10)
      guard case .control(let decoded) = try Frame(decoding: frame.bytes) else {
        Issue.record("not a control frame")
        continue
      }
      #expect(decoded == ControlFrame(connection: 0x22, slot: 1, content: content))
    }
  }

  @Test func `the responder's frames carry tags under a key of their own`() {
    let poll = ControlFrame.Content.poll(sourceCount: 2, sent: 0x123, repetition: 3)
    let frame = fixture.sessions.responder.encode(poll, number, covering: [])
    #expect(frame.bytes == bytes(LinkVectors.responderPoll))
  }
}
