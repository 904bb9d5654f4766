// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import LoRaPHY

/// How a signal weakens with the distance.
public enum PathLoss: Sendable, Hashable {
  /// Nothing between the antennas, and no ground. Source: ITU-R P.525.
  case freeSpace
  /// So many dB at a reference distance, and 10 × exponent dB for each tenfold of it.
  case logDistance(exponent: Double, referenceMetres: Double, referenceLossDecibels: Double)
  /// Free space up to the crossover at 4π h₁ h₂ / λ, beyond it the plane earth: 40 dB a decade.
  case twoRay

  /// The loss between two sites in dB.
  public func decibels(from: StationSite, to: StationSite, frequency: Frequency) -> Double {
    let distance = from.distance(to: to)
    switch self {
    case .freeSpace: return Self.freeSpace(distance, frequency)
    case .logDistance(let exponent, let reference, let loss):
      return loss + exponent * (distance / reference).ratioAsDecibels
    case .twoRay:
      let heights =
        max(from.antennaHeightMetres, SimulationLimits.leastHeightMetres)
        * max(to.antennaHeightMetres, SimulationLimits.leastHeightMetres)
      let crossover = 4 * Double.pi * heights * Double(frequency.hertz) / Self.lightSpeed
      guard distance > crossover else { return Self.freeSpace(distance, frequency) }
      return 4 * distance.ratioAsDecibels - 2 * heights.ratioAsDecibels
    }
  }

  private static let lightSpeed = 299_792_458.0

  private static func freeSpace(_ distance: Double, _ frequency: Frequency) -> Double {
    2 * (4 * Double.pi * distance * Double(frequency.hertz) / lightSpeed).ratioAsDecibels
  }
}
