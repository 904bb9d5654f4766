// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser
import Gateway
import UnixSignals

/// `loragw listen`: what the radio hears.
struct ListenCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "listen",
    abstract: "Shows each frame the radio hears, until Ctrl-C.",
    discussion: """
      Where a gateway runs, it tells what its radio hears and whose it is. Where
      none runs, the configured radio is opened to listen on the home channel;
      nothing is sent. One line per frame: time, SNR, RSSI, length, kind, and the
      peer where it is known. Packets that an RNode has split are told with the
      second half.

      Example:
        loragw listen --seconds 60 --json
      """)

  @OptionGroup var configuration: ConfigurationOption

  @Flag(help: "Print JSON, one frame a line, instead of text.")
  var json = false

  @Option(help: ArgumentHelp("End after so many frames.", valueName: "n"))
  var count: Int?

  @Option(help: ArgumentHelp("End after so many seconds.", valueName: "n"))
  var seconds: Int?

  func validate() throws {
    guard count.map({ $0 > 0 }) ?? true else { throw ValidationError("--count is 1 or more") }
    guard seconds.map({ (1...1_000_000).contains($0) }) ?? true else {
      throw ValidationError("--seconds is 1 to 1000000")
    }
  }

  func run() async throws {
    let settings = try configuration.load()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await listen(settings) }
      group.addTask {
        for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) { return }
      }
      if let seconds {
        group.addTask { try await Task.sleep(for: .seconds(seconds)) }
      }
      defer { group.cancelAll() }
      try await group.next()
    }
  }

  private func listen(_ settings: Configuration) async throws {
    var printer = FramePrinter(form: json ? .json : .text, left: count)
    do {
      StandardError.write("listening; Ctrl-C ends it")
      try await ControlClient(stateDirectory: settings.gateway.stateDirectory).listen {
        try printer.take($0)
      }
    } catch ControlError.notRunning {
      StandardError.write("no gateway runs here: the radio is opened to listen only")
      try await RadioListener(settings).listen(note: StandardError.write) { try printer.take($0) }
    }
  }
}

/// Prints frames until it has printed enough.
private struct FramePrinter {
  enum Form { case text, json }

  let form: Form
  /// How many are still to come; nil: without end.
  var left: Int?

  mutating func take(_ frame: HeardFrame) throws(ControlError) -> ListeningWish {
    let line =
      switch form {
      case .text: frame.description
      case .json: try ControlClient.jsonLine(frame)
      }
    StandardOutput.write(line + "\n")
    guard let left else { return .more }
    self.left = left - 1
    return left > 1 ? .more : .enough
  }
}
