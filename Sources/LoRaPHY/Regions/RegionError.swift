// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Why a region has no rules for a channel.
public enum RegionError: Error, Equatable, Sendable {
  /// There is no region of that id.
  case unknownRegion(id: String)
  /// The region exists in simulations only.
  case simulationOnly
  /// The signal lies where the station must not send; the nearest legal centre of that bandwidth.
  case illegalChannel(region: String, signal: Signal, fault: ChannelFault, nearest: Frequency)
  /// No frequency is legal for the bandwidth; the bandwidths that have one.
  case illegalBandwidth(region: String, bandwidth: Bandwidth, legal: [Bandwidth])
  /// A signal of this bandwidth must hop over at least so many channels; the bandwidths for which
  /// one channel is enough.
  case hoppingNeeded(region: String, signal: Signal, channels: Int, fixed: [Bandwidth])

  /// What is wrong with a signal's place.
  public enum ChannelFault: Sendable, Equatable {
    /// It shares nothing with the region.
    case outside
    /// It crosses an edge of a row.
    case acrossEdge(subBand: String)
    /// It shares spectrum with a row where sending is forbidden.
    case forbidden(subBand: String, reason: String)
    /// It lies in a row that the operator has not confirmed.
    case unconfirmed(RowName)
    /// It lies between the channels of a row.
    case betweenChannels(subBand: String)
    /// The row there does not take this bandwidth.
    case bandwidth(subBand: String)
  }
}

extension RegionError: CustomStringConvertible {
  /// What is wrong, and what is legal.
  public var description: String {
    switch self {
    case .unknownRegion(let id):
      "no region \"\(id)\"; legal: \(Region.all.map(\.id).joined(separator: ", "))"
    case .simulationOnly:
      "region lab exists in simulations only, on the air it is illegal; "
        + "legal: \(Region.all.map(\.id).joined(separator: ", "))"
    case .illegalChannel(let region, let signal, let fault, let nearest):
      "\(signal) \(fault) (region \(region)); nearest legal centre: \(nearest) MHz"
    case .illegalBandwidth(let region, let bandwidth, let legal):
      "no frequency of region \(region) takes a bandwidth of \(bandwidth) kHz; "
        + "legal: \(Self.kilohertz(legal))"
    case .hoppingNeeded(let region, let signal, let channels, let fixed):
      "\(signal) must hop over at least \(channels) channels (region \(region)); "
        + "legal on one channel: \(Self.kilohertz(fixed))"
    }
  }

  private static func kilohertz(_ bandwidths: [Bandwidth]) -> String {
    guard !bandwidths.isEmpty else { return "none" }
    return bandwidths.map(\.description).joined(separator: ", ") + " kHz"
  }
}

extension RegionError.ChannelFault: CustomStringConvertible {
  /// What is wrong, to be read after the signal's name.
  public var description: String {
    switch self {
    case .outside: "lies outside the region"
    case .acrossEdge(let subBand): "crosses an edge of sub-band \(subBand)"
    case .forbidden(let subBand, let reason): "reaches into \(subBand): \(reason)"
    case .unconfirmed(let row): "lies in \(row), which nobody has confirmed"
    case .betweenChannels(let subBand): "is off the channels of sub-band \(subBand)"
    case .bandwidth(let subBand): "has a bandwidth that sub-band \(subBand) does not take"
    }
  }
}

extension Signal: CustomStringConvertible {
  /// Centre and width: `125 kHz at 868.1 MHz`.
  public var description: String { "\(bandwidth) kHz at \(centre) MHz" }
}
