// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import Gateway

/// What a simulation found, for people.
package struct SimulationTables {
  private let report: SimulationReport

  /// The tables of a report.
  package init(_ report: SimulationReport) { self.report = report }

  /// The gateways' table, then a line for each other figure, in so many columns.
  package func lines(columns: Int) -> [StyledText] {
    let figures = messages + unacknowledged + receptions + time
    return gateways.lines(columns: columns) + [""]
      + figures.flatMap { StyledText($0).wrapped(to: columns, indent: 11) }
  }

  private var gateways: TextTable {
    var table = TextTable(
      ["gateway", "frames", "bytes on air", "airtime", "worst hour"],
      shrinking: ["gateway", "worst hour"])
    for (name, gateway) in report.gateways.sorted(by: { $0.key < $1.key }) {
      let worst = gateway.worstHourRatio.sorted { $0.key < $1.key }.map { band, ratio in
        Figures.decimals(ratio * 100, places: 1) + " % of \(band)"
      }
      table.add([
        name, "\(gateway.frames)", "\(gateway.bytesOnAir)",
        Figures.decimals(gateway.airtimeS, places: 1) + " s", worst.joined(separator: ", "),
      ])
    }
    return table
  }

  private var messages: [String] {
    guard !report.messages.isEmpty else { return [] }
    let arrived = report.messages.filter { !$0.failed }
    let times = arrived.compactMap { message in message.proofS.map { $0 - message.atS } }.sorted()
    let count = "messages   \(report.messages.count), \(arrived.count) arrived"
    guard !times.isEmpty else { return [count] }
    let median = times[times.count / 2]
    let late = times[min(times.count - 1, times.count * 95 / 100)]
    return [
      "\(count); proof after \(Figures.duration(seconds: median)) (median),"
        + " \(Figures.duration(seconds: late)) (95 %)"
    ]
  }

  private var unacknowledged: [String] {
    let counts = report.gateways.values.compactMap(\.unacknowledged)
    guard !counts.isEmpty else { return [] }
    let sent = counts.map(\.sent).reduce(0, +)
    let delivered = counts.map(\.delivered).reduce(0, +)
    let refused = counts.map(\.refused).reduce(0, +)
    let mean = sent > 0 ? Double(delivered) / Double(sent) : 0
    return [
      "bare       \(sent) unacknowledged frames sent, \(refused) refused by the law; delivered"
        + " \(Figures.decimals(mean, places: 3)) times each"
    ]
  }

  private var receptions: [String] {
    [
      "receptions \(report.channel.lost) lost, \(report.channel.collided) collided,"
        + " \(report.channel.deaf) missed while transmitting"
    ]
  }

  private var time: [String] {
    let rate = report.wallS > 0 ? report.virtualS / report.wallS : 0
    return [
      "time       \(Figures.duration(seconds: report.virtualS)) virtual in"
        + " \(Figures.decimals(report.wallS, places: 2)) s:"
        + " \(Figures.decimals(rate, places: 0)) times real time, \(report.events) events"
    ]
  }
}
