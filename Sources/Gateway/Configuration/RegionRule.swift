// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

/// What a configuration asks of the law: the region's rows, seen from the operator's keys.
enum RegionRule {
  /// The ids that a configuration may name.
  static let legalIDs = Region.all.map(\.id)

  /// The rows that an operator may answer for: those known with low confidence, and those whose
  /// conditions only the operator can know.
  static let confirmableRows = Region.confirmableRows.map(\.text)

  /// Whether frames are encrypted or in clear in a region; nil where the region is not known.
  static func payloadMode(_ id: String) -> PayloadMode? { region(id)?.payloadMode }

  /// Logs a peer whose invitation comes from a region in which frames are sent the other way.
  static func checkMode(
    of peer: PeerConfiguration, in region: String, _ section: SectionReader
  ) {
    let other = peer.invitation.channel.region
    guard let here = payloadMode(region), let there = payloadMode(other), here != there else {
      return
    }
    section.refuse(
      "key", nil,
      "peer \"\(peer.name)\" is in region \(other), where frames are \(there.words); in \(region)"
        + " they are \(here.words), so the two cannot talk; use the same region, and the line that"
        + " 'loragw peer invite' prints there then")
  }

  /// Why a text is no region, what is legal, and what was perhaps meant.
  static func unknownReason(_ id: String) -> String {
    let legal = "legal: \(legalIDs.joined(separator: ", "))"
    guard id != Region.lab.id else {
      return "exists in simulations only, on the air it is illegal; \(legal)"
    }
    let nearest = KeySpelling.nearest(to: id, among: legalIDs).map { "; did you mean \"\($0)\"?" }
    return "no such region; \(legal)\(nearest ?? "")"
  }

  /// Logs what the law refuses at the key that is to be changed.
  ///
  /// A channel on which the station only listens is not refused.
  static func check(
    _ channel: ChannelConfiguration, confirmed: [String], callSign: CallSign?,
    _ section: SectionReader
  ) {
    do throws(TransmissionRefusal) {
      _ = try channel.admission(confirmed: confirmed, callSign: callSign)
    } catch {
      switch error {
      case .receiveOnly: break
      case .channel(let error):
        section.refuse(
          "frequency_mhz", channel.radioChannel.frequency.description, error.description)
      case .modulation(let error):
        let factor = channel.radioChannel.modulation.spreadingFactor
        section.refuse("spreading_factor", "\(factor.rawValue)", error.description)
      case .power(let error):
        section.refuse("power_dbm", "\(channel.powerDBm)", error.description)
      }
    }
  }

  /// The slowest spreading factor at which the smallest useful frame is short enough for the
  /// channel's rows.
  static func rescueSpreadingFactor(
    region id: String, channel: RadioChannel
  ) -> SpreadingFactor {
    let rows = (try? region(id)?.subBands(for: channel)) ?? []
    return SpreadingFactor.allCases.last { factor in
      var slower = channel.modulation
      slower.spreadingFactor = factor
      return rows.allSatisfy { row in
        (row.longestFrameBytes(for: slower) ?? 0) >= Modulation.smallestUsefulFrame
      }
    } ?? channel.modulation.spreadingFactor
  }

  static func region(named id: String) throws(TransmissionRefusal) -> Region {
    do {
      return try Region.named(id)
    } catch { throw .channel(error) }
  }

  private static func region(_ id: String) -> Region? { Region.all.first { $0.id == id } }
}

extension PayloadMode {
  /// How frames are, in words.
  fileprivate var words: String {
    switch self {
    case .encrypted: "encrypted"
    case .clear: "in clear, as amateurs must"
    }
  }
}

extension ChannelConfiguration {
  /// The power chain from the chip to the antenna, to the hundredth of a decibel.
  var linkPower: LinkPower {
    LinkPower(
      chip: PowerLevel(dBm: powerDBm),
      amplifierGain: Decibels(nearestTo: amplifierGainDB ?? 0) ?? .zero,
      cableLoss: Decibels(nearestTo: cableLossDB) ?? .zero,
      antennaGain: Decibels(nearestTo: antennaGainDBi) ?? .zero)
  }
}
