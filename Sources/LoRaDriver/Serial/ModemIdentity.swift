// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What a serial device turned out to be.
public struct ModemIdentity: Sendable, Hashable {
  /// The protocol it speaks.
  public enum Language: String, Sendable, Hashable, CaseIterable {
    case rnode
    case meshCoreKISS = "meshcore-kiss"
    case rui3
    case rn2xx3
    /// An Ebyte or Waveshare module in its configuration mode; it sends no raw frames.
    case ebyte
  }

  /// The protocol it speaks.
  public var language: Language
  /// Its firmware as it says itself; nil when it does not.
  public var firmware: String?
  /// The 8N1 speed it was found at.
  public var baudRate: Int

  /// Makes the identity.
  public init(language: Language, firmware: String?, baudRate: Int) {
    self.language = language
    self.firmware = firmware
    self.baudRate = baudRate
  }
}

extension ModemIdentity: CustomStringConvertible {
  /// What it is, for the operator.
  public var description: String {
    let name =
      switch language {
      case .rnode: "an RNode (driver \"rnode\")"
      case .meshCoreKISS: "a MeshCore KISS modem (driver \"meshcore-kiss\")"
      case .rui3: "a module with RUI3 (driver \"rui3\")"
      case .rn2xx3: "an RN2483 or RN2903 (driver \"rn2xx3\")"
      case .ebyte: "an Ebyte or Waveshare UART module: it sends no raw frames, no driver"
      }
    return "\(name), firmware \(firmware ?? "unknown"), \(baudRate) baud"
  }
}
