// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser
import Foundation
import Gateway
import MailCodec

/// `loragw pack`: the mail codec by hand.
struct PackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack",
    abstract: "Packs a mail as it goes on the air, or shows how small mails become.",
    discussion: """
      Examples:
        loragw pack mail.eml > mail.packed
        loragw pack --stats *.eml
        loragw pack --explain mail.eml
        loragw pack --stats --history link.history 1.eml 2.eml 3.eml
      """)

  @Flag(help: "Print file, raw bytes and packed bytes of each file, separated by tabs.")
  var stats = false

  @Flag(help: "Print where the bytes of each packed mail went.")
  var explain = false

  @Flag(help: "Print either report as JSON, one file a line.")
  var json = false

  @OptionGroup var keeping: HistoryOption

  @Argument(help: ArgumentHelp("The mails.", valueName: "file"))
  var files: [String]

  func validate() throws {
    guard !stats || !explain else {
      throw ValidationError("--stats and --explain are two reports; ask for one")
    }
    guard !json || stats || explain else {
      throw ValidationError("--json goes with --stats or --explain")
    }
    guard stats || explain || files.count == 1 else {
      throw ValidationError("one file is packed at a time; several need --stats or --explain")
    }
  }

  func run() throws {
    let codec = MailCodec()
    var history = try keeping.read()
    var output = Data()
    var progress = ProgressLine()
    defer { progress.clear() }
    for (number, file) in files.enumerated() {
      progress.show("\(number + 1) of \(files.count): \(file)")
      let mail = try InputFile.read(file)
      let packed = codec.pack(envelope: [], mail: mail, history: history)
      history?.append(mail)
      history?.trimForPacking()
      progress.clear()
      if json {
        print(try ControlClient.jsonLine(PackReportJSON(file, packed, isExplained: explain)))
      } else if stats {
        print("\(file)\t\(mail.count)\t\(packed.bytes.count)")
      } else if explain {
        print("\(file)\n\(PackExplanation(packed).text)")
      } else {
        output = Data(packed.bytes)
      }
    }
    // The other end cannot read what is packed after a history that was lost.
    try keeping.write(history)
    FileHandle.standardOutput.write(output)
  }
}

/// `loragw unpack`: the way back.
struct UnpackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unpack",
    abstract: "Unpacks what `loragw pack` wrote, to standard output.",
    discussion: """
      Example:
        loragw unpack mail.packed | cmp - mail.eml
      """)

  @OptionGroup var keeping: HistoryOption

  @Argument(help: ArgumentHelp("The packed mail; - is standard input.", valueName: "file"))
  var file: String

  func run() throws {
    let packed = try InputFile.read(file)
    var history = try keeping.read()
    do throws(MailCodecError) {
      let unpacked = try MailCodec().unpack(packed, history: history, limits: UnpackLimits())
      history?.append(unpacked.mail)
      history?.trimForUnpacking()
      FileHandle.standardOutput.write(Data(unpacked.mail))
    } catch .unknownHistory {
      throw CommandFailure(
        description: "\(file): packed after mails that are not in the history; "
          + "give with --history the file that went along with them")
    } catch {
      throw CommandFailure(description: "\(file): cannot be unpacked: \(error)")
    }
    try keeping.write(history)
  }
}
