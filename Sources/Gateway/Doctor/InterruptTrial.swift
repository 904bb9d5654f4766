// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaDriver
import LoRaPHY

/// What a chip's interrupt line did when it had to rise; nothing was sent on the air.
public enum InterruptTrial: Hashable, Sendable {
  /// It rose.
  case rises
  /// The chip said that it should, and it did not.
  case neverRises
  /// It stays high though the chip has nothing to say.
  case staysHigh
  /// The chip could not be brought to it; why.
  case failed(String)
}

extension InterruptTrial {
  /// Searches of the channel, each of which ends with a rise of the line.
  private static let searches = 3

  /// Tunes a radio, lets it search the channel, and shuts it down; it never sends.
  static func of(_ radio: ChipRadio, on channel: RadioChannel) async -> InterruptTrial {
    var failure: RadioError?
    // The longest search leaves a busy machine time to take the edge before the driver looks.
    var channel = channel
    channel.modulation.spreadingFactor = .sf12
    do throws(RadioError) {
      try await radio.configure(channel)
      for _ in 0..<searches { _ = try await radio.channelActivity() }
    } catch {
      failure = error
    }
    let health = radio.health
    await radio.shutdown()
    if let failure { return .failed(failure.description) }
    if health.stuckLines > 0 { return .staysHigh }
    // The driver found by looking what the line should have told.
    return health.missedEdges >= searches ? .neverRises : .rises
  }
}
