// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser
import Foundation
import Gateway

/// `loragw queue export`: mail that leaves by another way than the air.
struct QueueExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes what waits for a peer as one batch of SMTP, for a stick or another bearer.",
    discussion: """
      The file is on disk when the command ends; its name depends on the mails in it.
      Mail stays in the queue unless --remove is given: then it is given up on the air
      once the batch is written. Feed the batch to `sendmail -bS` over there.

      Example:
        loragw queue export --to /media/usb village
        loragw queue export --to - --remove village | nncp-exec village rsmtp
      """)

  @Option(help: "The directory for the file; - writes to standard output.")
  var to: String

  @Flag(help: "Take the mails from the queue once they are written.")
  var remove = false

  @Flag(help: "Print JSON instead of lines; not with --to -.")
  var json = false

  @Argument(help: "The peer's name, as 'loragw peer list' shows it.")
  var peer: String

  @OptionGroup var configuration: ConfigurationOption

  func validate() throws {
    guard !(json && to == "-") else {
      throw ValidationError("--json prints where --to - writes the batch; choose one")
    }
  }

  func run() async throws {
    let directory = try configuration.load().gateway.stateDirectory
    let export = BatchExport(ControlClient(stateDirectory: directory), peer: peer)
    let report =
      to == "-"
      ? try await export.run(removing: remove) { batch in
        try FileHandle.standardOutput.write(contentsOf: Data(batch))
      }
      : try await export.run(toDirectory: to, removing: remove)
    for (id, why) in report.refused.sorted(by: { $0.key < $1.key }) {
      StandardError.write("loragw: \(id) is not in the batch and stays in the queue: \(why)")
    }
    if json { print(try ControlClient.json(report)) } else if to != "-" { print(Self.text(report)) }
    guard report.refused.isEmpty else { throw ExitCode(1) }
  }

  private static func text(_ report: BatchExport.Report) -> String {
    guard let file = report.file else { return "nothing waits for \(report.peer)" }
    let queue = report.removed ? "removed from the queue" : "still in the queue"
    return "\(file): \(report.ids.count) mails for \(report.peer), \(queue)"
  }
}
