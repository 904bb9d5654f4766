// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import Testing
import loragw

@Suite struct StatusScreenTests {
  private static let sizes = [(80, 24), (132, 50), (60, 24), (40, 12), (20, 5), (3, 2), (1, 1)]

  private func text(_ view: StatusView, _ columns: Int, _ rows: Int) -> [String] {
    StatusScreen(view, size: TerminalSize(columns: columns, rows: rows)).lines.map(\.plain)
  }

  private func view(_ overview: GatewayOverview) -> StatusView {
    var view = StatusView(utcOffsetSeconds: 3600)
    view.tell(overview)
    return view
  }

  @Test(arguments: sizes) func `a view fills each size and never exceeds it`(
    columns: Int, rows: Int
  ) throws {
    let overviews = [
      try Sample.overview(), try Sample.overview(peers: 0, mails: 0, events: 0),
      try Sample.overview(
        name: Sample.longName, peers: 64, mails: 100, queueLength: 10_000, alarms: 9, events: 50,
        radioFault: "/dev/spidev0.1: " + Sample.longAddress),
    ]
    for overview in overviews {
      var view = view(overview)
      for trouble in [nil, "no gateway answers at " + Sample.longAddress] {
        view.trouble = trouble
        let size = TerminalSize(columns: columns, rows: rows)
        let lines = StatusScreen(view, size: size).lines
        #expect(lines.count == rows)
        #expect((lines.map(\.columns).max() ?? 0) <= columns)
      }
    }
  }

  @Test func `all kinds of facts are seen at 80 by 24`() throws {
    let lines = text(view(try Sample.overview(mails: 2)), 80, 24)
    let screen = lines.joined(separator: "\n")
    #expect(lines[0].hasPrefix("camp, up 277 h 47 min"))
    #expect(lines[0].hasSuffix("live 03:40:00"))
    for fact in ["in order", "EU868/P  [#...", "village-1", "7K3D-QF2M", "on air 50 %", "events"] {
      #expect(screen.contains(fact), "\(fact) is missing")
    }
    #expect(lines[23].hasPrefix("q ends"))
  }

  @Test func `what is left out is counted`() throws {
    let overview = try Sample.overview(peers: 0, mails: 100, queueLength: 10_000, events: 0)
    let lines = text(view(overview), 80, 24)
    let mails = lines.count { $0.hasPrefix("7K3D-QF2M") || $0.hasPrefix("  <") }
    #expect(mails > 5)
    let shownRows = "… \(10_000 - mails) more"
    #expect(lines.contains(shownRows), "\(lines.last { $0.hasPrefix("…") } ?? "nothing")")
  }

  @Test func `a gateway that is gone leaves its last figures, marked as old`() throws {
    var view = view(try Sample.overview())
    view.trouble = "no gateway answers at /run/control.sock"
    let lines = text(view, 80, 24)
    #expect(lines[0].contains("as of 03:40:00"))
    #expect(lines[1].contains("no gateway answers at /run/control.sock"))
    view.tell(try Sample.overview())
    #expect(text(view, 80, 24)[0].contains("live"))
  }

  @Test func `before the first answer the view says what it waits for`() {
    var view = StatusView(utcOffsetSeconds: 0)
    #expect(text(view, 80, 24)[0] == "asking the gateway …")
    view.trouble = "no gateway answers"
    #expect(text(view, 80, 24)[0].contains("no gateway answers"))
  }

  @Test func `a name from elsewhere cannot move the cursor`() throws {
    let lines = text(view(try Sample.overview(name: "a\u{1B}[2Jb\r\n\u{202E}c")), 80, 24)
    #expect(lines[0].hasPrefix("a?[2Jb???c"))
  }
}
