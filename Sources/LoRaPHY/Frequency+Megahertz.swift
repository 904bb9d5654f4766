// SPDX-License-Identifier: Apache-2.0
// Part of loragw

extension Frequency {
  /// Reads a frequency in MHz, exact to the hertz: `868`, `869.525`, `433.0500000`.
  ///
  /// Decimal digits with at most one point between them; what is finer than a hertz must be zero.
  public init?(megahertz text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let whole = Self.digits(parts[0]),
      let fraction = parts.count == 2 ? Self.digits(parts[1]) : [0]
    else { return nil }
    guard fraction.dropFirst(6).allSatisfy({ $0 == 0 }) else { return nil }
    let millionths = (0..<6).map { $0 < fraction.count ? fraction[$0] : 0 }
    var hertz: UInt32 = 0
    for digit in whole + millionths {
      let (shifted, isTooLarge) = hertz.multipliedReportingOverflow(by: 10)
      let (sum, isPastEnd) = shifted.addingReportingOverflow(digit)
      guard !isTooLarge, !isPastEnd else { return nil }
      hertz = sum
    }
    self.init(hertz: hertz)
  }

  private static func digits(_ text: Substring.UTF8View) -> [UInt32]? {
    guard !text.isEmpty, text.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return text.map { UInt32($0) - 0x30 }
  }
}

extension Frequency: CustomStringConvertible {
  /// The frequency in MHz, exact to the hertz, without needless zeros: `869.525`, `868.0`.
  public var description: String {
    var fraction = String(1_000_000 + hertz % 1_000_000).dropFirst()
    while fraction.count > 1, fraction.hasSuffix("0") { fraction.removeLast() }
    return "\(hertz / 1_000_000).\(fraction)"
  }
}
