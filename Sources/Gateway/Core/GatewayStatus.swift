// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
public import LoRaPHY
import MailRelay

/// What a gateway tells about itself, as `status --json` prints it.
public struct GatewayStatus: Sendable, Codable, Equatable {
  /// The gateway's name.
  public var name: String
  /// The driver in use.
  public var driver: String
  /// Why the radio cannot be used now; nil when it can.
  public var radioFault: String?
  /// Why nothing is ever sent, and what changes it; nil when the station may send.
  public var receiveOnly: String?
  /// The call sign under which all is sent in clear; nil where it is encrypted.
  public var callSign: String?
  /// Seconds since the process started.
  public var uptimeSeconds: Double
  /// The carrier, hertz.
  public var frequencyHertz: UInt32
  /// Spreading factor, 5 to 12.
  public var spreadingFactor: Int
  /// Bandwidth, hertz.
  public var bandwidthHertz: UInt32
  /// Frames sent since the process started.
  public var framesSent: Int
  /// Their bytes.
  public var bytesSent: Int
  /// Their time on air, microseconds.
  public var airtimeUs: Int64
  /// Time on air that counts in the law's window ending now, microseconds.
  public var airtimeInWindowUs: Int64
  /// What the law allows in that window, microseconds; nil without limit.
  public var airtimeLimitUs: Int64?
  /// The same for every legal band the gateway sends in, that of its home channel first.
  public var bands: [Band]
  /// Authentic frames heard.
  public var framesReceived: Int
  /// Frames that claimed to be a peer's and were not.
  public var framesForged: Int
  /// Frames of others, and noise.
  public var framesForeign: Int
  /// Call signs heard of amateur stations, the newest first.
  public var heardCallSigns: [HeardCallSign]
  /// Mails counted since the spool was made.
  public var mails: MailTotals
  /// Mails from the air given up since the process started, because parts of them stayed out.
  public var partialMailsExpired: Int
  /// The peers.
  public var peers: [Peer]

  /// A legal band and what was used of it.
  public struct Band: Sendable, Codable, Equatable {
    /// The row of the law, like "EU868/P".
    public var name: String
    /// Time on air that counts in the law's window ending now, microseconds.
    public var airtimeInWindowUs: Int64
    /// What the law allows in that window, microseconds; nil without limit.
    public var airtimeLimitUs: Int64?
    /// The part of what counts that is reserved for frames not keyed yet, microseconds.
    public var airtimeReservedUs: Int64
    /// What the most urgent frames may still use now, microseconds; nil without limit.
    public var airtimeLeftUs: Int64?
    /// What mails that are no chat may still use now, microseconds; nil without limit.
    public var airtimeLeftForMailUs: Int64?
    /// The carriers of the channels used in it, hertz.
    public var frequenciesHertz: [UInt32]
  }

  /// A peer and what was heard of it.
  public struct Peer: Sendable, Codable, Equatable {
    /// What this gateway calls it.
    public var name: String
    /// Domains reached through it.
    public var domains: [String]
    /// Its call sign, from the handshake; nil where frames are encrypted.
    public var callSign: String?
    /// Whether a session is open in which new mail can be sealed.
    public var hasSession: Bool
    /// Seconds since it was heard; nil when it was not since the start.
    public var heardSecondsAgo: Double?
    /// Signal to noise ratio of the last frame heard, decibels.
    public var snrDecibels: Double?
    /// The highest protocol version it speaks, when that is refused; nil when all is well.
    public var refusedProtocolVersion: Int?
    /// The mails that wait for it or are on air to it.
    public var waiting: Waiting
  }

  /// Mails on their way to a peer.
  public struct Waiting: Sendable, Codable, Equatable {
    /// How many.
    public var mails = 0
    /// The time on air that they cost in all if no frame is lost, microseconds.
    public var priceUs: Int64 = 0
    /// Seconds until the peer has the last of them, as often as not; nil when there is none, or one
    /// can never be sent.
    public var etaSeconds: Double?
    /// In nine of ten cases it takes no longer than this; nil like the other.
    public var etaNinetiethSeconds: Double?

