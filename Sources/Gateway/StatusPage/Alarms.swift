// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Derives what needs a person from what a gateway tells about itself.
///
/// A pure function of its inputs. At most one alarm of a kind for each peer or band, and one for
/// the whole queue, so that the list is bounded.
public struct Alarms: Sendable {
  /// From when on something is an alarm.
  public struct Thresholds: Sendable, Equatable {
    /// Free space below this part of the disk is little.
    public var leastFreeShare = 0.05
    /// Free space below this is little however small the disk is, bytes.
    public var leastFreeBytes: Int64 = 64 << 20
    /// A peer not heard for so long is silent, seconds.
    public var silentSeconds = 6 * 3600.0
    /// A mail that waits for so long is old, seconds.
    public var oldSeconds: Int64 = 24 * 3600
    /// No gateway ran before this, Unix seconds: 2025-01-01.
    public var earliestUnixSeconds: Int64 = 1_735_689_600

    /// The usual thresholds.
    public init() {}
  }

  private let status: GatewayStatus
  private let queue: [QueueEntry]
  private let disk: SpoolDisk?
  private let unixSeconds: Int64
  private let thresholds: Thresholds

  /// Gathers what is known; `unixSeconds` is the wall clock.
  public init(
    status: GatewayStatus, queue: [QueueEntry], disk: SpoolDisk?, unixSeconds: Int64,
    thresholds: Thresholds = Thresholds()
  ) {
    self.status = status
    self.queue = queue
    self.disk = disk
    self.unixSeconds = unixSeconds
    self.thresholds = thresholds
  }

  /// The alarms, the worst first.
  public var all: [Alarm] {
    let found = radio + disks + clock + status.peers.flatMap(alarms) + bands + mails
    return found.filter { $0.severity == .critical } + found.filter { $0.severity != .critical }
  }

  // MARK: - Radio and machine

  private var radio: [Alarm] {
    var found: [Alarm] = []
    if let fault = status.radioFault {
      found.append(
        Alarm(
          kind: .radioFault, severity: .critical, text: "the radio cannot be used: \(fault)",
          remedy: "it is tried again by itself; if that lasts, see what `loragw doctor` says"))
    }
    if let why = status.receiveOnly {
      found.append(
        Alarm(
          kind: .receiveOnly, severity: .warning, text: "nothing is ever sent: \(why)",
          remedy: "until then mail for the air only waits here"))
    }
    return found
  }

  private var disks: [Alarm] {
    guard let disk, disk.sizeBytes > 0 else { return [] }
    let share = Double(disk.freeBytes) / Double(disk.sizeBytes)
    guard disk.freeBytes < thresholds.leastFreeBytes || share < thresholds.leastFreeShare else {
      return []
    }
    let isFull = disk.freeBytes < thresholds.leastFreeBytes / 8
    let megabytes = disk.freeBytes / 1_000_000
    return [
      Alarm(
        kind: .diskNearlyFull, severity: isFull ? .critical : .warning,
        text: "the spool's disk has only \(megabytes) MB left",
        remedy: "make room; when it is full mail is refused for the time being, none is lost")
    ]
  }

  private var clock: [Alarm] {
    let newest = queue.map(\.arrivedAtUnix).max() ?? 0
    let day: Int64 = 24 * 3600
    let isEarly = unixSeconds < thresholds.earliestUnixSeconds
    guard isEarly || newest.subtractingReportingOverflow(day).partialValue > unixSeconds else {
      return []
    }
    return [
      Alarm(
        kind: .clock, severity: .warning,
        text: isEarly
          ? "the machine's clock is wrong: it says a time before 2025"
          : "the machine's clock went back: a mail in the queue is from the future",
        remedy: "set it, or start a time service; airtime is counted by another clock and is right")
    ]
  }

  // MARK: - Peers and bands

  private func alarms(_ peer: GatewayStatus.Peer) -> [Alarm] {
    if let version = peer.refusedProtocolVersion {
      return [
        Alarm(
          kind: .versionRefused, severity: .critical, subject: peer.name,
          text: "\(peer.name) speaks protocol version \(version) at most, which is refused",
          remedy: "update it, or remove it, start once without it and accept it again")
      ]
    }
    let silence = peer.heardSecondsAgo ?? status.uptimeSeconds
    guard silence >= thresholds.silentSeconds else { return [] }
    let hours = Int(min(silence / 3600, 1_000_000))
    let since = peer.heardSecondsAgo == nil ? " since this gateway started" : ""
    let waiting = peer.waiting.mails
    return [
      Alarm(
        kind: .peerSilent, severity: waiting > 0 ? .critical : .warning, subject: peer.name,
        text: "\(peer.name) was not heard for \(hours) h\(since)"
          + (waiting > 0 ? "; \(waiting) mail\(waiting == 1 ? " waits" : "s wait") for it" : ""),
        remedy: "look whether it runs, on the same channel, with its antenna on;"
          + " `loragw ping \(peer.name)` tries it")
    ]
  }

  private var bands: [Alarm] {
    let waits = queue.contains { $0.direction == .out && $0.state != "refused" }
    return status.bands.compactMap { band in
      guard waits, let limit = band.airtimeLimitUs, limit > 0, let left = band.airtimeLeftForMailUs,
        left < limit / 100
      else { return nil }
      return Alarm(
        kind: .airtimeSpent, severity: .warning, subject: band.name,
        text: "this hour's airtime in \(band.name) is spent; mail waits until the window has room",
        remedy: "nothing needs to be done; a faster spreading factor, a better antenna or an extra"
          + " channel carries more an hour")
    }
  }

  // MARK: - Mails

  private var mails: [Alarm] {
    var found: [Alarm] = []
    let stuck = queue.filter { $0.state == "unreadable" || $0.state == "failed" }
    if let first = stuck.first {
      let others = stuck.count > 1 ? " and \(stuck.count - 1) more" : ""
      found.append(
        Alarm(
          kind: .mailStuck, severity: .warning, subject: first.id,
          text: "mail \(first.id)\(others) from the air could not be delivered",
          remedy: "see `loragw queue` for what the mail server said"))
    }
    let waiting = queue.filter { $0.direction == .out && $0.state != "refused" }
    if let oldest = waiting.min(by: { $0.arrivedAtUnix < $1.arrivedAtUnix }) {
      let age = unixSeconds.subtractingReportingOverflow(oldest.arrivedAtUnix).partialValue
      if age >= thresholds.oldSeconds {
        found.append(
          Alarm(
            kind: .queueOld, severity: .warning, subject: oldest.id,
            text: "mail \(oldest.id) has waited for \(age / 3600) h for \(oldest.peer)",
            remedy: "see whether \(oldest.peer) is heard and whether airtime is left"))
      }
    }
    return found
  }
}
