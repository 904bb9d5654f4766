// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaDriver
import LoRaPHY

/// A channel to begin with: both ends of a link must have it alike.
struct SetupChannel: Equatable, Sendable {
  var frequency: Frequency
  var bandwidth: Bandwidth
  var spreadingFactor: SpreadingFactor
  var powerDBm: Int

  /// What decides about a channel beside the region.
  struct Terms: Equatable, Sendable {
    var region: Region
    var callSign: CallSign?
    var radio: SetupRadio
    /// The board of the radio, if it is one.
    var board: Board?
    /// Where to be; nil: wherever the law gives most.
    var frequency: Frequency?
    /// How wide; nil: as narrow as the law takes it, from 125 kHz on.
    var bandwidth: Bandwidth?
    var spreadingFactor: SpreadingFactor
  }

  private static let bandwidths: [Bandwidth] = [.kHz125, .kHz250, .kHz500]

  /// The best channel under these terms; nil when the radio reaches none.
  ///
  /// The law's own code judges: first where the station may send, then how well the row is known,
  /// then its share of time. Amateurs share their band by plans that nobody here knows, so without
  /// a frequency there is none for them.
  static func best(_ terms: Terms) -> SetupChannel? {
    if case .amateur = terms.region.service, terms.frequency == nil { return nil }
    var best: (channel: SetupChannel, rank: Rank)?
    for bandwidth in terms.bandwidth.map({ [$0] }) ?? bandwidths
    where terms.radio.driver.bandwidths.contains(bandwidth) {
      for centre in centres(of: bandwidth, terms) where terms.reaches(centre) {
        guard let found = strongest(at: centre, bandwidth, terms) else { continue }
        if best.map({ $0.rank < found.rank }) ?? true { best = found }
      }
    }
    return best?.channel
  }

  private static func centres(of bandwidth: Bandwidth, _ terms: Terms) -> [Frequency] {
    if let frequency = terms.frequency { return [frequency] }
    return terms.region.subBands.compactMap { row in
      let middle = row.edges.lower.hertz / 2 + row.edges.upper.hertz / 2
      return row.nearestCentre(
        to: Signal(centre: Frequency(hertz: middle), bandwidth: bandwidth))
    }
  }

  /// The greatest power up to the usual one that is legal there, and that the radio can.
  private static func strongest(
    at frequency: Frequency, _ bandwidth: Bandwidth, _ terms: Terms
  ) -> (channel: SetupChannel, rank: Rank)? {
    let range = terms.radio.driver.powerDBm
    let most = min(
      ChannelConfiguration.defaultPowerDBm, terms.board?.largestChipDBm ?? range.upperBound)
    guard range.lowerBound <= most else { return nil }
    for power in (range.lowerBound...most).reversed() where terms.takes(power) {
      let channel = SetupChannel(
        frequency: frequency, bandwidth: bandwidth, spreadingFactor: terms.spreadingFactor,
        powerDBm: power)
      if let rank = channel.rank(terms) { return (channel, rank) }
    }
    return nil
  }

  /// Nil where the channel is illegal.
  private func rank(_ terms: Terms) -> Rank? {
    let configured = ChannelConfiguration(
      region: terms.region.id,
      radioChannel: RadioChannel(
        frequency: frequency,
        modulation: Modulation(
          spreadingFactor: spreadingFactor, bandwidth: bandwidth, codingRate: .fourFifths,
          family: terms.radio.driver.family(at: spreadingFactor))),
      powerDBm: powerDBm, antennaGainDBi: ChannelConfiguration.defaultAntennaGainDBi,
      cableLossDB: 0, amplifierGainDB: terms.board?.amplifierGainDB(atChipDBm: powerDBm),
      rescueSpreadingFactor: spreadingFactor)
    do throws(TransmissionRefusal) {
      let admission = try configured.admission(confirmed: [], callSign: terms.callSign)
      return Rank(
        maySend: admission.transmission == .allowed, confidence: admission.row.confidence,
        share: admission.row.timing.dutyCycle.partsPerMillion)
    } catch {
      // Illegal there; the others are looked at.
      return nil
    }
  }
}

extension SetupChannel {
  /// How good a channel is.
  private struct Rank: Comparable {
    var maySend: Bool
    var confidence: Confidence
    var share: Int

    static func < (left: Rank, right: Rank) -> Bool {
      (left.maySend ? 1 : 0, left.confidence, left.share)
        < (right.maySend ? 1 : 0, right.confidence, right.share)
    }
  }
}

extension SetupChannel.Terms {
  /// Whether the chip can be tuned there; of dongles that is not known.
  func reaches(_ frequency: Frequency) -> Bool {
    board?.chip.reachMHz.contains(Double(frequency.hertz) / 1e6) ?? true
  }

  /// Whether the chip can be set to the power.
  func takes(_ powerDBm: Int) -> Bool {
    guard let board else { return true }
    do {
      return try ChipSettings(board, powerDBm: powerDBm) != nil
    } catch {
      return false
    }
  }
}
