// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation

/// The status page without script: tables of text.
package struct PlainTables: Sendable {
  private let overview: GatewayOverview

  /// The tables of an overview.
  package init(_ overview: GatewayOverview) { self.overview = overview }

  /// The tables as HTML.
  package var html: String {
    let status = overview.status
    let heading = "<h1>\(Self.escaped(status.name))</h1>"
    let note =
      "<p>Without JavaScript this page does not follow by itself; the same as"
      + " <a href=\"v1/overview\">JSON</a>.</p>"
    return heading + note
      + Self.table("Alarms", ["what", "what to do"], overview.alarms.map { [$0.text, $0.remedy] })
      + Self.table("Gateway", ["", ""], gateway)
      + Self.table(
        "Airtime of the sliding hour", ["band", "used", "reserved", "left", "allowed"], bands)
      + Self.table("Peers", ["peer", "session", "heard", "SNR", "mails waiting"], peers)
      + Self.table("Queue", ["mail", "way", "peer", "state", "done", "there in"], queue)
      + Self.table("Delivered lately", ["mail", "way", "peer", "bytes"], delivered)
      + Self.table("Events", ["what"], overview.events.map { [$0.text] })
  }

  private var gateway: [[String]] {
    let status = overview.status
    let megahertz = String(format: "%.3f", Double(status.frequencyHertz) / 1_000_000)
    return [
      ["radio", status.radioFault ?? "in order"], ["driver", status.driver],
      [
        "channel",
        "\(megahertz) MHz, SF\(status.spreadingFactor), \(status.bandwidthHertz / 1000) kHz",
      ],
      ["sending", status.receiveOnly ?? "yes"],
      [
        "last heard",
        overview.hearing.map { "\(seconds($0.heardSecondsAgo)) ago" } ?? "nothing yet",
      ],
      ["mails accepted", "\(status.mails.accepted)"],
      ["stored by a peer", "\(status.mails.crossed)"],
      ["arrived", "\(status.mails.arrived)"], ["handed over", "\(status.mails.handedOver)"],
    ]
  }

  private var bands: [[String]] {
    overview.status.bands.map { band in
      [
        band.name, seconds(us: band.airtimeInWindowUs - band.airtimeReservedUs),
        seconds(us: band.airtimeReservedUs), band.airtimeLeftUs.map { seconds(us: $0) } ?? "-",
        band.airtimeLimitUs.map { seconds(us: $0) } ?? "no limit",
      ]
    }
  }

  private var peers: [[String]] {
    overview.status.peers.map { peer in
      [
        peer.name, peer.hasSession ? "open" : "none yet",
        peer.heardSecondsAgo.map { "\(seconds($0)) ago" } ?? "not yet",
        peer.snrDecibels.map { String(format: "%.1f dB", $0) } ?? "-", "\(peer.waiting.mails)",
      ]
    }
  }

  private var queue: [[String]] {
    overview.queue.map { mail in
      [
        mail.id, mail.direction.rawValue, mail.peer, mail.state,
        "\(Int(min(max(mail.progress, 0), 1) * 100)) %",
        mail.etaSeconds.map { seconds($0) } ?? "-",
      ]
    }
  }

  private var delivered: [[String]] {
    overview.delivered.map { [$0.id, $0.direction.rawValue, $0.peer, "\($0.bytes)"] }
  }

  private func seconds(us: Int64) -> String { seconds(Double(us) / 1_000_000) }

  private func seconds(_ value: Double) -> String { String(format: "%.1f s", value) }

  private static func table(_ name: String, _ head: [String], _ rows: [[String]]) -> String {
    guard !rows.isEmpty else { return "<h2>\(escaped(name))</h2><p>none</p>" }
    func cells(_ row: [String], _ tag: String) -> String {
      "<tr>" + row.map { "<\(tag)>\(escaped($0))</\(tag)>" }.joined() + "</tr>"
    }
    let heads = head.allSatisfy(\.isEmpty) ? "" : cells(head, "th")
    return "<h2>\(escaped(name))</h2><div class=\"scroll\"><table>" + heads
      + rows.map { cells($0, "td") }.joined() + "</table></div>"
  }

  /// A text as HTML shows it, in an element or an attribute.
  package static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
