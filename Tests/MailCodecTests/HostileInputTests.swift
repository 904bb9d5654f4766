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
    for first in UInt8.min...UInt8.max where ![0, 0x41, 0x81].contains(first) {
      let isKnownMode = first >> 6 < 3
      let expected: MailCodecError =
        isKnownMode ? .unknownModel(first & 0x3F) : .unknownMode(first)
      #expect(Self.result([first, 0, 0]) == .failure(expected))
    }
  }

  @Test func `sizes that overflow, lead with zeros or end early are refused`() {
    #expect(Self.result([0]) == .failure(.truncated))
    #expect(Self.result([0, 0x80]) == .failure(.truncated))
    #expect(Self.result([0, 0x80, 0]) == .failure(.malformed))
    #expect(Self.result([0, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]) == .failure(.malformed))
    #expect(Self.result([0] + [UInt8](repeating: 0xFF, count: 12)) == .failure(.malformed))
  }

  @Test func `a declared size beyond the limit is refused unread`() {
    let packed = Self.codec.pack(envelope: [], mail: [UInt8](repeating: 0x61, count: 5000)).bytes
    #expect(Self.result(packed) == .failure(.tooLarge(declaredBytes: 5120, maximumBytes: 3000)))
    let stored = [0x00, 0x00] + [UInt8](repeating: 1, count: 3001)
    #expect(Self.result(stored) == .failure(.tooLarge(declaredBytes: 3001, maximumBytes: 3000)))
  }

  @Test func `few bytes may not stand for many`() {
    let mail = [UInt8](repeating: 0, count: 1 << 20)
    let packed = Array(Self.codec.pack(envelope: [], mail: mail).bytes.dropLast(300))
    let limits = UnpackLimits(maximumBytes: 1 << 20)
    let expected = MailCodecError.ratioExceeded(
      declaredBytes: 1 << 20, packedBytes: packed.count)
    #expect(Self.result(packed, limits) == .failure(expected))
  }

  @Test func `the packer keeps the ratio it asks for`() throws {
    let mail = [UInt8](repeating: 0, count: 30_000)
    let packed = Self.codec.pack(envelope: [], mail: mail)
    let least = Limits.leastPackedBytes(for: DeclaredSize(atLeast: mail.count).bytes)
    #expect((least...(least + 8)).contains(packed.bytes.count))
    #expect(try Self.codec.unpack(packed.bytes, limits: UnpackLimits()).mail == mail)
  }

  @Test func `every size is declared a little larger at most`() {
    for bytes in Array(0...5000) + [65_535, 1 << 20, 4 << 20, 1 << 32] {
      let declared = DeclaredSize(atLeast: bytes)
      #expect((bytes...max(8, bytes + bytes / 8)).contains(declared.bytes), "\(bytes)")
      #expect(DeclaredSize(code: declared.code) == declared)
    }
    #expect(DeclaredSize(code: 255) == nil)
  }

  @Test func `damaged mails give an error or a mail within the limit`() {
    var noise = SplitMix64(seed: 20)
    var maker = MailMaker(seed: 21)
    var mail = maker.mail()
    while mail.count > 2000 { mail = maker.mail() }
    let packed = Self.codec.pack(envelope: MailMaker.envelope, mail: mail).bytes
    for round in 0..<60 {
      var damaged = packed
      let place = Int.random(in: 1..<packed.count, using: &noise)
      damaged[place] ^= UInt8.random(in: 1...255, using: &noise)
      if round % 3 == 0 { damaged.removeLast(Int.random(in: 1..<packed.count - 1, using: &noise)) }
      if case .success(let back) = Self.result(damaged) {
        #expect(back.mail.count + back.envelope.count <= 3000, "round \(round)")
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
