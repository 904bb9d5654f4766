// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import LoRaPHY

/// A call sign that was heard; anybody may have sent it.
public struct HeardStation: Sendable, Equatable {
  /// The call sign.
  public var callSign: CallSign
  /// When it was heard last.
  public var at: Instant
  /// How well.
  public var snr: SNR
}

/// The call signs heard last, each once, the newest first.
struct HeardStations: Sendable {
  /// The most that are remembered: nobody's frames may use up memory.
  static let most = 32

  private(set) var stations: [HeardStation] = []

  mutating func heard(_ station: HeardStation) {
    stations.removeAll { $0.callSign == station.callSign }
    stations.insert(station, at: 0)
    stations.removeLast(max(stations.count - Self.most, 0))
  }
}
