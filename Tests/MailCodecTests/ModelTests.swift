// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailCodec
import Testing

@Suite struct ModelTests {
  @Test(arguments: [0, 1, 3, 8])
  func `bits come back whatever their probability and what follows`(following: Int) {
    for seed in UInt64(0)..<300 {
      var noise = SplitMix64(seed: seed)
      let bits = (0..<Int.random(in: 0...400, using: &noise)).map { _ in
        let extremes: [Int32] = [1, 65535, 32768]
        let probability =
          noise.next() % 3 == 0
          ? extremes[Int(noise.next() % 3)] : Int32(noise.next() % 65535) + 1
        return (bit: Int32(noise.next() % 65536) < probability ? 1 : 0, probability)
      }
      var encoder = ArithmeticEncoder()
      for (bit, probability) in bits { encoder.encode(bit, probability: probability) }
      let rest = noise.bytes(following)
      encoder.finish(before: rest[...])
      var decoder = ArithmeticDecoder([9] + encoder.bytes + rest, from: 1)
      for (bit, probability) in bits {
        #expect(decoder.decode(probability: probability) == bit, "seed \(seed)")
      }
    }
  }

  @Test func `a sure bit costs next to nothing`() {
    var encoder = ArithmeticEncoder()
    for _ in 0..<20_000 { encoder.encode(1, probability: 65535) }
    encoder.finish(before: [0x55, 0xAA, 0x55, 0xAA])
    #expect(encoder.bytes.count <= 2)
  }

  @Test func `the logistic tables rise, mirror and undo each other`() {
    let logistic = Logistic()
    #expect(logistic.squash(0) == 32768)
    #expect(logistic.squash(256) == 47911)
    #expect(logistic.squash(-Logistic.limit) == 1)
    #expect(logistic.squash(Int32.max / 2) == 65535)
    for logit in -Logistic.limit..<Logistic.limit {
      #expect(logistic.squash(logit) <= logistic.squash(logit + 1))
      #expect(logistic.squash(logit) + logistic.squash(-logit) == 65536)
    }
    for probability in Int32(0)..<4096 {
      let back = logistic.squash(logistic.stretch(probability))
      #expect(abs(back - probability * 16 - 8) <= 72)
    }
  }

  @Test func `noise looks random and text does not`() {
    var noise = SplitMix64(seed: 30)
    for count in [32, 64, 200, 256] {
      for _ in 0..<200 { #expect(Randomness.isRandom(noise.bytes(count)[...])) }
    }
    let text = Array("the quick brown fox jumps over the lazy dog, 0123456789 times".utf8)
    #expect(!Randomness.isRandom(text[...]))
    #expect(!Randomness.isRandom(Base64.encoded(noise.bytes(192)[...])[...]))
    #expect(!Randomness.isRandom([UInt8](repeating: 0, count: 256)[...]))
  }

  @Test func `runs cover the bytes in order`() {
    var noise = SplitMix64(seed: 31)
    let text = [UInt8](repeating: 0x61, count: 1000)
    let bytes = text + noise.bytes(1048) + text + noise.bytes(5)
    let runs = Randomness.runs(bytes[...], of: .content)
    #expect(runs.map(\.isRandom) == [false, true, false])
    #expect(runs.first?.range.lowerBound == 0)
    #expect(runs.last?.range.upperBound == bytes.count)
    for (run, next) in zip(runs, runs.dropFirst()) {
      #expect(run.range.upperBound == next.range.lowerBound)
    }
    #expect(Randomness.runs([], of: .mail) == [])
  }

  @Test(arguments: [0, 1, 127, 128, 16383, 16384, 2_097_151, 2_097_152, 0xFFFF_FFFF])
  func `whole numbers come back in the fewest bytes`(value: Int) throws {
    let bytes = VariableInteger.encoded(value)
    var position = 1
    #expect(try VariableInteger.decode([7] + bytes + [7], at: &position) == value)
    #expect(position == 1 + bytes.count)
    #expect(bytes.count == max(1, (Int.bitWidth - value.leadingZeroBitCount + 6) / 7))
  }

  @Test func `base64 and its checksum match the published vectors`() {
    let vectors = ["": "", "f": "Zg==", "fo": "Zm8=", "foo": "Zm9v", "foobar": "Zm9vYmFy"]
    for (text, digits) in vectors {
      #expect(Base64.encoded(Array(text.utf8)[...]) == Array(digits.utf8))
    }
    #expect(Base64.checksum(Array("123456789".utf8)) == [0x21, 0xCF, 0x02])
  }
}
