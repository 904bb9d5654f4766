// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// How a simulated air treats the frames on it, from the simplest to the most believable.
public enum ChannelModel: Sendable, Equatable {
  /// One strength for all, overlap destroys all, and each reception is lost with this probability.
  case independent(Double)
  /// As `independent`, but losses come in bursts of time, for each receiver its own.
  case bursty(BurstyChannel)
  /// Geometry, path loss, fading, noise, a demodulator's packet error, lock and capture.
  case physical(PhysicalChannel)
  /// The rules of LoRaSim, to compare with what is published.
  case lorasim(LoRaSimRules)
}

/// How frames get lost besides collisions.
public enum LossModel: Sendable, Equatable {
  /// Each reception is lost with this probability, independent of all others.
  case independent(Double)
}
