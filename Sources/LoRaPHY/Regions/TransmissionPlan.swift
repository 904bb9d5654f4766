// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// All that the law asks about before a station may send.
public struct TransmissionPlan: Sendable, Hashable {
  /// Where and how.
  public var channel: RadioChannel
  /// How strong.
  public var power: LinkPower
  /// Whether the station hops.
  public var use: ChannelUse
  /// The rows that the operator answers for.
  public var confirmed: Set<RowName>
  /// The real air, or a simulated one.
  public var medium: TransmissionMedium
  /// The call sign of a station that hides nothing and names itself; nil of all others.
  public var callSign: CallSign?

  /// Makes the plan.
  public init(
    channel: RadioChannel, power: LinkPower, use: ChannelUse = .fixed,
    confirmed: Set<RowName> = [], medium: TransmissionMedium = .air, callSign: CallSign? = nil
  ) {
    self.channel = channel
    self.power = power
    self.use = use
    self.confirmed = confirmed
    self.medium = medium
    self.callSign = callSign
  }
}

/// Why a plan must not be carried out.
public enum TransmissionRefusal: Error, Equatable, Sendable {
  /// The station may only listen.
  case receiveOnly(TransmitPermission.Reason)
  /// The channel is illegal.
  case channel(RegionError)
  /// The chip cannot, or its frames would be too long.
  case modulation(ModulationError)
  /// It would be too strong.
  case power(PowerError)
}

extension TransmissionRefusal: CustomStringConvertible {
  /// Why, and what would be legal.
  public var description: String {
    switch self {
    case .receiveOnly(let reason): reason.description
    case .channel(let error): error.description
    case .modulation(let error): error.description
    case .power(let error): error.description
    }
  }
}

extension Region {
  /// The rows by whose conditions a plan may be carried out, at least one, in order of preference.
  ///
  /// The one gate before sending: permission, channel, frame time and power are all checked. Where
  /// rows share spectrum, those drop out whose conditions the plan does not keep.
  ///
  /// - Throws: ``TransmissionRefusal`` when no row is left; where several failed, with what the
  ///   preferred row asks.
  public func admit(_ plan: TransmissionPlan) throws(TransmissionRefusal) -> [SubBand] {
    if case .receiveOnly(let reason) = permission(
      confirmed: plan.confirmed, in: plan.medium, callSign: plan.callSign)
    {
      throw .receiveOnly(reason)
    }
    let rows: [SubBand]
    do {
      rows = try subBands(for: plan.channel, use: plan.use, confirmed: plan.confirmed)
    } catch { throw .channel(error) }
    let refusals = rows.map { Self.refusal(of: plan, in: $0) }
    let kept = zip(rows, refusals).filter { $0.1 == nil }.map(\.0)
    if kept.isEmpty, let refusal = refusals.compactMap(\.self).first { throw refusal }
    return kept
  }

  private static func refusal(
    of plan: TransmissionPlan, in row: SubBand
  ) -> TransmissionRefusal? {
    do throws(ModulationError) {
      try plan.channel.modulation.check(in: row)
    } catch { return .modulation(error) }
    do throws(PowerError) {
      try plan.power.check(in: row, bandwidth: plan.channel.modulation.bandwidth)
    } catch { return .power(error) }
    return nil
  }
}
