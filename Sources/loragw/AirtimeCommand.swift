// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser
import Gateway
import LoRaPHY

/// `loragw airtime`: how long a frame takes, and how often the law lets it.
struct AirtimeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "airtime",
    abstract: "Reckons the time on air of a LoRa frame.",
    discussion: """
      Examples:
        loragw airtime --sf 7 --bytes 252
        loragw airtime --sf 12 --bw 125 --cr 4/5 --bytes 51 --crc
        loragw airtime --batch < frames.csv > times.csv

      --batch reads CSV lines with the columns family, sf, bw_hz, cr,
      preamble_sym, implicit_header, crc, ldro_mode and payload_bytes, and writes
      each line with its exact time toa_us in the last column.
      """)

  @OptionGroup(title: "Modulation") var modulation: ModulationOptions

  @Option(help: ArgumentHelp("Payload bytes of the frame, 0 to 255.", valueName: "n"))
  var bytes: Int?

  @Flag(help: "Read frames as CSV from standard input; all other options are refused.")
  var batch = false

  @Flag(help: "Print JSON instead of lines.")
  var json = false

  func validate() throws {
    guard !batch else {
      guard bytes == nil, modulation.isDefault, !json else {
        throw ValidationError("--batch takes all settings from its input, without other options")
      }
      return
    }
    guard let bytes else {
      throw ValidationError("--bytes is missing; for example: loragw airtime --sf 7 --bytes 252")
    }
    guard (0...255).contains(bytes) else {
      throw ValidationError("--bytes must be 0 to 255, the longest LoRa frame")
    }
    _ = try modulation.modulation
  }

  func run() throws {
    guard !batch else { return try Self.runBatch() }
    let modulation = try modulation.modulation
    let report = AirtimeReport(modulation: modulation, payloadBytes: bytes ?? 0)
    print(json ? try ControlClient.json(report) : report.lines.joined(separator: "\n"))
  }

  /// Answers standard input on standard output until it ends.
  private static func runBatch() throws {
    var batch = AirtimeBatch()
    while let line = readLine() {
      do throws(AirtimeBatchError) {
        if let answer = try batch.process(line: line) { print(answer) }
      } catch {
        throw CommandFailure(description: error.description)
      }
    }
  }
}
