// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY
import Testing

/// Pairs whose home lies in a narrow band, with an extra channel in a wide one.
enum TwoBands {
  static let narrow = band("narrow", seconds: 36, chat: 200_000)
  static let wide = band("wide", seconds: 360, chat: 100_000)

  /// A band with so many seconds in an hour and the usual reserves.
  static func band(_ name: String, seconds: Int, chat: Int) -> LegalBand {
    let modulation = LinkPair.channel.modulation
    let rule = AirtimeRule(limit: .seconds(seconds))
    return LegalBand(
      name: RowName(name), rule: rule,
      reserve: .standard(
        for: rule, controlFrame: modulation.timeOnAir(payloadBytes: 10),
        handshakeFrame: modulation.timeOnAir(payloadBytes: 62), chatPartsPerMillion: chat))
  }

  /// A channel 1425 kHz below home.
  static func extra(
    _ use: ExtraChannel.Use = .bulk, band: LegalBand = wide, bandwidth: Bandwidth = .kHz125,
    spreadingFactors: [SpreadingFactor] = [.sf7]
  ) -> ExtraChannel {
    var channel = LinkPair.channel
    channel.frequency = Frequency(hertz: channel.frequency.hertz - 1_425_000)
    channel.modulation.bandwidth = bandwidth
    return ExtraChannel(channel, use: use, band: band, spreadingFactors: spreadingFactors)
  }

  /// Two stations; `extras` says what each has besides home.
  static func pair(
    loss: Double = 0, seed: UInt64, home: LegalBand = narrow,
    spreadingFactors: [SpreadingFactor] = [], rescue: SpreadingFactor? = nil,
    extras: (_ station: Int) -> [ExtraChannel] = { _ in [extra()] }
  ) throws -> LinkPair {
    try LinkPair(
      loss: loss, seed: seed, rule: home.rule, reserve: home.reserve,
      spreadingFactors: spreadingFactors, rescue: rescue
    ) { parameters, index in
      parameters.bandName = home.name
      parameters.extraChannels = extras(index)
    }
  }
}

extension LinkUser {
  /// The most airtime of any hour, by the frames' own modulations, on channels of one carrier.
  func worstHour(on frequency: Frequency) -> Duration {
    var truth = TrueAirtime()
    for (index, frame) in sent.enumerated() where sentOn[index].frequency == frequency {
      let start = sentAt[index].microseconds
      let airtime = sentOn[index].modulation.timeOnAir(payloadBytes: frame.count)
      truth.add(start: start, end: start + airtime.wholeMicroseconds)
    }
    return .microseconds(truth.worst(window: 3_600_000_000))
  }

  /// The airtime of all frames sent on one carrier, by the frames' own modulations, ramps included.
  func airtime(on frequency: Frequency) -> Duration {
    zip(sent, sentOn).filter { $0.1.frequency == frequency }.reduce(.zero) {
      $0 + $1.1.modulation.timeOnAir(payloadBytes: $1.0.count) + parameters.rampTime
    }
  }

  /// The airtime that the records of a band on disk say.
  func charged(to band: RowName) -> Duration {
    let records = disk.memory.airtime[band]?.snapshot.records ?? []
    return .microseconds(records.reduce(0) { $0 + $1.airtime })
  }

  /// Frames sent on one carrier.
  func frames(on frequency: Frequency) -> [Frame] {
    zip(sent, sentOn).filter { $0.1.frequency == frequency }
      .compactMap { try? Frame(decoding: $0.0) }
  }
}

extension Frame {
  /// Whether it carries a piece of a message of several frames.
  var isSymbol: Bool { if case .symbol = self { true } else { false } }
  /// Whether it is a message in one frame.
  var isSingle: Bool { if case .single = self { true } else { false } }
  /// Whether it is an RTS or a CTS.
  var isReservation: Bool { if case .reservation = self { true } else { false } }
}
