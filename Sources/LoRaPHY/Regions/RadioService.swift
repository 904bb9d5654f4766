// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// On what grounds a station sends.
public enum RadioService: Sendable, Hashable {
  /// Anybody may, with equipment that keeps the limits.
  case licenceExempt
  /// Licensed amateurs only.
  case amateur(AmateurRule)
  /// Nobody: the air is simulated.
  case simulation
}

/// What amateurs must keep besides the limits.
public struct AmateurRule: Sendable, Hashable {
  /// Whether the meaning of a message may be hidden.
  public enum Encryption: Sendable, Hashable {
    case allowed
    case forbidden
  }

  /// Whether the meaning of a message may be hidden.
  public let encryption: Encryption
  /// The longest time between two transmissions of the call sign.
  public let identificationInterval: Duration

  /// Makes the rule.
  package init(encryption: Encryption, identificationInterval: Duration) {
    self.encryption = encryption
    self.identificationInterval = identificationInterval
  }
}

/// What a station's waves spread in.
public enum TransmissionMedium: Sendable, Hashable {
  /// The real one, under law.
  case air
  /// A simulated one.
  case simulatedAir
}
