// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Gateway
import LoRaPHY
import Testing
import loragw

/// Each table with the longest names there can be, measured.
@Suite struct TableWidthTests {
  private static let widths = [80, 60, 40, 132]

  private func widest(_ lines: [StyledText]) -> Int { lines.map(\.columns).max() ?? 0 }

  @Test(arguments: widths) func `status and alarms fit`(columns: Int) throws {
    let overview = try Sample.overview(
      name: Sample.longName, peers: 3, alarms: 2, radioFault: Sample.longAddress)
    #expect(widest(StatusText(overview.status).lines(columns: columns)) <= columns)
    for alarm in overview.alarms {
      #expect(widest(StatusText.lines(alarm, columns: columns)) <= columns)
    }
  }

  @Test(arguments: widths) func `the queue fits and keeps id, state and eta`(columns: Int) throws {
    let queue = try Sample.overview(mails: 3).queue
    let lines = QueueTable(queue).lines(columns: columns)
    #expect(widest(lines) <= columns)
    #expect(lines[0].plain.contains("state") && lines[0].plain.contains("eta"))
    #expect(lines[1].plain.contains("7K3D-QF2M") && lines[1].plain.contains("34 h 18 min"))
  }

  @Test func `an ordinary mail is shown with all columns at 80`() throws {
    var object = Sample.mail(number: 1)
    object["peer"] = "village"
    object["recipients"] = [Any]()
    object["raw_bytes"] = 60_000
    object["packed_bytes"] = 3120
    object["price_microseconds"] = 12_300_000
    object["eta_seconds"] = 126.0
    object["eta_ninetieth_seconds"] = 240.0
    let lines = QueueTable([try Sample.decoded(object)]).lines(columns: 80).map(\.plain)
    #expect(
      lines[0] == "id         way  peer     bytes  packed  airtime  state        eta         90 %")
    #expect(
      lines[1] == "7K3D-QF2M  out  village  60000    3120   12.3 s  on air 50 %  2.1 min  4.0 min")
  }

  @Test(arguments: widths) func `all about a mail fits`(columns: Int) throws {
    let mail: MailDetails = try Sample.decoded([
      "id": "7K3D-QF2M", "direction": "out", "sender": Sample.longAddress, "bytes": 33_554_432,
      "sha256": String(repeating: "f", count: 64), "arrived_at_unix": 0, "hops": 3, "held": true,
      "body": "kept",
      "recipients": [
        [
          "address": Sample.longAddress, "state": "failed", "reply": Sample.longAddress,
          "attempts": 12, "peer": Sample.longName,
        ]
      ],
      "ways": [
        [
          "peer": Sample.longName, "message_class": "control", "state": "on air",
          "packed_bytes": 33_554_432, "progress": 0.5, "frames": 123_456,
          "bytes_on_air": 33_554_432, "airtime_us": 123_456_789_000, "price_us": 123_456_789_000,
          "eta_seconds": 123_456, "eta_ninetieth_seconds": 234_567,
        ]
      ],
    ])
    #expect(widest(MailText(mail).lines(columns: columns)) <= columns)
  }

  @Test(arguments: widths) func `peers fit, and tabs keep them whole`(columns: Int) {
    let domains = [Sample.longName + ".example", String(repeating: "d", count: 250)]
    let table = PeerTableText(rows: [
      .init(name: Sample.longName, fingerprint: "9k3d-qf2m-7k3d-qf2m", domains: domains)
    ])
    #expect(widest(table.lines(columns: columns)) <= columns)
    #expect(table.tabLines[0].hasSuffix(domains.joined(separator: ",")))
  }

  @Test(arguments: widths) func `what the doctor says fits, and no fix is cut`(columns: Int) {
    let fix = (0..<40).map { "word\($0)" }.joined(separator: " ")
    let finding = Finding(.fault, "/dev/serial/by-id/" + Sample.longAddress, fix: fix)
    let lines = FindingText(finding).lines(columns: columns)
    #expect(widest(lines) <= columns)
    #expect(lines.map(\.plain).joined().contains("word39"))
  }

  @Test(arguments: [80, 132]) func `a simulation's report fits`(columns: Int) throws {
    let gateway: [String: Any] = [
      "airtime_s": 123_456.7, "frames": 1_234_567, "bytes_on_air": 123_456_789,
      "worst_hour_ratio": ["EU868/P": 0.999, "EU868/M": 0.999, "EU868/L": 0.5],
      "unacknowledged": ["sent": 1_234_567, "refused": 9, "delivered": 1_234_567, "received": 1],
    ]
    let report: SimulationReport = try Sample.decoded([
      "seed": 1, "virtual_s": 2_592_000.0, "wall_s": 1234.5, "events": 123_456_789,
      "messages": [
        [
          "from": "a", "to": ["b"], "bytes": 1, "at_s": 0, "delivered_s": ["b": 1.0],
          "proof_s": 123_456.0, "failed": false,
        ]
      ],
      "gateways": [Sample.longName: gateway, "camp": gateway],
      "channel": ["lost": 1_234_567, "collided": 1_234_567, "deaf": 1_234_567],
    ])
    #expect(widest(SimulationTables(report).lines(columns: columns)) <= columns)
  }

  @Test func `the report of the longest frame fits`() throws {
    let modulation = Modulation(
      spreadingFactor: .sf12, bandwidth: .kHz7_8, codingRate: .fourEighths)
    let report = AirtimeReport(modulation: modulation, payloadBytes: 255)
    #expect((report.lines.map(\.count).max() ?? 0) <= 80)
  }
}
