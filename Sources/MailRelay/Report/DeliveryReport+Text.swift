// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What a report says to people.
extension DeliveryReport {
  var textPart: [UInt8] {
    let type =
      isInternational
      ? ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"]
      : ["Content-Type: text/plain; charset=us-ascii"]
    var lines =
      type + ["", "This is the mail gateway \(reporter), which carries mail by radio.", ""]
    for action in [RecipientFate.Action.failed, .delayed, .relayed, .delivered] {
      let fates = fates.filter { $0.action == action }
      guard !fates.isEmpty else { continue }
      lines += [Self.headline(action), ""]
      for fate in fates { lines += paragraph(fate) + [""] }
    }
    if let airtime { lines += ["The mail costs about \(airtime.forPeople) of airtime.", ""] }
    lines.append(closing)
    return Self.lines(lines)
  }

  private static func headline(_ action: RecipientFate.Action) -> String {
    switch action {
    case .failed: "Your mail could not be delivered to:"
    case .delayed: "Your mail has not arrived yet, and need not be sent again, to:"
    case .relayed: "Your mail was given to a server that sends no reports, for:"
    case .delivered: "Your mail was delivered to:"
    }
  }

  private func paragraph(_ fate: RecipientFate) -> [String] {
    let reason = Reply(250, nil, fate.reason).text
    var lines = ["<\(address(of: fate))>"]
    if !reason.isEmpty { lines += FoldedText("  " + reason, indent: "  ").lines }
    if let remote = fate.remote {
      lines += FoldedText("  \(remote.name) said: \(remote.reply)", indent: "  ").lines
    }
    if let date = fate.retryUntil, fate.action == .delayed {
      lines.append("  It will be tried until \(date).")
    }
    return lines
  }

  private var closing: String {
    switch gist {
    case .failed: "It will not be tried again."
    case .delayed: "You will be told if it cannot be delivered."
    case .relayed, .delivered: "You asked for this report."
    }
  }
}
