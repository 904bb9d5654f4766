// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailCodec
import Testing

/// Names and packed bytes that must never change: the other end of a link may be another version.
@Suite struct HistoryGoldenTests {
  private static func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// Computed by another implementation.
  @Test func `a history is named as ever`() throws {
    let entries = [
      MailHistory.Entry(text: Array("first\n".utf8), note: []),
      MailHistory.Entry(text: Array("second\n".utf8), note: [7]),
    ]
    let history = MailHistory(try entries.map { try #require($0) })
    #expect(
      Self.hex(history.digest)
        == "4c4f8545ed815590411c70fe6c7ee09a9b4eb02e824c2202c8d4c3dd2d1c9700")
  }

  @Test func `packing after a mail gives the same bytes as ever`() throws {
    let vector = GoldenTests.vectors[1]
    let mail = Array(vector.mail.replacing("\n", with: "\r\n").utf8)
    let later = Array(
      vector.mail.replacing("\n", with: "\r\n").replacing("gate is open", with: "river rises").utf8)
    let history = MailHistory([
      try #require(MailHistory.Entry(envelope: [], mail: mail))
    ])
    let packed = CodecTests.codec.pack(envelope: [], mail: later, history: history)
    #expect(
      Self.hex(packed.bytes)
        == "81168471a35b11ebfc7ece6f39c3ef4ca900b251f8705ce1eb6a503dde648f381b80")
  }
}