    /// Mails besides that the operator holds.
    public var held = 0

    /// No mails.
    package init() {}
  }
}

extension GatewayCore {
  /// What a million bytes that cannot be shortened cost on the air.
  var airtimePerMegabyte: Duration { airtime(payloadBytes: 1_000_000) }

  /// Tells about the gateway at this instant.
  ///
  /// - Throws: ``SpoolError`` when the spool cannot be read.
  public func status(
    driver: String, radioFault: String?, channel: RadioChannel, since start: Instant,
    at now: Instant
  ) throws(SpoolError) -> GatewayStatus {
    let counters = station.counters
    let waiting = try waiting(at: now)
    return GatewayStatus(
      name: settings.name, driver: driver, radioFault: radioFault,
      receiveOnly: settings.receiveOnly, callSign: settings.link.callSign?.text,
      uptimeSeconds: (now - start).inSeconds,
      frequencyHertz: channel.frequency.hertz,
      spreadingFactor: channel.modulation.spreadingFactor.rawValue,
      bandwidthHertz: channel.modulation.bandwidth.rawValue, framesSent: counters.framesSent,
      bytesSent: counters.bytesSent, airtimeUs: counters.airtimeSent.wholeMicroseconds,
      airtimeInWindowUs: station.airtimeUsed(at: now)?.wholeMicroseconds ?? 0,
      airtimeLimitUs: settings.link.airtimeRule.limit?.wholeMicroseconds,
      bands: bands(at: now),
      framesReceived: counters.framesReceived, framesForged: counters.framesForged,
      framesForeign: counters.framesForeign,
      heardCallSigns: station.heardCallSigns.map { .init($0, at: now) }, mails: try spool.totals(),
      partialMailsExpired: partialMailsExpired,
      peers: settings.peers.map { route in
        peer(route, waiting: waiting[route.key] ?? .init(), at: now)
      })
  }

  private func bands(at now: Instant) -> [GatewayStatus.Band] {
    let channels =
      [(settings.link.bandName, settings.link.frequency)]
      + settings.link.extraChannels.map { ($0.band.name, $0.channel.frequency) }
    return station.airtimeAccounts(at: now).map { account in
      let band = account.band
      return GatewayStatus.Band(
        name: band.name.text, airtimeInWindowUs: account.occupied.wholeMicroseconds,
        airtimeLimitUs: band.rule.limit?.wholeMicroseconds,
        airtimeReservedUs: account.reserved.wholeMicroseconds,
        airtimeLeftUs: account.left?.wholeMicroseconds,
        airtimeLeftForMailUs: account.leftForMail?.wholeMicroseconds,
        frequenciesHertz: channels.filter { $0.0 == band.name }.map(\.1.hertz))
    }
  }

  private func peer(
    _ route: PeerRoute, waiting: GatewayStatus.Waiting, at now: Instant
  ) -> GatewayStatus.Peer {
    let link = station.links.first { $0.peer == route.key }
    return GatewayStatus.Peer(
      name: route.name, domains: route.domains.sorted(),
      callSign: link?.sessions.last?.record.callSign?.text,
      hasSession: link?.sessions.contains { $0.standing == .current } ?? false,
      heardSecondsAgo: link?.lastHeard.map { (now - $0.at).inSeconds },
      snrDecibels: link?.lastHeard?.snr.decibels,
      refusedProtocolVersion: station.refusedVersions[route.key].map { Int($0) },
      waiting: waiting)
  }

  /// The queue as it stands.
  ///
  /// - Throws: ``SpoolError`` when the spool cannot be read.
  public func queue(at now: Instant) throws(SpoolError) -> [QueueEntry] {
    try entries(spool.queueRows(), at: now)
  }

