// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

/// Whether a station may send on its channel, and by which row of the law.
struct ChannelAdmission: Equatable, Sendable {
  /// The row by whose conditions the channel is used, or would be.
  var row: SubBand
  /// Whether the station may send.
  var transmission: TransmitPermission
}

extension ChannelConfiguration {
  /// What the law says about this channel.
  ///
  /// A row that only waits for the operator's word, and an amateur region that waits for a call
  /// sign, leave the station its ears.
  ///
  /// - Throws: `TransmissionRefusal` when the channel would be illegal even so.
  func admission(
    confirmed: [String], callSign: CallSign?
  ) throws(TransmissionRefusal) -> ChannelAdmission {
    let region = try RegionRule.region(named: region)
    let names = Set(confirmed.map(RowName.init))
    do {
      let row = try row(of: region, confirmed: names, callSign: callSign)
      let mustListen = row.timing.listening != nil
      return ChannelAdmission(
        row: row,
        transmission: mustListen ? .receiveOnly(.listening(region.rowName(of: row))) : .allowed)
    } catch {
      switch error {
      case .receiveOnly(.lowConfidence(let name)),
        .channel(.illegalChannel(_, _, .unconfirmed(let name), _)):
        return ChannelAdmission(
          row: try row(of: region, confirmed: names.union([name]), callSign: callSign),
          transmission: .receiveOnly(.lowConfidence(name)))
      case .receiveOnly(.amateur(let id)):
        return ChannelAdmission(
          row: try heardRow(of: region), transmission: .receiveOnly(.amateur(region: id)))
      default: throw error
      }
    }
  }

  private func row(
    of region: Region, confirmed: Set<RowName>, callSign: CallSign?
  ) throws(TransmissionRefusal) -> SubBand {
    let plan = TransmissionPlan(
      channel: radioChannel, power: linkPower, confirmed: confirmed, callSign: callSign)
    guard let row = try region.admit(plan).first else { throw .receiveOnly(.simulationOnly) }
    return row
  }

  private func heardRow(of region: Region) throws(TransmissionRefusal) -> SubBand {
    do {
      return try region.subBand(for: radioChannel)
    } catch { throw .channel(error) }
  }
}

extension TransmitPermission.Reason {
  /// Why the station only listens, and the line of the configuration that changes it.
  ///
  /// `confirmed` are the rows the operator answers for already.
  package func advice(confirmed: [String]) -> String {
    switch self {
    case .lowConfidence(let row):
      let names = (confirmed + [row.text]).map { "\"\($0)\"" }.joined(separator: ", ")
      return "the rules of \(row) are known with low confidence; check them with your authority,"
        + " then write confirmed_regions = [\(names)] in [gateway]"
    case .amateur(let region):
      return "\(region) is an amateur region, where a station sends in clear and names itself;"
        + " if you have a licence, write call_sign = \"…\", your own, in [gateway]"
    case .listening(let row):
      return "\(row) asks for the channel's energy to be measured before each transmission, which"
        + " no radio of this version does; no setting changes that"
    case .simulationOnly: return description
    }
  }
}

extension Configuration {
  /// Why this gateway only listens, in a line for people; nil when it may send.
  package var receiveOnly: String? {
    let confirmed = gateway.confirmedRegions
    // What is illegal was refused when the configuration was read.
    guard
      case .receiveOnly(let reason)? =
        try? radio.channel.admission(
          confirmed: confirmed, callSign: gateway.callSign
        ).transmission
    else { return nil }
    return "receive-only: \(reason.advice(confirmed: confirmed))"
  }
}
