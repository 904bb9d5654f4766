// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Turns bits with known probabilities into bytes; 32 bits wide, without carries.
package struct ArithmeticEncoder {
  private var low: UInt32 = 0
  private var high: UInt32 = .max
  /// The bytes so far; whole after ``finish(before:)``.
  package private(set) var bytes: [UInt8] = []

  /// How many of the bytes behind the code may settle it.
  static let lookahead = 4

  /// An encoder that has written nothing.
  package init() {}

  /// Encodes one bit; `probability` is that of a one, in 1/65536, 1 to 65535.
  @inline(__always) package mutating func encode(_ bit: Int, probability: Int32) {
    let range = UInt64(high &- low)
    let middle = low &+ UInt32(truncatingIfNeeded: (range &* UInt64(probability)) &>> 16)
    if bit == 1 { high = middle } else { low = middle &+ 1 }
    while (low ^ high) & 0xFF00_0000 == 0 {
      bytes.append(UInt8(high &>> 24))
      low = low &<< 8
      high = high &<< 8 | 0xFF
    }
  }

  /// Writes as few bytes as settle the last bits, given the bytes that will stand behind them.
  ///
  /// Those are read as part of the code, so they may settle it alone; behind the last byte of a
  /// packed mail the decoder reads zeros.
  package mutating func finish(before following: ArraySlice<UInt8>) {
    let next = following.prefix(4) + repeatElement(0, count: max(0, 4 - following.count))
    let tail = next.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    for count in 0...4 {
      let shift = UInt64(32 - 8 * count)
      let rest = tail >> UInt64(8 * count)
      let head = UInt64(low) <= rest ? 0 : (UInt64(low) - rest + (1 << shift) - 1) >> shift
      guard head << shift + rest <= UInt64(high) else { continue }
      for index in 0..<count {
        bytes.append(UInt8(truncatingIfNeeded: head >> UInt64(8 * (count - 1 - index))))
      }
      break
    }
    if following.isEmpty { while bytes.last == 0 { bytes.removeLast() } }
  }

  /// The whole code, given the bytes that will stand behind it.
  func finished(before following: ArraySlice<UInt8>) -> [UInt8] {
    var coder = self
    coder.finish(before: following)
    return coder.bytes
  }
}

/// Turns the bytes of an ``ArithmeticEncoder`` back into bits.
package struct ArithmeticDecoder {
  private var low: UInt32 = 0
  private var high: UInt32 = .max
  private var code: UInt32 = 0
  private let bytes: [UInt8]
  private var position: Int

  /// Reads from `position` on; behind the end there are zeros without limit.
  package init(_ bytes: [UInt8], from position: Int) {
    self.bytes = bytes
    self.position = position
    for _ in 0..<4 { shiftIn() }
  }

  @inline(__always) private mutating func shiftIn() {
    let byte = position < bytes.count ? bytes[position] : 0
    position &+= 1
    code = code &<< 8 | UInt32(byte)
  }

  /// Decodes one bit; `probability` is that of a one, in 1/65536, 1 to 65535.
  @inline(__always) package mutating func decode(probability: Int32) -> Int {
    let range = UInt64(high &- low)
    let middle = low &+ UInt32(truncatingIfNeeded: (range &* UInt64(probability)) &>> 16)
    let bit = code <= middle ? 1 : 0
    if bit == 1 { high = middle } else { low = middle &+ 1 }
    while (low ^ high) & 0xFF00_0000 == 0 {
      low = low &<< 8
      high = high &<< 8 | 0xFF
      shiftIn()
    }
    return bit
  }
}