  /// Rows of the queue with what the link knows of them, and when each will have arrived.
  func entries(_ rows: [Spool.QueueRow], at now: Instant) -> [QueueEntry] {
    var entries = entriesWithoutTimes(rows)
    estimate(&entries, places: rows.map(\.place), at: now)
    return entries
  }

  /// Rows of the queue with what the link knows of them.
  func entriesWithoutTimes(_ rows: [Spool.QueueRow]) -> [QueueEntry] {
    let reports = Dictionary(
      station.reports.map { ($0.handle, $0) }, uniquingKeysWith: { first, _ in first })
    return rows.map { row in
      var entry = row.entry
      entry.peer = row.peer.map(name(of:)) ?? "unknown peer"
      if let envelope = try? Envelope(decoding: row.envelope) {
        entry.sender = String(decoding: envelope.reversePath.octets, as: UTF8.self)
      }
      entry.add(row.loads, reports)
      if entry.direction == .out {
        let price = airtime(payloadBytes: entry.packedBytes ?? entry.rawBytes)
        entry.priceMicroseconds = price.wholeMicroseconds
      }
      return entry
    }
  }

  /// Says of what goes out when it will have arrived.
  func estimate(_ entries: inout [QueueEntry], places: [QueuePlace?], at now: Instant) {
    var waiting: [PeerKey: [(index: Int, place: QueuePlace)]] = [:]
    for (index, entry) in entries.enumerated()
    where entry.direction == .out && entry.state != "refused" && entry.state != QueueEntry.held {
      if let place = places[index] { waiting[place.peer, default: []].append((index, place)) }
    }
    let queues = settings.peers.compactMap { peer in
      // A stable order: mails alike go as they were taken.
      waiting[peer.key].map { (peer.key, $0.sorted { $0.place.order < $1.place.order }) }
    }
    let loads = queues.map { peer, mails in
      (peer: peer, loads: mails.map { entries[$0.index].load($0.place.messageClass) })
    }
    for ((_, mails), estimates) in zip(queues, station.forecast(loads, at: now)) {
      for (mail, estimate) in zip(mails, estimates) {
        entries[mail.index].etaSeconds = estimate.median?.inSeconds
        entries[mail.index].etaNinetiethSeconds = estimate.ninetieth?.inSeconds
      }
    }
  }
}

extension GatewayStatus.Waiting {
  /// The figures of these mails.
  init(_ entries: [QueueEntry]) {
    self.init()
    mails = entries.count
    priceUs = entries.reduce(0) { $0 + ($1.priceMicroseconds ?? 0) }
    let etas = entries.compactMap(\.etaSeconds)
    let ninetieths = entries.compactMap(\.etaNinetiethSeconds)
    etaSeconds = etas.count == mails ? etas.max() : nil
    etaNinetiethSeconds = ninetieths.count == mails ? ninetieths.max() : nil
  }
}

extension QueueEntry {
  fileprivate func load(_ messageClass: MessageClass) -> WaitingLoad {
    WaitingLoad(
      payloadBytes: packedBytes ?? rawBytes, progress: progress, messageClass: messageClass)
  }
}

extension QueueEntry {
  /// Adds what is known of the messages that carry the mail.
  fileprivate mutating func add(
    _ loads: [Spool.Load], _ reports: [MessageHandle: TransferReport]
  ) {
    let all = loads.reduce(0) { $0 + $1.bytes }
    guard all > 0 else { return }
    for load in loads {
      let part = Double(load.bytes) / Double(all)
      if load.hasArrived { progress += part }
      guard let report = reports[load.handle] else { continue }
      if state != QueueEntry.held { state = "on air" }
      progress += part * report.progress
      frames += Int((Double(report.frames) * load.share).rounded(.up))
      let airtime = Double(report.airtime.wholeMicroseconds)
      airtimeMicroseconds += Int64((airtime * load.share).rounded())
    }
    progress = min(1, progress)
  }
}

extension Duration {
  /// The duration in seconds, for people.
  var inSeconds: Double { Double(wholeMicroseconds) / 1_000_000 }
}
