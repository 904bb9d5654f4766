// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Why a gateway cannot start.
public enum GatewayServiceError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A key that was checked before turns out not to be one.
  case badKey(String)
  /// The law does not let this station send; the text says why.
  case mayNotSend(String)
  /// The radio's wires cannot be had, or the chip cannot be set so; the text says what to do.
  case noRadio(String)

  /// One clear line.
  public var description: String {
    switch self {
    case .badKey(let whose): "the key of \(whose) is not an X25519 key"
    case .mayNotSend(let why): "radio.channel: \(why)"
    case .noRadio(let why): "radio: \(why)"
    }
  }
}
