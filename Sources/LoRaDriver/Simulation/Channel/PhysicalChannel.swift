// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY

/// A channel one can believe: geometry, path loss, shadowing, fading, noise, and a receiver that
/// locks, is captured, and fails as a real demodulator does.
///
/// Powers add. Interference of another spreading factor, or from a channel that overlaps in part,
/// acts as noise; of the same one it decides by ``CaptureModel`` too.
public struct PhysicalChannel: Sendable, Equatable {
  /// How signals weaken with the distance.
  public var pathLoss: PathLoss
  /// The deviation of the log-normal shadowing in dB, drawn once for each link.
  public var shadowingDecibels: Double
  /// Fading in time; nil is none.
  public var fading: BlockFading?
  /// How well a radio notices that the channel is in use.
  public var activityDetection: ActivityDetection

  /// Makes the channel; what is not given is free space in calm air.
  public init(
    pathLoss: PathLoss = .freeSpace, shadowingDecibels: Double = 0, fading: BlockFading? = nil,
    activityDetection: ActivityDetection = ActivityDetection()
  ) {
    self.pathLoss = pathLoss
    self.shadowingDecibels = shadowingDecibels
    self.fading = fading
    self.activityDetection = activityDetection
  }

  /// Thermal noise at 290 K in dBm for each hertz.
  static let thermalNoiseDBm = -174.0
  /// How far apart carriers may be to be received, as a part of the bandwidth.
  ///
  /// Source: SX1276/77/78/79 datasheet §4.1.5.
  static let carrierTolerance = 0.25

  /// A frame so far below the half-way point of the lock was never meant to be received, in dB.
  static let reachDecibels = 6.0

  /// The power of a signal at a receiver without fading, in milliwatts.
  func meanPower(of signal: Signal, at receiver: AirStation, seed: UInt64) -> Double {
    let loss = pathLoss.decibels(
      from: signal.site, to: receiver.site, frequency: signal.channel.frequency)
    let decibels =
      signal.site.eirpDBm + receiver.site.receiveGainDecibels - loss
      + shadowing(signal.station, receiver.id, seed: seed)
    return decibels.decibelsAsRatio
  }

  /// The receiver's noise in milliwatts.
  func noise(at receiver: AirStation) -> Double {
    let bandwidth = Double(receiver.channel.modulation.bandwidth.rawValue)
    return (Self.thermalNoiseDBm + receiver.site.noiseFigureDecibels).decibelsAsRatio * bandwidth
  }

  private func shadowing(_ first: StationID, _ second: StationID, seed: UInt64) -> Double {
    guard shadowingDecibels > 0 else { return 0 }
    var chance = Chance(
      seed: seed, .shadowing, min(first, second).rawValue, max(first, second).rawValue)
    return shadowingDecibels * chance.normalPair().0
  }
}

/// How well a radio's channel activity detection works.
///
/// It looks for the chirps of its own spreading factor and bandwidth during about one symbol.
/// Data sheets promise the preamble only.
public struct ActivityDetection: Sendable, Hashable {
  /// The probability that strong payload is noticed, as a part of that for a preamble.
  public var payloadShare: Double
  /// The probability that noise alone is taken for a frame.
  public var falseAlarm: Double

  /// Makes the figures.
  public init(payloadShare: Double = 0.5, falseAlarm: Double = 0) {
    self.payloadShare = payloadShare
    self.falseAlarm = falseAlarm
  }
}
