// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter

/// A gateway's figures as Prometheus reads them.
///
/// Labels are bounded: peers and bands by the configuration, classes, kinds and verdicts by the
/// code. Units are seconds and bytes.
package struct MetricsText: Sendable {
  private let overview: GatewayOverview
  private let followers: Int

  /// The figures of an overview; so many browsers follow the live page.
  package init(_ overview: GatewayOverview, followers: Int) {
    self.overview = overview
    self.followers = followers
  }

  /// The whole text.
  package var text: String { metrics.map(\.text).joined() }

  /// The metrics, in the order of the text; each one is there even without a sample.
  package var metrics: [Metric] { gateway + air + bands + mails + queue + peers + machine }

  private var status: GatewayStatus { overview.status }

  private var gateway: [Metric] {
    [
      Metric(
        "loragw_uptime_seconds", .gauge, "Time since the process started.", status.uptimeSeconds),
      Metric(
        "loragw_radio_up", .gauge, "1 when the radio can be used, else 0.",
        status.radioFault == nil ? 1 : 0),
      Metric(
        "loragw_receive_only", .gauge, "1 when the station never sends, else 0.",
        status.receiveOnly == nil ? 0 : 1),
      Metric(
        "loragw_alarm_active", .gauge, "How many alarms of a kind are raised.",
        Alarm.Kind.allCases.map { kind in
          ([("kind", kind.rawValue)], Double(overview.alarms.count { $0.kind == kind }))
        }),
      Metric(
        "loragw_status_followers", .gauge, "Browsers that follow the live page.",
        Double(followers)),
    ]
  }

  private var air: [Metric] {
    let heard = [
      ("authentic", status.framesReceived), ("forged", status.framesForged),
      ("foreign", status.framesForeign),
    ]
    return [
      Metric("loragw_sent_frames_total", .counter, "Frames keyed.", Double(status.framesSent)),
      Metric(
        "loragw_sent_bytes_total", .counter, "Bytes of frames keyed.", Double(status.bytesSent)),
      Metric(
        "loragw_airtime_seconds_total", .counter, "Time on air of frames keyed.",
        seconds(status.airtimeUs)),
      Metric(
        "loragw_heard_frames_total", .counter, "Frames heard, by what they turned out to be.",
        heard.map { ([("verdict", $0.0)], Double($0.1)) }),
      Metric(
        "loragw_heard_age_seconds", .gauge, "Time since the last frame was heard.",
        overview.hearing?.heardSecondsAgo),
      Metric(
        "loragw_noise_floor_dbm", .gauge, "Noise floor as the last frames tell it, in dBm.",
        overview.hearing?.noiseFloorDbm),
    ]
  }

  private var bands: [Metric] {
    func metric(
      _ name: String, _ help: String, _ value: (GatewayStatus.Band) -> Int64?
    ) -> Metric {
      Metric(
        name, .gauge, help,
        status.bands.compactMap { band in
          value(band).map { ([("band", band.name)], seconds($0)) }
        })
    }
    return [
      metric(
        "loragw_band_airtime_used_seconds",
        "Airtime that counts in the law's window, sent or reserved."
      ) { $0.airtimeInWindowUs },
      metric(
        "loragw_band_airtime_reserved_seconds", "Airtime reserved for frames not keyed yet."
      ) { $0.airtimeReservedUs },
      metric(
        "loragw_band_airtime_limit_seconds", "Airtime the law allows in its window."
      ) { $0.airtimeLimitUs },
      metric(
        "loragw_band_airtime_left_seconds", "Airtime the most urgent frames may still use."
      ) { $0.airtimeLeftUs },
      metric(
        "loragw_band_airtime_left_for_mail_seconds", "Airtime mail that is no chat may still use."
      ) { $0.airtimeLeftForMailUs },
      Metric(
        "loragw_band_keyed_seconds_total", .counter, "Time on air of frames keyed in a band.",
        overview.airtime.map { ([("band", $0.name)], seconds($0.keyedUs)) }),
    ]
  }

  private var mails: [Metric] {
    let totals = status.mails
    let stages = [
      ("accepted", totals.accepted), ("crossed", totals.crossed), ("arrived", totals.arrived),
      ("handed_over", totals.handedOver), ("refused", totals.refused),
    ]
    return [
      Metric(
        "loragw_mails_total", .counter,
        "Mails by the stage they reached since the spool was made.",
        stages.map { ([("stage", $0.0)], Double($0.1)) }),
      Metric(
        "loragw_partial_mails_expired_total", .counter,
        "Mails from the air given up because parts of them stayed out.",
        Double(status.partialMailsExpired)),
    ]
  }

  private var queue: [Metric] {
    let out = overview.queue.filter { $0.direction == .out && $0.state != "refused" }
    let classes = MessageClass.allCases.filter { $0 != .control }
    let oldest = out.map(\.arrivedAtUnix).min()
    return [
      Metric(
        "loragw_queue_mails", .gauge, "Mails in the queue, both ways.", Double(overview.queueLength)
      ),
      Metric(
        "loragw_queue_waiting_mails", .gauge,
        "Mails for the air by class, among the first \(GatewayOverview.mostMails) of the queue.",
        classes.map { kind in
          ([("class", kind.label)], Double(out.count { $0.messageClass == kind }))
        }),
      Metric(
        "loragw_queue_oldest_age_seconds", .gauge, "Age of the oldest mail for the air.",
        oldest.map { Double(max(overview.unixSeconds - $0, 0)) } ?? 0),
    ]
  }

  private func seconds(_ microseconds: Int64) -> Double { Double(microseconds) / 1_000_000 }
}

