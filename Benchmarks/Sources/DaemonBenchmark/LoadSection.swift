// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import BenchmarkReport
import Foundation

/// A daemon with everything on: at rest, asked, and with mail coming and going.
struct LoadSection {
  private static let megabyte = 1_048_576.0

  private let site: BenchmarkSite
  private let isProof: Bool

  init(_ site: BenchmarkSite, isProof: Bool) {
    self.site = site
    self.isProof = isProof
  }

  func run(into report: inout Report) throws {
    let camp = try site.gateway("camp")
    let village = try site.gateway("village")
    try site.introduce(camp, village)
    let (peer, _) = try site.start(village)
    let (process, _) = try site.start(camp)
    defer {
      site.stop(process)
      site.stop(peer)
    }
    let figures = ProcessFigures(processID: process.processIdentifier)
    report.begin("At rest, status page, doors, drop folder and radio on, no mail yet")
    try rest(figures, into: &report)
    report.begin("The page over loopback, median of 20, each on a new connection")
    try page(camp, into: &report)
    report.begin("LMTP, 50 sessions at once, from the last byte of a mail to its 250")
    try door(camp, village, figures, into: &report)
    var big = try DoorSessions(1, at: camp, to: village)
    _ = try big.handOver { _ in DoorSessions.noise(bytes: 200_000) }
    report.begin("GET /metrics on 8 connections kept open, mails in flight")
    let frames = try framesSent(camp)
    try metrics(camp, figures, into: &report)
    report.line("  meanwhile \(try framesSent(camp) - frames) frames were keyed")
    _ = try big.handOver { _ in DoorSessions.noise(bytes: 3_000_000) }
    sleep(10)
    report.begin("After that and a mail of 3 MB")
    let peak = Double(try figures.peakResidentBytes())
    report.row("most memory ever", peak, .atMost(64 * Self.megabyte), .megabytes)
    guard isProof else {
      return report.line("what is left once the codec's model is released: --proof")
    }
    // The mails that wait are packed once more before they go: without the peer none does.
    site.stop(peer)
    sleep(630)
    report.begin("At rest after that, ten minutes without new mail: the model is released")
    try rest(figures, into: &report)
  }

  private func rest(_ figures: ProcessFigures, into report: inout Report) throws {
    sleep(3)
    let start = (Stopwatch.now, try figures.processorSeconds())
    sleep(isProof ? 60 : 15)
    let share =
      (try figures.processorSeconds() - start.1) / max(Stopwatch.now - start.0, 1)
    let resident = Double(try figures.residentBytes())
    report.row("memory in use (RSS)", resident, .atMost(36 * Self.megabyte), .megabytes)
    report.row(
      "of which private", Double(try figures.privateBytes()), .atMost(8 * Self.megabyte),
      .megabytes)
    report.row("processor, share of one core", share, .atMost(0.002), .percent)
  }

  private func page(_ gateway: BenchmarkGateway, into report: inout Report) throws {
    var times: [Double] = []
    var bytes = 0
    for _ in 0..<20 {
      let start = Stopwatch.now
      let connection = try Connection(port: gateway.pagePort)
      bytes = try connection.get("/") + connection.get("/v1/overview")
      times.append(Stopwatch.now - start)
    }
    report.row(
      "page and first overview", Sample(times).percentile(0.5), .atMost(0.2), .milliseconds)
    report.row("their bytes on the wire", Double(bytes), .atMost(60_000), .bytes)
  }

  /// How many frames the gateway has keyed, as its metrics tell.
  private func framesSent(_ gateway: BenchmarkGateway) throws -> Int {
    // An overview is told again for a second.
    sleep(2)
    let text = try Connection(port: gateway.pagePort).text("/metrics")
    let line = text.split(separator: "\n").first { $0.hasPrefix("loragw_sent_frames_total ") }
    guard let count = line?.split(separator: " ").last.flatMap({ Int($0) }) else {
      throw DaemonBenchmarkError.badAnswer("/metrics has no loragw_sent_frames_total")
    }
    return count
  }

  private func metrics(
    _ gateway: BenchmarkGateway, _ figures: ProcessFigures, into report: inout Report
  ) throws {
    let connections = try (0..<8).map { _ in try Connection(port: gateway.pagePort) }
    let request = Connection.request("/metrics")
    let start = (Stopwatch.now, try figures.processorSeconds())
    let end = start.0 + (isProof ? 30 : 5)
    for connection in connections { try connection.write(request) }
    var count = 0
    while Stopwatch.now < end {
      for place in try Readiness.wait(for: connections) {
        guard try connections[place].fill() else {
          throw DaemonBenchmarkError.badAnswer("end instead of /metrics")
        }
        guard try connections[place].takeAnswer() != nil else { continue }
        count += 1
        try connections[place].write(request)
      }
    }
    let rate = Double(count) / (Stopwatch.now - start.0)
    let cost = (try figures.processorSeconds() - start.1) / Double(max(count, 1))
    report.row("requests a second", rate, .atLeast(1000), .count)
    report.line("  one of them takes \(Unit.milliseconds.text(cost)) of a core")
  }

  private func door(
    _ near: BenchmarkGateway, _ far: BenchmarkGateway, _ figures: ProcessFigures,
    into report: inout Report
  ) throws {
    let fsync = try DiskTime.fsync(in: near.home)
    var sessions = try DoorSessions(50, at: near, to: far)
    var times: [Double] = []
    let before = try figures.processorSeconds()
    for _ in 0..<(isProof ? 20 : 4) {
      times += try sessions.handOver { "This is mail \($0)." }
    }
    let cost = (try figures.processorSeconds() - before) / Double(times.count)
    let sample = Sample(times)
    report.row("median", sample.percentile(0.5), .atMost(0.02 + fsync), .milliseconds)
    let late = Unit.milliseconds.text(sample.percentile(0.99))
    report.line("  99 %: \(late); one fsync takes \(Unit.milliseconds.text(fsync))")
    report.line("  a mail takes \(Unit.milliseconds.text(cost)) of a core, packing included")
  }
}
