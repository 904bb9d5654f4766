// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// How an RNode shall be used.
package struct RNodeSettings: Sendable, Equatable {
  /// The chip's output power, in dBm.
  package var powerDBm: Int
  /// The firmware's own limit of airtime in any hour, in 0.01 %; 0: none.
  package var airtimeLimit: UInt16

  /// Makes the settings for a legal share of airtime, in parts per million; nil: there is no limit.
  ///
  /// The firmware's limit is a second belt, and must not bite before the ledger does: it reckons
  /// each frame coarsely and an hour in steps of 7.5 s, and so gets a tenth more than is legal.
  package init(powerDBm: Int, legalPartsPerMillion: Int?) {
    self.powerDBm = powerDBm
    airtimeLimit = legalPartsPerMillion.map { UInt16(clamping: max($0, 0) * 11 / 1_000) } ?? 0
    if legalPartsPerMillion != nil { airtimeLimit = min(max(airtimeLimit, 1), 10_000) }
  }

  /// The oldest firmware that knows all that is asked of it.
  static let oldestVersion = RNodeVersion(major: 1, minor: 52)
}

/// A version of RNode firmware.
struct RNodeVersion: Hashable, Comparable, CustomStringConvertible {
  var major: UInt8
  var minor: UInt8

  static func < (left: Self, right: Self) -> Bool {
    (left.major, left.minor) < (right.major, right.minor)
  }

  /// As its makers write it: 1.86.
  var description: String { minor < 10 ? "\(major).0\(minor)" : "\(major).\(minor)" }
}
