// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What a module says about its firmware: `RUI_4.0.6_RAK3172-E`; what versions can do.
///
/// Source: change log of RUI3 (RAKwireless-Arduino-BSP-Index) and the sources of its open versions.
package struct RUI3Firmware: Sendable, Hashable {
  /// The numbers of the version.
  package let version: ModemVersion

  /// Finds the version in a line; nil when the line has none.
  package init?(_ line: String) {
    guard let mark = line.firstRange(of: "RUI_"),
      let version = ModemVersion(line[mark.upperBound...].prefix { $0 != "_" && $0 != " " })
    else { return nil }
    self.version = version
  }

  /// Whether it receives for ever and sends nevertheless (`AT+PRECV=65533`).
  var receivesWhileSending: Bool { version >= ModemVersion(3, 4, 0) }
  /// Whether bandwidths are named in kHz: 125, 250, 500.
  var namesBandwidths: Bool {
    version < ModemVersion(3, 5, 1) || version >= ModemVersion(3, 5, 4)
  }
  /// Whether bandwidths are numbered, 0 to 9, narrow ones too.
  var numbersBandwidths: Bool { version >= ModemVersion(3, 5, 1) }
  /// Whether the sync word and the polarity can be set; before, they are 0x12 and normal
  /// (unverified).
  var setsSyncWord: Bool { version >= ModemVersion(3, 5, 4) }
  /// Whether settings can be changed without writing them to flash memory.
  var setsWithoutSaving: Bool { version >= ModemVersion(4, 0, 4) }
  /// Whether it searches the channel before it sends.
  var detectsActivity: Bool { version >= ModemVersion(4, 0, 6) }
  /// The longest frame in bytes.
  ///
  /// The manual says 500 digits, the sources since 3.4.0 take 255 bytes; what older ones take is
  /// unverified.
  var largestFrameBytes: Int { version >= ModemVersion(3, 4, 0) ? 255 : 250 }
}

extension RUI3Firmware: CustomStringConvertible {
  /// The name and version.
  package var description: String { "RUI3 \(version)" }
}
