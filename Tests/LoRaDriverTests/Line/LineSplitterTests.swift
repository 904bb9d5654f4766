// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaDriver
import Testing

@Suite struct LineSplitterTests {
  @Test func `lines come out the same however the bytes are split`() {
    let bytes = Array("ok\r\nradio_rx  0A\r\n\r\nbusy\nOK\n\rhalf".utf8)
    for size in 1...bytes.count {
      var splitter = LineSplitter(limit: 100)
      var lines: [String] = []
      for start in stride(from: 0, to: bytes.count, by: size) {
        lines += splitter.append(Array(bytes[start..<min(start + size, bytes.count)]))
      }
      #expect(lines == ["ok", "radio_rx  0A", "busy", "OK"], "\(size) bytes at a time")
    }
  }

  @Test func `an overlong line is dropped as a whole and the next is read`() {
    var splitter = LineSplitter(limit: 10)
    let overlong = Array(repeating: UInt8(ascii: "x"), count: 1_000)
    #expect(splitter.append(overlong).isEmpty)
    #expect(splitter.append(Array("y\r\nok\r\n".utf8)) == ["ok"])
    #expect(splitter.overlong == 1)
  }

  @Test func `a line of the longest length is kept`() {
    var splitter = LineSplitter(limit: 4)
    #expect(splitter.append(Array("abcd\nabcde\nab\n".utf8)) == ["abcd", "ab"])
  }

  @Test func `bytes that are no text do no harm`() {
    var splitter = LineSplitter(limit: 4)
    #expect(splitter.append([0xFF, 0x00, 0x0A, 0x41, 0x0D]) == ["\u{FFFD}\0", "A"])
  }

  @Test func `hexadecimal text and bytes are each other's inverse`() {
    let bytes = (0...255).map { UInt8($0) }
    #expect(Hexadecimal.bytes(Hexadecimal.text(bytes)) == bytes)
    #expect(Hexadecimal.bytes("0aFf") == [0x0A, 0xFF])
    #expect(Hexadecimal.bytes("") == [])
    for text in ["0", "0G", "0 ", "é1"] { #expect(Hexadecimal.bytes(text) == nil, "\(text)") }
  }

  @Test func `versions are read and ordered by their numbers`() throws {
    let old = try #require(ModemVersion("0.9.7rc7"))
    #expect(old == ModemVersion(0, 9, 7))
    #expect(old < ModemVersion(0, 10, 0))
    #expect(ModemVersion(3, 5, 10) > ModemVersion(3, 5, 9))
    for text in ["", "1.0", "1..0", "a.0.0", "1.0.x", "1.0.99999", "-1.0.0"] {
      #expect(ModemVersion(text) == nil, "\(text)")
    }
  }
}
