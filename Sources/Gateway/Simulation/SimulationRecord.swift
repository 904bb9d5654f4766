// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
public import LoRaPHY

/// Who transmitted when in a simulation, as the air saw it; no ledger and no gateway was asked.
public struct SimulationRecord: Sendable, Equatable {
  /// The gateways' names.
  public let gateways: [String]
  /// The sub-band of the channel where all listen.
  public let band: AirtimeBand
  /// The sub-bands of the extra channels, by their carriers.
  public internal(set) var extraBands: [Frequency: AirtimeBand] = [:]
  /// Where and how they send, for people.
  public let channelText: String
  /// How long the simulation ran.
  public internal(set) var duration = Duration.zero
  /// Every frame in the order of its end; those on the air at the simulation's end are there.
  public internal(set) var frames: [SentFrame] = []

  /// The airtime of each gateway in the band's window that slides over its frames; without a band
  /// in that of home.
  func slidingAirtime(in wanted: AirtimeBand? = nil) -> [SlidingAirtime] {
    let band = wanted ?? band
    var own = [[SentFrame]](repeating: [], count: gateways.count)
    for frame in frames where self.band(of: frame) == band { own[frame.gateway].append(frame) }
    return own.map { SlidingAirtime($0.map { ($0.start, $0.end) }, window: band.window) }
  }

  /// All sub-bands, that of home first, each once.
  var bands: [AirtimeBand] {
    [band] + Set(extraBands.values).subtracting([band]).sorted { $0.name < $1.name }
  }

  private func band(of frame: SentFrame) -> AirtimeBand {
    frame.frequency.flatMap { extraBands[$0] } ?? band
  }
}

/// A frame that was sent.
public struct SentFrame: Sendable, Equatable {
  /// Who sent it, an index of the record's gateways.
  public var gateway: Int
  /// What it was.
  public var kind: Kind
  /// Its first symbol.
  public var start: Instant
  /// The end of its last symbol.
  public var end: Instant
  /// What became of it at those it was for.
  public var fate: Fate
  /// The carrier.
  public var frequency: Frequency?

  /// What a frame is for.
  public enum Kind: Sendable, CaseIterable {
    /// A message, or a part of one.
    case data
    /// A request or an answer.
    case control
    /// A session begins.
    case handshake
    /// An amateur's call sign.
    case identification
    /// A frame outside the link.
    case unacknowledged
  }

  /// What became of a frame at those it was for.
  public enum Fate: Sendable {
    /// One of them received it.
    case received
    /// None of them did, and an overlapping frame destroyed it at one of them at least.
    case collided
    /// None of them did, for other reasons.
    case lost
  }
}

extension SentFrame.Kind {
  /// The first byte of a frame outside the link: a layout version the link does not speak.
  static let foreignByte: UInt8 = 0

  init(firstByte: UInt8) {
    guard let header = try? FrameHeader(decoding: firstByte) else {
      self = .unacknowledged
      return
    }
    switch header.type {
    case .single, .source, .last, .repair: self = .data
    case .control, .reservation: self = .control
    case .hello: self = .handshake
    case .extended: self = .identification
    }
  }
}
