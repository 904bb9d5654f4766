// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser
import Foundation
import MailCodec

/// `--history FILE`: what two gateways would know of earlier mails of one direction.
struct HistoryOption: ParsableArguments {
  @Option(
    name: .customLong("history"),
    help: ArgumentHelp(
      "Pack or unpack after the mails that FILE remembers, and add these to it.",
      discussion: "It is made when it does not exist. Each end needs its own.", valueName: "file"))
  var path: String?

  /// The history in the file; nil when none is used.
  func read() throws(CommandFailure) -> MailHistory? {
    guard let path else { return nil }
    guard FileManager.default.fileExists(atPath: path) else { return MailHistory() }
    let bytes = try InputFile.read(path)
    do throws(HistoryFileError) {
      return try HistoryFile.decode(bytes)
    } catch {
      throw CommandFailure(description: "\(path): \(error)")
    }
  }

  /// Keeps a history in the file.
  func write(_ history: MailHistory?) throws(CommandFailure) {
    guard let path, let history else { return }
    try OutputFile.write(HistoryFile.encode(history), to: path)
  }
}

extension MailHistory {
  /// Takes in a mail packed by hand, unless it is too large to be of use.
  mutating func append(_ mail: [UInt8]) {
    if let entry = Entry(envelope: [], mail: mail) { append(entry) }
  }
}
