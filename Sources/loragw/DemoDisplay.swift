// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import CLinuxIO
import Foundation
import Gateway

/// Progress for people: a bar on a terminal, a line now and then elsewhere.
struct DemoDisplay {
  private let columns =
    TerminalStyle.isDumb(ProcessInfo.processInfo.environment)
    ? 0 : Int(clio_terminal_columns(STDOUT_FILENO))
  private var hasBar = false
  private var lastQuarter: [String: Int] = [:]

  /// A line that stays.
  mutating func note(_ line: String) {
    clear()
    StandardOutput.write(line + "\n")
  }

  /// How far a mail is.
  mutating func progress(name: String, entry: QueueEntry) {
    let airtime = Double(entry.airtimeMicroseconds) / 1_000_000
    let left = entry.etaSeconds.map { "about \(Figures.duration(seconds: $0)) left" } ?? ""
    let figures =
      "\(entry.rawBytes) -> \(entry.packedBytes ?? 0) bytes, \(entry.frames) frames, "
      + "\(Figures.decimals(airtime, places: 1)) s of airtime, \(left)"
    guard columns > 0 else { return line(name, entry.progress, figures) }
    let width = 20
    let full = Int((entry.progress * Double(width)).rounded())
    let bar = String(repeating: "#", count: full) + String(repeating: ".", count: width - full)
    let text = "  \(name) [\(bar)] \(figures)"
    StandardOutput.write("\r\u{1B}[K" + text.prefix(columns - 1))
    hasBar = true
  }

  private mutating func line(_ name: String, _ progress: Double, _ figures: String) {
    let quarter = Int(progress * 4)
    guard lastQuarter[name] != quarter else { return }
    lastQuarter[name] = quarter
    StandardOutput.write("  \(name): \(Int(progress * 100)) %, \(figures)\n")
  }

  /// Removes the bar.
  mutating func clear() {
    guard hasBar else { return }
    StandardOutput.write("\r\u{1B}[K")
    hasBar = false
  }
}
