// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A part of the world with its own radio rules.
public struct Region: Sendable, Hashable, Identifiable {
  /// How a station keeps to the law there unless told otherwise.
  public enum AccessMode: String, Sendable, Hashable {
    /// By duty cycle.
    case dutyCycle = "duty"
    /// By hopping and power density (47 CFR 15.247(f)).
    case fccHybrid = "fcc_hybrid"
  }

  /// The name in configurations, such as `EU868`.
  public let id: String
  /// Where the rules are in force, in words.
  public let countries: String
  /// How a station keeps to the law there; nil where the rows alone say it.
  public let defaultMode: AccessMode?
  /// On what grounds a station sends.
  public let service: RadioService
  /// An alternative to the duty cycle; nil for none.
  public let politeAccess: PoliteAccess?
  /// How well the region's rules are known as a whole: as stated, else as its best row.
  public let confidence: Confidence
  /// Where the rules as a whole were read.
  ///
  /// REC: ERC/REC 70-03. EU771: Decision 2006/771/EC, consolidated 2025. ES: Spanish CNAF UN-39.
  /// DE: German general allocation. CH: Swiss RIR1003-10. TTN: The Things Stack's band table citing
  /// EN 300 220-2. LMN: LoRaMac-node. MT: Meshtastic's region table. MCPR: MeshCore's discussions.
  /// DIGI: Digi XBee 868LP. SAE: Saelens et al., EURASIP JWCN 2019. FCC: 47 CFR. LA: LoRaWAN
  /// Regional Parameters. MEM: from memory, not verified.
  public let sources: [String]
  /// The rows, in order of preference where they cover the same spectrum.
  public let subBands: [SubBand]

  /// Makes the region.
  package init(
    id: String, countries: String, defaultMode: AccessMode? = nil,
    service: RadioService = .licenceExempt, politeAccess: PoliteAccess? = nil,
    confidence: Confidence? = nil, sources: [String] = [], subBands: [SubBand]
  ) {
    self.id = id
    self.countries = countries
    self.defaultMode = defaultMode
    self.service = service
    self.politeAccess = politeAccess
    self.confidence = confidence ?? subBands.map(\.confidence).max() ?? .low
    self.sources = sources
    self.subBands = subBands
  }

  /// How frames must be sent here: in clear where the meaning must not be hidden.
  public var payloadMode: PayloadMode {
    guard case .amateur(let rule) = service, rule.encryption == .forbidden else {
      return .encrypted
    }
    return .clear
  }

  /// How often the call sign must be sent; nil where there is none.
  public var identificationInterval: Duration? {
    guard case .amateur(let rule) = service else { return nil }
    return rule.identificationInterval
  }
}

extension Region {
  /// Every region of the real world.
  public static let all =
    [eu868, eu433, uk, us915, au915, nz864, japan, as923, il917, in865, kr920]
    + [ru864, cn470, cn779, amateur70cmITU1, amateur70cmUS, amateur33cmUS]

  /// Finds a region by its id.
  ///
  /// - Throws: ``RegionError/simulationOnly`` for `lab` on the real air,
  ///   ``RegionError/unknownRegion(id:)`` when there is none.
  public static func named(
    _ id: String, in medium: TransmissionMedium = .air
  ) throws(RegionError) -> Region {
    if id == lab.id {
      guard medium == .simulatedAir else { throw .simulationOnly }
      return lab
    }
    guard let region = all.first(where: { $0.id == id }) else { throw .unknownRegion(id: id) }
    return region
  }

  /// A world without limits, for simulations only.
  public static let lab = Region(
    id: "lab", countries: "simulations", service: .simulation, confidence: .high,
    subBands: [
      SubBand(name: "lab", edges: FrequencyRange(0, .max), confidence: .high, sources: [])
    ])
}
