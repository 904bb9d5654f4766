// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import LoRaDriver
import MailRelay
import Testing

struct ResultListTests {
  private static func code(_ text: String) throws -> ResultCode {
    try #require(EnhancedStatus(text).flatMap { ResultCode($0) })
  }

  @Test(
    arguments: [
      ("2.0.0", 0x0000), ("2.1.5", 0x0405), ("5.1.1", 0x8401), ("5.7.30", 0x9C1E),
      ("5.15.999", 0xBFE7),
    ] as [(String, UInt16)])
  func `a code is two bytes that read back as the status`(
    _ text: String, _ bytes: UInt16
  ) throws {
    let code = try Self.code(text)
    #expect(code.rawValue == bytes)
    #expect(ResultCode(rawValue: bytes) == code)
    #expect(code.status.description == text)
  }

  @Test func `statuses that do not fit lose their detail, those that are not final are no code`() {
    #expect(EnhancedStatus("5.16.3").flatMap { ResultCode($0) }?.status == .init(5, 0, 0))
    #expect(EnhancedStatus("4.2.1").flatMap { ResultCode($0) } == nil)
    #expect(ResultCode(.temporary(Reply(450, nil, "later"))) == nil)
    #expect(ResultCode(.permanent(Reply(550, nil, "no")))?.status == .init(5, 0, 0))
    #expect(ResultCode(.delivered(Reply(250, nil, "ok")))?.status == .init(2, 0, 0))
  }

  @Test func `every two bytes are a code in one form only, or none`() {
    var wrong = 0
    var legal = 0
    for bytes in UInt16.min...UInt16.max {
      guard let code = ResultCode(rawValue: bytes) else { continue }
      legal += 1
      if code.rawValue != bytes || ResultCode(code.status) != code { wrong += 1 }
    }
    #expect(wrong == 0)
    #expect(legal == 2 * 16 * 1000)
  }

  private static func sample() throws -> ResultList {
    ResultList(groups: [
      .recipients(
        mailID: [1, 2, 3, 4],
        [
          .init(recipient: 0, code: try code("5.1.1")),
          .init(recipient: 200, code: try code("2.0.0")),
        ]),
      .unreadable(packedID: [5, 6, 7, 8, 9, 10, 11, 12], try code("5.6.0")),
      .question(id: [13, 14, 15, 16]),
    ])
  }

  @Test func `the bytes of a list are as the table says`() throws {
    let list = try Self.sample()
    #expect(
      list.encoded == [
        0x01, 1, 2, 3, 4, 0, 0x84, 0x01, 200, 1, 0, 0,
        0x60, 5, 6, 7, 8, 9, 10, 11, 12, 0x98, 0,
        0x80, 13, 14, 15, 16,
      ])
    #expect(try ResultList(decoding: list.encoded) == list)
  }

  @Test func `a result takes at most 8 bytes for each recipient`() throws {
    let refused = try Self.code("5.1.1")
    for count in 1...32 {
      let entries = (0..<count).map { ResultList.Entry(recipient: $0, code: refused) }
      let list = ResultList(groups: [.recipients(mailID: [1, 2, 3, 4], entries)])
      #expect(list.encoded.count <= 8 * count)
      #expect(try ResultList(decoding: list.encoded) == list)
    }
  }

  @Test(
    arguments: [
      ([], ContentError.truncated),
      ([0, 1, 2, 3], .truncated),
      ([0, 1, 2, 3, 4], .truncated),
      ([0, 1, 2, 3, 4, 0, 0x84], .truncated),
      ([0, 1, 2, 3, 4, 0, 0x44, 1], .malformed("code of a result")),
      ([0, 1, 2, 3, 4, 0, 0x87, 0xFF], .malformed("code of a result")),
      ([1, 1, 2, 3, 4, 3, 0x84, 1, 3, 0x84, 1], .malformed("recipient of a result")),
      ([0, 1, 2, 3, 4, 0xE8, 7, 0x84, 1], .malformed("recipient of a result")),
      ([0x41, 1, 2, 3, 4, 0x84, 1, 0x84, 1], .malformed("kind of a result")),
      ([0xA0, 1, 2, 3, 4, 5, 6, 7, 8], .malformed("kind of a result")),
      ([0xC0, 1, 2, 3, 4], .malformed("kind of a result")),
    ] as [([UInt8], ContentError)])
  func `what is no list of results is told`(_ payload: [UInt8], _ error: ContentError) {
    #expect(throws: error) { try ResultList(decoding: payload) }
  }

  @Test func `a list beyond 4096 bytes is none`() throws {
    let question = ResultList(groups: [.question(id: [1, 2, 3, 4])]).encoded
    let longest = (0..<819).flatMap { _ in question }
    #expect(longest.count == 4095)
    #expect(try ResultList(decoding: longest).groups.count == 819)
    #expect(throws: ContentError.malformed("length of the results")) {
      try ResultList(decoding: longest + question)
    }
  }

  @Test func `any bytes are a list in one form only, or none`() throws {
    let seed: UInt64 = 5
    var fuzz = ContentFuzz(seed: seed)
    var wrong = 0
    let read = fuzz.inputs(like: try Self.sample().encoded).count { input in
      guard let list = try? ResultList(decoding: input) else { return false }
      if list.encoded != input { wrong += 1 }
      return true
    }
    #expect(wrong == 0, "seed \(seed)")
    #expect(read > 100, "seed \(seed): the inputs never reach the end")
  }
}
