// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Splits packets into the two streams.
struct PacketPacker: PacketPort {
  private let bytes: [UInt8]
  private var position = 0
  private(set) var text: [UInt8] = []
  private(set) var raw = RawStream()

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  private mutating func take(_ count: Int) throws(MailCodecError) -> ArraySlice<UInt8> {
    guard count <= bytes.count - position else { throw .malformed }
    position += count
    return bytes[(position - count)..<position]
  }

  mutating func tag() throws(MailCodecError) -> UInt8? {
    guard position < bytes.count else {
      text.append(0)
      return nil
    }
    return try text(1).first
  }

  mutating func text(_ count: Int) throws(MailCodecError) -> [UInt8] {
    let taken = try take(count)
    text += taken
    return Array(taken)
  }

  mutating func raw(_ count: Int) throws(MailCodecError) { raw.append(try take(count)) }

  mutating func choice(_ count: Int) throws(MailCodecError) -> Bool {
    guard count <= bytes.count - position else { throw .malformed }
    let isRandom = Randomness.isRandom(bytes[position..<(position + count)])
    text.append(isRandom ? 1 : 0)
    return isRandom
  }
}
