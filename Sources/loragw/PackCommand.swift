// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser
import Foundation
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
      """)

  @Flag(help: "Print file, raw bytes and packed bytes of each file, separated by tabs.")
  var stats = false

  @Argument(help: ArgumentHelp("The mails.", valueName: "file"))
  var files: [String]

  func validate() throws {
    guard stats || files.count == 1 else {
      throw ValidationError("one file is packed at a time; several need --stats")
    }
  }

  func run() throws {
    let codec = MailCodec()
    for file in files {
      let mail = try InputFile.read(file)
      let packed = codec.pack(envelope: [], mail: mail).bytes
      if stats {
        print("\(file)\t\(mail.count)\t\(packed.count)")
      } else {
        FileHandle.standardOutput.write(Data(packed))
      }
    }
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

  @Argument(help: ArgumentHelp("The packed mail; - is standard input.", valueName: "file"))
  var file: String

  func run() throws {
    let packed = try InputFile.read(file)
    do throws(MailCodecError) {
      let unpacked = try MailCodec().unpack(packed, limits: UnpackLimits())
      FileHandle.standardOutput.write(Data(unpacked.mail))
    } catch {
      throw CommandFailure(description: "\(file): no packed mail of this version: \(error)")
    }
  }
}

/// Files that commands read whole.
enum InputFile {
  /// The bytes of a file, of standard input for `-`.
  static func read(_ path: String) throws(CommandFailure) -> [UInt8] {
    do {
      if path == "-" { return try [UInt8](FileHandle.standardInput.readToEnd() ?? Data()) }
      return try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      throw CommandFailure(description: "\(path): cannot be read: \(error.localizedDescription)")
    }
  }
}
