// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailCodec
import Testing

@Suite struct HostileInputTests {
  private static let codec = CodecTests.codec

  private static func result(
    _ packed: [UInt8], _ limits: UnpackLimits = UnpackLimits(maximumBytes: 3000)
  ) -> Result<UnpackedMail, MailCodecError> {
    Result { () throws(MailCodecError) -> UnpackedMail in
      try codec.unpack(packed, limits: limits)
    }
  }

  @Test func `nothing is no mail`() {
    #expect(Self.result([]) == .failure(.truncated))
  }

  @Test func `every unknown mode and model is named`() {
    for first in UInt8.min...UInt8.max where first != 0 && first != 0x41 {
      let isKnownMode = first >> 6 < 2
      let expected: MailCodecError =
        isKnownMode ? .unknownModel(first & 0x3F) : .unknownMode(first)
      #expect(Self.result([first, 0, 0]) == .failure(expected))
    }
  }

  @Test(arguments: [0x00, 0x41] as [UInt8])
  func `sizes that overflow, lead with zeros or end early are refused`(mode: UInt8) {
    #expect(Self.result([mode]) == .failure(.truncated))
    #expect(Self.result([mode, 0x80]) == .failure(.truncated))
    #expect(Self.result([mode, 0x80, 0]) == .failure(.malformed))
    #expect(Self.result([mode, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]) == .failure(.malformed))
    #expect(Self.result([mode] + [UInt8](repeating: 0xFF, count: 12)) == .failure(.malformed))
  }

  @Test func `a declared size beyond the limit is refused unread`() {
    let packed = [0x41] + VariableInteger.encoded(3001) + [UInt8](repeating: 1, count: 50)
    #expect(Self.result(packed) == .failure(.tooLarge(declaredBytes: 3001, maximumBytes: 3000)))
    let stored = [0x00, 0x00] + [UInt8](repeating: 1, count: 3001)
    #expect(Self.result(stored) == .failure(.tooLarge(declaredBytes: 3001, maximumBytes: 3000)))
  }

  @Test func `few bytes may not stand for many`() {
    let packed = [0x41] + VariableInteger.encoded(1 << 20) + [UInt8](repeating: 0, count: 5000)
    let limits = UnpackLimits(maximumBytes: 1 << 20)
    let expected = MailCodecError.ratioExceeded(
      declaredBytes: 1 << 20, packedBytes: packed.count)
    #expect(Self.result(packed, limits) == .failure(expected))
  }

  @Test func `the packer keeps the ratio it asks for`() throws {
    let mail = [UInt8](repeating: 0, count: 30_000)
    let packed = Self.codec.pack(envelope: [], mail: mail)
    #expect(packed.bytes.count == Limits.leastPackedBytes(for: mail.count))
    #expect(try Self.codec.unpack(packed.bytes, limits: UnpackLimits()).mail == mail)
  }

  @Test func `damaged mails give an error or a mail of the declared size`() {
    var noise = SplitMix64(seed: 20)
    var maker = MailMaker(seed: 21)
    var mail = maker.mail()
    while mail.count > 1500 { mail = maker.mail() }
    let packed = Self.codec.pack(envelope: MailMaker.envelope, mail: mail).bytes
    let size = mail.count + MailMaker.envelope.count
    for round in 0..<60 {
      var damaged = packed
      let place = Int.random(in: 3..<packed.count, using: &noise)
      damaged[place] ^= UInt8.random(in: 1...255, using: &noise)
      if round % 3 == 0 { damaged.removeLast(Int.random(in: 1..<packed.count - 3, using: &noise)) }
      if case .success(let back) = Self.result(damaged) {
        #expect(back.mail.count + back.envelope.count == size, "round \(round)")
      } else {
        #expect(damaged != packed, "round \(round)")
      }
    }
  }

  @Test func `noise gives an error or a mail within the limit`() {
    var noise = SplitMix64(seed: 22)
    for round in 0..<12_000 {
      let count = Int.random(in: 0...60, using: &noise)
      var bytes = noise.bytes(count)
      if round % 200 == 0 { bytes = [0x41, 0x80 | UInt8(round % 128), 3] + bytes }
      if case .success(let back) = Self.result(bytes) {
        #expect(back.mail.count + back.envelope.count <= 3000, "round \(round)")
      } else {
        #expect(bytes.first != 0 || bytes.count < 3 || bytes[1] > 0, "round \(round)")
      }
    }
  }
}