extension MetricsText {
  private var peers: [Metric] {
    func metric(
      _ name: String, _ help: String, _ value: (GatewayStatus.Peer) -> Double?
    ) -> Metric {
      Metric(
        name, .gauge, help,
        status.peers.compactMap { peer in value(peer).map { ([("peer", peer.name)], $0) } })
    }
    let last = Dictionary(
      overview.links.compactMap { link in link.points.last.map { (link.peer, $0) } },
      uniquingKeysWith: { first, _ in first })
    return [
      metric(
        "loragw_peer_session_open", "1 when a session is open with the peer, else 0."
      ) { $0.hasSession ? 1 : 0 },
      metric(
        "loragw_peer_heard_age_seconds", "Time since the peer was heard."
      ) { $0.heardSecondsAgo },
      metric(
        "loragw_peer_snr_decibels", "Signal to noise ratio of the last frame of the peer."
      ) { $0.snrDecibels },
      metric(
        "loragw_peer_loss_ratio", "Share of full frames to the peer that are lost."
      ) { last[$0.name]?.lossRatio },
      metric(
        "loragw_peer_spreading_factor", "Spreading factor of the last frame of the peer."
      ) { last[$0.name].map { Double($0.spreadingFactor) } },
      metric("loragw_peer_waiting_mails", "Mails that wait for the peer.") {
        Double($0.waiting.mails)
      },
      metric(
        "loragw_peer_waiting_airtime_seconds",
        "Airtime of mails that wait for the peer, without loss."
      ) { seconds($0.waiting.priceUs) },
      metric(
        "loragw_peer_eta_seconds", "Time until the peer has the last of them, as often as not."
      ) { $0.waiting.etaSeconds },
    ]
  }

  private var machine: [Metric] {
    [
      Metric(
        "loragw_spool_bytes", .gauge, "Size of the spool's files.",
        overview.disk.map { Double($0.spoolBytes) }),
      Metric(
        "loragw_spool_disk_free_bytes", .gauge, "Room on the spool's disk.",
        overview.disk.map { Double($0.freeBytes) }),
      Metric(
        "loragw_spool_disk_size_bytes", .gauge, "Size of the spool's disk.",
        overview.disk.map { Double($0.sizeBytes) }),
    ]
  }
}

extension QueueEntry {
  fileprivate var messageClass: MessageClass {
    MessageClass(packedBytes: packedBytes ?? rawBytes)
  }
}
