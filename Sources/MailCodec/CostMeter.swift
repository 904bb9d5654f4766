// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The stretches of both streams, in their order, each with its part.
struct PartList: Sendable {
  struct Stretch: Sendable {
    var part: PackPart
    var textEnd: Int
  }

  private(set) var stretches: [Stretch] = []
  private(set) var rawBytes: [PackPart: Int] = [:]
  private(set) var rawEnd = 0

  /// Everything since the last call, up to these ends, belongs to a part.
  mutating func add(_ part: PackPart, textEnd: Int, rawEnd: Int) {
    if textEnd > stretches.last?.textEnd ?? 0 {
      stretches.append(Stretch(part: part, textEnd: textEnd))
    }
    if rawEnd > self.rawEnd { rawBytes[part, default: 0] += rawEnd - self.rawEnd }
    self.rawEnd = rawEnd
  }
}

/// Adds up what the bits of a text cost.
struct CostMeter {
  private var stretches: ArraySlice<PartList.Stretch>
  private var position = 0
  private(set) var shares: [PackPart: PackReport.Share] = [:]

  init(_ parts: PartList) {
    stretches = parts.stretches[...]
    for (part, bytes) in parts.rawBytes { shares[part, default: .init()].rawBytes = bytes }
  }

  /// Takes in the cost of the next byte of the text.
  mutating func add(_ cost: Int) {
    while let first = stretches.first, position >= first.textEnd { stretches.removeFirst() }
    let part = stretches.first?.part ?? .framing
    shares[part, default: .init()].textBytes += 1
    shares[part, default: .init()].textCost += cost
    position += 1
  }

  /// The cost of something this probable in 1/65536 bit; `probability` is in 1/65536, at least 1.
  static func cost(_ probability: Int32) -> Int {
    var bits = 0
    var value = UInt64(probability) << 15
    let leading = value.leadingZeroBitCount - 33
    value <<= UInt64(leading)
    for _ in 0..<16 {
      value = (value * value) >> 30
      bits <<= 1
      if value >= 1 << 31 { bits |= 1; value >>= 1 }
    }
    return (leading + 1) << 16 - bits
  }
}
