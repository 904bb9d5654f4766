// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser
import Gateway

/// `loragw queue list`, or `loragw queue` alone: mails on their way.
struct QueueListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists the mails the running gateway answers for.",
    discussion: """
      One line per mail: id, way, peer, size before and after the codec, the
      airtime it costs without loss, state, progress, and when it will be there,
      half of the time and nine times of ten. A mail that an operator keeps back is
      `held`.

      Example:
        loragw queue
        loragw queue --json
      """)

  @OptionGroup var configuration: ConfigurationOption

  @Flag(help: "Print JSON instead of lines.")
  var json = false

  func run() async throws {
    let directory = try configuration.load().gateway.stateDirectory
    let queue = try await ControlClient(stateDirectory: directory).queue()
    guard !json else { return print(try ControlClient.json(queue)) }
    guard !queue.isEmpty else { return print("the queue is empty") }
    var table = TextTable([
      "id", "way", "peer", "bytes", "packed", "airtime", "state", "done", "eta",
    ])
    for entry in queue {
      table.add([
        entry.id, entry.direction.rawValue, entry.peer,
        entry.state == QueueEntry.receiving ? "-" : "\(entry.rawBytes)",
        entry.packedBytes.map { "\($0)" } ?? "-",
        entry.priceMicroseconds.map { Figures.duration(seconds: Double($0) / 1_000_000) } ?? "-",
        entry.state,
        entry.direction == .out || entry.state == QueueEntry.receiving
          ? "\(Int(entry.progress * 100)) %" : "-",
        entry.etaText,
      ])
      for recipient in entry.recipients
      where recipient.state == .failed || recipient.state == .refusedThere {
        table.note("  <\(recipient.address)> \(recipient.reply ?? "failed")")
      }
    }
    print(table.text)
  }
}

extension QueueEntry {
  /// When it will be there, as often as not, and in nine of ten cases.
  fileprivate var etaText: String {
    guard let etaSeconds else { return "-" }
    let median = Figures.duration(seconds: etaSeconds)
    let ninetieth = etaNinetiethSeconds.map(Figures.duration(seconds:)) ?? "?"
    return median == ninetieth ? median : "\(median) (90 %: \(ninetieth))"
  }
}
