// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What an RN2483 or RN2903 says about itself: `RN2483 1.0.5 Oct 31 2018 15:06:52`.
///
/// Some say `RN2903AU 0.9.7rc7 Aug 11 2016`; what follows the number does not matter.
package struct RN2xx3Firmware: Sendable, Hashable {
  /// The module.
  package enum Module: String, Sendable, Hashable {
    case rn2483 = "RN2483"
    case rn2903 = "RN2903"
  }

  /// The module.
  package let module: Module
  /// The numbers of the version.
  package let version: ModemVersion

  /// Reads the answer to `sys get ver`, which is also said after a restart; nil for anything else.
  package init?(_ line: String) {
    let words = line.split(separator: " ")
    guard words.count >= 2, let version = ModemVersion(words[1]),
      let module = Module(rawValue: String(words[0].prefix(6)))
    else { return nil }
    self.module = module
    self.version = version
  }

  /// The power in dBm; RN2483 at 433 and 868 MHz, RN2903 at 915 MHz.
  ///
  /// Source: command reference DS40001784G §2.5.5, DS40001811 §2.5.5.
  var powerDBm: ClosedRange<Int> {
    switch module {
    case .rn2483: -3...15
    case .rn2903: 2...20
    }
  }

  /// The bands in hertz, sources as above.
  var bands: [ClosedRange<UInt32>] {
    switch module {
    case .rn2483: [433_050_000...434_790_000, 863_000_000...870_000_000]
    case .rn2903: [902_000_000...928_000_000]
    }
  }

  /// Whether `radio get rssi` is known: since 1.0.5 of either module, from memory, unverified.
  var tellsStrength: Bool { version >= ModemVersion(1, 0, 5) }
}

extension RN2xx3Firmware: CustomStringConvertible {
  /// The module and its version.
  package var description: String { "\(module.rawValue) \(version)" }
}
