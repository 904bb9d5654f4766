// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaDriver
import LoRaPHY

extension Scenario {
  private enum Model: String, CaseIterable {
    case independent, bursty, physical, lorasim

    /// The keys of `[channel]` that this model has a use for.
    var keys: [String] {
      switch self {
      case .independent: ["loss"]
      case .bursty: ["mean_good_s", "mean_bad_s", "good_loss", "bad_loss"]
      case .physical:
        [
          "path_loss", "exponent", "reference_m", "reference_loss_db", "shadowing_db",
          "fading_coherence_s", "rice_factor",
        ]
      case .lorasim: ["rules"]
      }
    }
  }

  /// Reads `[channel]`.
  static func model(_ whole: SectionReader) -> ChannelModel? {
    guard let section = whole.section("channel") else { return nil }
    let names = Model.allCases.map { ($0.rawValue, $0) }
    let kind =
      section.has("model")
      ? section.choice("model", among: names, what: "channel model") : .independent
    guard let kind else { return nil }
    section.checkKeys(known: ["model"] + kind.keys)
    switch kind {
    case .independent:
      return .independent(section.number("loss", in: 0...1, unit: "(a part)") ?? 0)
    case .bursty: return bursty(section)
    case .physical: return physical(section)
    case .lorasim:
      let rules: [(String, LoRaSimRules)] = [("capture", .capture), ("aloha", .aloha)]
      return .lorasim(section.choice("rules", among: rules, what: "rules") ?? .capture)
    }
  }

  private static func bursty(_ section: SectionReader) -> ChannelModel? {
    section.require("mean_good_s", "write mean_good_s = 20.0")
    section.require("mean_bad_s", "write mean_bad_s = 2.0")
    let good = section.number("mean_good_s", in: 0.001...1_000_000, unit: "s")
    let bad = section.number("mean_bad_s", in: 0.001...1_000_000, unit: "s")
    let goodLoss = section.number("good_loss", in: 0...1, unit: "(a part)") ?? 0
    let badLoss = section.number("bad_loss", in: 0...1, unit: "(a part)") ?? 1
    guard let good, let bad else { return nil }
    return .bursty(
      BurstyChannel(
        meanGood: .seconds(good), meanBad: .seconds(bad), goodLoss: goodLoss, badLoss: badLoss))
  }

  private static func physical(_ section: SectionReader) -> ChannelModel {
    let exponent = section.number("exponent", in: 1...10, unit: "") ?? 3.5
    let reference = section.number("reference_m", in: 0.1...100_000, unit: "m") ?? 1
    let loss = section.number("reference_loss_db", in: 0...300, unit: "dB") ?? 31.2
    let laws: [(String, PathLoss)] = [
      ("free-space", .freeSpace), ("two-ray", .twoRay),
      (
        "log-distance",
        .logDistance(
          exponent: exponent, referenceMetres: reference, referenceLossDecibels: loss)
      ),
    ]
    let coherence = section.number("fading_coherence_s", in: 0.001...1_000_000, unit: "s")
    let rice = section.number("rice_factor", in: 0...1000, unit: "") ?? 0
    return .physical(
      PhysicalChannel(
        pathLoss: section.choice("path_loss", among: laws, what: "path loss") ?? .freeSpace,
        shadowingDecibels: section.number("shadowing_db", in: 0...40, unit: "dB") ?? 0,
        fading: coherence.map { BlockFading(coherence: .seconds($0), riceFactor: rice) }))
  }
}

extension StationSite {
  /// Reads where and how a gateway of a scenario stands.
  init(_ section: SectionReader) {
    section.checkKeys(
      known: [
        "name", "count", "position_m", "within_m", "antenna_height_m", "eirp_dbm",
        "receive_gain_db", "noise_figure_db", "crystal_ppm",
      ])
    self.init()
    if section.has("position_m"), let place = section.numbers("position_m", count: 2) {
      position = Position(x: place[0], y: place[1])
    }
    let height = section.number("antenna_height_m", in: 0.1...10_000, unit: "m")
    antennaHeightMetres = height ?? antennaHeightMetres
    eirpDBm = section.number("eirp_dbm", in: -30...60, unit: "dBm") ?? eirpDBm
    let gain = section.number("receive_gain_db", in: -30...60, unit: "dB")
    receiveGainDecibels = gain ?? receiveGainDecibels
    let figure = section.number("noise_figure_db", in: 0...40, unit: "dB")
    noiseFigureDecibels = figure ?? noiseFigureDecibels
    crystalPPM = section.number("crystal_ppm", in: -1000...1000, unit: "ppm") ?? crystalPPM
  }
}
