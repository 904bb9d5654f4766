// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import LoRaPHY

/// A channel besides the one where stations listen: announced bursts may take place there.
public struct ExtraChannel: Sendable, Hashable {
  /// The carrier and the modulation; the spreading factor is one of ``spreadingFactors``.
  public var channel: RadioChannel
  /// What it is for.
  public var use: Use
  /// The band it lies in, to which everything sent on it is charged.
  public var band: LegalBand
  /// What bursts there may be sent with.
  public var spreadingFactors: [SpreadingFactor]

  /// Makes a channel.
  public init(
    _ channel: RadioChannel, use: Use, band: LegalBand, spreadingFactors: [SpreadingFactor]
  ) {
    self.channel = channel
    self.use = use
    self.band = band
    self.spreadingFactors = spreadingFactors
  }

  /// Which messages a channel may carry.
  public enum Use: String, Sendable, Hashable, CaseIterable {
    /// Chat only.
    case chat
    /// Everything but chat.
    case bulk
    /// Everything.
    case any

    /// Whether bursts of a class may be announced there; control frames stay at home.
    package func serves(_ messageClass: MessageClass) -> Bool {
      switch (self, messageClass) {
      case (_, .control): false
      case (.any, _): true
      case (.chat, .chat), (.bulk, .normal), (.bulk, .bulk): true
      case (.chat, _), (.bulk, .chat): false
      }
    }
  }

  /// Whether it is where another channel is, whatever the spreading factor.
  package func isPlace(of other: RadioChannel) -> Bool { channel.isSamePlace(as: other) }
}

extension RadioChannel {
  /// Whether both have one carrier and one bandwidth.
  package func isSamePlace(as other: RadioChannel) -> Bool {
    frequency == other.frequency && modulation.bandwidth == other.modulation.bandwidth
  }

  /// Whether RTS and CTS can name it, seen from a home channel.
  public func canBeAnnounced(fromHome home: Frequency) -> Bool {
    BurstPlace(self, home: home) != nil
  }
}

extension LinkParameters {
  /// The band of the home channel.
  package var homeBand: LegalBand {
    LegalBand(name: bandName, rule: airtimeRule, reserve: airtimeReserve)
  }

  /// The bands this station sends in, that of home first, each once.
  package var bands: [LegalBand] {
    extraChannels.reduce(into: [homeBand]) { bands, extra in
      if !bands.contains(where: { $0.name == extra.band.name }) { bands.append(extra.band) }
    }
  }

  /// The band a channel is charged to; nil for a channel this station must not send on.
  package func band(of channel: RadioChannel) -> RowName? {
    if channel.isSamePlace(as: homeChannel) { return bandName }
    return extraChannels.first { $0.isPlace(of: channel) }?.band.name
  }

  /// The place of a channel among the extra ones; nil for home.
  package func extraIndex(of channel: RadioChannel) -> Int? {
    guard !channel.isSamePlace(as: homeChannel) else { return nil }
    return extraChannels.firstIndex { $0.isPlace(of: channel) }
  }

  /// What the choice of the rate must know of an extra channel.
  func rate(of extra: ExtraChannel) -> RateParameters {
    let modulation = extra.channel.modulation
    var rate = RateParameters(
      home: modulation, rescue: modulation.spreadingFactor, allowed: extra.spreadingFactors)
    rate.frameBytes = longestFrameBytes
    rate.turnaround = turnaround
    return rate
  }
}
