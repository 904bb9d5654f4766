// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaDriver
import Testing

struct KISSTests {
  @Test func `every content comes back, however the bytes are split`() {
    var random = SplitMix64(seed: 11)
    for round in 0..<300 {
      let content = (0..<Int.random(in: 1...300, using: &random)).map { _ in
        // Many of the special bytes.
        [0xC0, 0xDB, 0xDC, 0xDD, UInt8.random(in: 0...255, using: &random)]
          .randomElement(using: &random) ?? 0
      }
      let bytes = KISSFrame.encoded(type: content[0], Array(content.dropFirst()))
      #expect(!bytes.dropFirst().dropLast().contains(0xC0), "round \(round)")
      var decoder = KISSDecoder()
      var found: [[UInt8]] = []
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = Int.random(in: 1...7, using: &random)
        found += decoder.take(Array(rest.prefix(count)))
        rest = rest.dropFirst(count)
      }
      #expect(found == [content], "round \(round)")
    }
  }

  @Test func `frames may share their ends, and empty ones are none`() {
    var decoder = KISSDecoder()
    #expect(decoder.take([0xC0, 0xC0, 1, 2, 0xC0, 3, 0xC0, 0xC0]) == [[1, 2], [3]])
  }

  @Test func `what stands before the first end is no frame`() {
    var decoder = KISSDecoder()
    #expect(decoder.take(Array("boot: ESP32\r\n".utf8) + [0xC0, 7, 0xC0]) == [[7]])
    #expect(decoder.strangeBytes == 13)
  }

  @Test func `a wrong escape costs its frame only`() {
    var decoder = KISSDecoder()
    #expect(decoder.take([0xC0, 1, 0xDB, 0x41, 2, 0xC0, 3, 0xC0]) == [[3]])
    #expect(decoder.take([4, 0xDB, 0xC0, 5, 0xC0]) == [[5]])
  }

  @Test func `a frame without an end costs no memory`() {
    var decoder = KISSDecoder(most: 8)
    let found = decoder.take([0xC0] + [UInt8](repeating: 9, count: 100_000) + [0xC0, 1, 0xC0])
    #expect(found == [[1]])
  }

  @Test func `a byte of a signal report may look like an end`() {
    // SNR of -16 dB is C0, of -9.25 dB is DB.
    var decoder = KISSDecoder()
    #expect(decoder.take([0xC0, 0x24, 0xDB, 0xDC, 0xC0]) == [[0x24, 0xC0]])
    #expect(decoder.take([0xC0, 0x24, 0xDB, 0xDD, 0xC0]) == [[0x24, 0xDB]])
  }
}
