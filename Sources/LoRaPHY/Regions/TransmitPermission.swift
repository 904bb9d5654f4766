// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Whether a station may send by a region's rules.
public enum TransmitPermission: Sendable, Hashable {
  /// It may, within the rules.
  case allowed
  /// It may only listen.
  case receiveOnly(Reason)

  /// Why a station may only listen.
  public enum Reason: Sendable, Hashable {
    /// The meaning must not be hidden there, and the station must name itself.
    case amateur(region: String)
    /// The rules are known from weak sources; the operator can answer for them by this name.
    case lowConfidence(RowName)
    /// The channel's energy must be measured before each transmission, as no radio here does it.
    case listening(RowName)
    /// The rules are those of simulations.
    case simulationOnly
  }
}

extension TransmitPermission.Reason: CustomStringConvertible {
  /// Why, and what would change it.
  public var description: String {
    switch self {
    case .amateur(let region):
      "\(region) is an amateur region, where a station must send its call sign; receive only"
    case .lowConfidence(let row):
      "the rules of \(row) are known from weak sources; receive only"
        + ", unless the operator confirms \"\(row)\""
    case .listening(let row):
      "\(row) asks for the channel's energy to be measured before each transmission; LoRa's channel"
        + " activity detection is no such measurement; receive only"
    case .simulationOnly:
      "lab has no limits and exists in simulations only; on the air it is receive only"
    }
  }
}

extension Region {
  /// Whether a station may send by the region's rules at all.
  ///
  /// A region of low confidence must have been confirmed by its id. In an amateur region a call
  /// sign is needed; who has one sends in clear.
  public func permission(
    confirmed: Set<RowName> = [], in medium: TransmissionMedium = .air, callSign: CallSign? = nil
  ) -> TransmitPermission {
    switch service {
    case .simulation where medium == .air: .receiveOnly(.simulationOnly)
    case .amateur where callSign == nil: .receiveOnly(.amateur(region: id))
    case _ where confidence == .low && !confirmed.contains(rowName):
      .receiveOnly(.lowConfidence(rowName))
    default: .allowed
    }
  }

  /// Whether a row's conditions may be used.
  ///
  /// A row on request must have been confirmed by its own name, a row of low confidence by its own
  /// or its region's.
  func isUsable(_ subBand: SubBand, confirmed: Set<RowName>) -> Bool {
    guard subBand.access == .allowed else { return false }
    guard !confirmed.contains(rowName(of: subBand)) else { return true }
    guard subBand.selection == .byDefault else { return false }
    return subBand.confidence > .low || confidence == .low && confirmed.contains(rowName)
  }
}
