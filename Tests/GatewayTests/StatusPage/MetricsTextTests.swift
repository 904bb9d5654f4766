// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Gateway
import SourceTree
import Testing

/// The figures as Prometheus reads them, and those who use them.
@Suite struct MetricsTextTests {
  private static func read(_ overview: GatewayOverview) throws -> PrometheusText {
    try PrometheusText(MetricsText(overview, followers: 3).text)
  }

  @Test func `a strict reader reads them, and their values are the overview's`() throws {
    let overview = try GatewayOverview.sample()
    let text = try Self.read(overview)
    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
      text.families[name]?.samples.first { $0.labels == labels }?.value
    }
    let status = overview.status
    #expect(value("loragw_sent_frames_total") == Double(status.framesSent))
    #expect(value("loragw_airtime_seconds_total") == Double(status.airtimeUs) / 1e6)
    #expect(value("loragw_heard_frames_total", ["verdict": "forged"]) == 0)
    #expect(value("loragw_alarm_active", ["kind": "disk_nearly_full"]) == 1)
    #expect(value("loragw_alarm_active", ["kind": "clock"]) == 0)
    #expect(value("loragw_status_followers") == 3)
    #expect(value("loragw_queue_mails") == 1)
    #expect(value("loragw_spool_disk_free_bytes") == 1_000_000)
    #expect(value("loragw_peer_session_open", ["peer": status.peers[0].name]) == 1)
    #expect(text.families.values.allSatisfy { !$0.type.isEmpty && $0.help.hasSuffix(".") })
  }

  @Test func `names keep the conventions, and every label is of a bounded kind`() throws {
    let text = try Self.read(try GatewayOverview.sample())
    let bounded: Set = ["band", "class", "kind", "peer", "stage", "verdict"]
    for (name, family) in text.families {
      #expect(name.hasPrefix("loragw_"), "\(name)")
      #expect(name.hasSuffix("_total") == (family.type == "counter"), "\(name)")
      #expect(!name.hasSuffix("_us") && !name.contains("milli"), "\(name)")
      let labels = family.samples.flatMap(\.labels.keys)
      #expect(bounded.isSuperset(of: labels), "\(name)")
    }
  }

  @Test func `a hostile peer name stays inside its quotes`() throws {
    let overview = try GatewayOverview.sample()
    var status = overview.status
    let evil = "a\"} 1\nloragw_radio_up 0\n\\"
    status.peers[0].name = evil
    let text = try Self.read(.sample(status))
    #expect(text.families["loragw_radio_up"]?.samples.map(\.value) == [1])
    #expect(text.families["loragw_peer_session_open"]?.samples.first?.labels["peer"] == evil)
  }

  @Test(arguments: ["loragw-dashboard.json", "loragw-alerts.yaml"])
  func `what comes for monitoring uses metrics that exist`(file: String) throws {
    let text = try SourceTree.text("packaging/monitoring/\(file)")
    let used = Set(text.matches(of: /\bloragw_[a-z_]+/).map { String($0.output) })
    let known = Set(MetricsText(try GatewayOverview.sample(), followers: 0).metrics.map(\.name))
    #expect(used.count > 8)
    #expect(used.subtracting(known).isEmpty, "\(used.subtracting(known))")
  }

  @Test func `the dashboard is one that Grafana takes, and no panel lies over another`() throws {
    let text = try SourceTree.text("packaging/monitoring/loragw-dashboard.json")
    let board = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let panels = try #require(board["panels"] as? [[String: Any]])
    #expect(board["title"] as? String == "loragw" && panels.count > 5)
    var taken: Set<[Int]> = []
    for panel in panels {
      let place = try #require(panel["gridPos"] as? [String: Int])
      let (x, y, w, h) = (place["x"] ?? 0, place["y"] ?? 0, place["w"] ?? 0, place["h"] ?? 0)
      #expect(x + w <= 24 && w > 0 && h > 0)
      for column in x..<x + w {
        for row in y..<y + h { #expect(taken.insert([column, row]).inserted) }
      }
      let targets = try #require(panel["targets"] as? [[String: Any]])
      #expect(targets.allSatisfy { $0["expr"] is String })
    }
  }
}
