// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A place on the ground, in metres from some origin.
public struct Position: Sendable, Hashable, Codable {
  /// Metres east.
  public var x: Double
  /// Metres north.
  public var y: Double

  /// Makes the place.
  public init(x: Double = 0, y: Double = 0) {
    self.x = x
    self.y = y
  }
}

/// Where a simulated station stands and what its radio and antenna are worth.
public struct StationSite: Sendable, Hashable, Codable {
  /// The place.
  public var position: Position
  /// The antenna above ground, in metres.
  public var antennaHeightMetres: Double
  /// Power sent, antenna gain included, in dBm.
  public var eirpDBm: Double
  /// Antenna gain less cable loss on receiving, in dB.
  public var receiveGainDecibels: Double
  /// The receiver's own noise above thermal noise, in dB.
  public var noiseFigureDecibels: Double
  /// How far its crystal is off, in parts per million.
  public var crystalPPM: Double

  /// Makes a site; what is not given is a common node at the origin.
  public init(
    position: Position = Position(), antennaHeightMetres: Double = 2, eirpDBm: Double = 14,
    receiveGainDecibels: Double = 0, noiseFigureDecibels: Double = 6, crystalPPM: Double = 0
  ) {
    self.position = position
    self.antennaHeightMetres = antennaHeightMetres
    self.eirpDBm = eirpDBm
    self.receiveGainDecibels = receiveGainDecibels
    self.noiseFigureDecibels = noiseFigureDecibels
    self.crystalPPM = crystalPPM
  }

  /// Metres from antenna to antenna.
  func distance(to other: StationSite) -> Double {
    let x = position.x - other.position.x
    let y = position.y - other.position.y
    let z = antennaHeightMetres - other.antennaHeightMetres
    return max((x * x + y * y + z * z).squareRoot(), SimulationLimits.leastDistanceMetres)
  }
}
