// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import BenchmarkReport

/// The costs of mails as a row for each kind, beside the goals.
struct SizeTable {
  private let costs: [String: [MailCost]]
  private let earlier: EarlierMails

  init(_ costs: [MailCost], after earlier: EarlierMails) {
    self.costs = Dictionary(grouping: costs, by: \.mail.kind)
    self.earlier = earlier
  }

  func print(into report: inout Report) {
    report.line(
      Self.row(
        ["kind", "mails", "raw"] + OtherCompressor.allCases.map(\.title) + [
          "loragw", "loragw is", "goal",
        ]))
    for (kind, costs) in costs.sorted(by: { $0.key < $1.key }) {
      let sums =
        [costs.map(\.mail.mail.count)]
        + OtherCompressor.allCases.map { other in costs.map { $0.others[other] ?? 0 } }
        + [costs.map(\.bytes)]
      let means = sums.map { "\(($0.reduce(0, +) + costs.count / 2) / costs.count)" }
      let (figure, goal, mark) = judged(kind, costs, &report)
      report.line(Self.row([kind, "\(costs.count)"] + means + [figure, goal]) + "  " + mark)
    }
  }

  /// What a kind comes to in the measure of its goal, the goal, and the verdict.
  private func judged(
    _ kind: String, _ costs: [MailCost], _ report: inout Report
  ) -> (figure: String, goal: String, mark: String) {
    let goal = SizeGoal(kind, after: earlier)
    guard case .random(let most) = goal else {
      let brotli = costs.reduce(0) { $0 + ($1.others[.brotli] ?? 0) }
      let share = Double(costs.reduce(0) { $0 + $1.bytes }) / Double(max(brotli, 1))
      let figure = Unit.wholePercent(share) + " brotli"
      guard case .brotli(let hundredths) = goal else { return (figure, "-", "-") }
      let bound = Goal.atMost(Double(hundredths) / 100)
      // Goals have whole percents, and so have the figures that are held to them.
      let verdict = bound.verdict(on: (share * 100).rounded() / 100)
      return (figure, "<= \(hundredths) %", report.judge("\(kind), \(figure)", verdict))
    }
    let distances = costs.map { $0.bytes - $0.randomBytes }
    let mean = (distances.reduce(0, +) + costs.count / 2) / costs.count
    let farther = zip(costs, distances).filter { _, distance in
      Goal.atMost(Double(most)).verdict(on: Double(distance)) == .miss
    }
    let names = farther.map { cost, distance in "\(cost.mail.name) + \(distance)" }
    let mark = report.judge(
      "\(kind): " + names.joined(separator: ", "), farther.isEmpty ? .good : .miss)
    return (
      "random + \(mean)", "each <= + \(most)",
      farther.isEmpty ? mark : "\(mark) (\(farther.count) mails)"
    )
  }

  private static func row(_ cells: [String]) -> String {
    let widths = [16, 6, 8] + OtherCompressor.allCases.map { _ in 12 } + [8, 14, 14]
    return zip(cells, widths).enumerated().map { column, cell in
      column == 0 ? Report.left(cell.0, cell.1) : Report.right(cell.0, cell.1)
    }.joined()
  }
}
