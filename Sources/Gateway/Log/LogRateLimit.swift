// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY
import Logging

/// Keeps one kind of line, told again and again, from burying all others.
///
/// Of each kind ``lines`` are written in any ``window``; how many were withheld is told when a
/// window has passed. Never withheld are lines below info, which somebody asked for, critical ones,
/// and what became of a mail, for that is told once.
package struct LogRateLimit: Sendable {
  /// How many lines of a kind are written in a window.
  package static let lines = 20
  /// The time looked at, and that between two tellings of how many were withheld.
  package static let window = Duration.seconds(600)
  /// How many kinds are told apart; all beyond are one.
  package static let kinds = 64

  /// Lines that differ in their numbers only, or tell the same event of the same peer.
  private struct Kind: Hashable {
    var level: Logger.Level
    var what: String
    var peer: String?

    static let longest = 100
  }

  private struct Record {
    /// When the last lines were written, the oldest first.
    var written: [Instant] = []
    var withheld = 0
    /// When the first line after the last telling was withheld, and the latest of them.
    var since: Instant?
    var latest: LogLine?
  }

  private var records: [Kind: Record] = [:]

  /// A limit that has seen no line.
  package init() {}

  /// When ``due(at:)`` has something to tell; nil when nothing is withheld.
  package var nextDeadline: Instant? {
    records.values.compactMap(\.since).min().map { $0 + Self.window }
  }

  /// Whether a line is to be written now.
  package mutating func allows(_ line: LogLine, at now: Instant) -> Bool {
    guard line.level >= .info, line.level < .critical, line.fields["mail"] == nil else {
      return true
    }
    let kind = kind(of: line, at: now)
    var record = records[kind] ?? Record()
    defer { records[kind] = record }
    record.written.removeAll { $0 + Self.window <= now }
    if record.written.count < Self.lines {
      record.written.append(now)
      return true
    }
    record.withheld += 1
    record.since = record.since ?? now
    record.latest = line
    return false
  }

  /// The lines that tell how many were withheld, for each kind where a window has passed since.
  package mutating func due(at now: Instant) -> [LogLine] {
    tell { $0 + Self.window <= now }
  }

  /// The same for all kinds, before the log ends.
  package mutating func end() -> [LogLine] { tell { _ in true } }

  private mutating func tell(when isDue: (Instant) -> Bool) -> [LogLine] {
    let due = records.filter { $1.since.map(isDue) ?? false }
      .sorted { ($0.value.since ?? .zero) < ($1.value.since ?? .zero) }
    return due.compactMap { kind, record in
      records[kind]?.withheld = 0
      records[kind]?.since = nil
      records[kind]?.latest = nil
      guard var line = record.latest else { return nil }
      line.message = "\(record.withheld) more of these, the last: \(line.message)"
      line.fields["withheld"] = "\(record.withheld)"
      return line
    }
  }

  private mutating func kind(of line: LogLine, at now: Instant) -> Kind {
    let what = line.fields["event"] ?? Self.withoutNumbers(line.message)
    let kind = Kind(level: line.level, what: what, peer: line.fields["peer"])
    guard records[kind] == nil, records.count >= Self.kinds else { return kind }
    records = records.filter { _, record in
      record.since != nil || record.written.contains { $0 + Self.window > now }
    }
    // Texts of others stand in lines: they must not fill the memory, nor find a way around.
    return records.count < Self.kinds ? kind : Kind(level: line.level, what: "", peer: nil)
  }

  private static func withoutNumbers(_ text: String) -> String {
    var result = ""
    for character in text.prefix(Kind.longest) {
      let isDigit = character.isHexDigit && character.isNumber
      if !isDigit { result.append(character) } else if result.last != "#" { result.append("#") }
    }
    return result
  }
}
