// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import LoRaPHY

/// What a person reads before an answer.
package struct SetupPrompt: Equatable, Sendable {
  /// Lines that help to answer.
  package var help: [String]
  /// What stands before the place for the answer, the default in brackets.
  package var line: String
}

extension Setup {
  /// The present question in words; nil when all is answered.
  package var prompt: SetupPrompt? {
    guard let question else { return nil }
    let usual = defaultAnswer.map { " [\($0)]" } ?? ""
    return SetupPrompt(help: help(with: question), line: "\(question.label)\(usual): ")
  }

  private func help(with question: SetupQuestion) -> [String] {
    switch question {
    case .region:
      ["Whose radio rules shall be kept?"]
        + Region.all.map { region in
          let id = region.id.padding(toLength: 14, withPad: " ", startingAt: 0)
          return "  \(id) \(region.countries)"
            + (region.payloadMode == .clear ? "; radio amateurs" : "")
        }
    case .callSign:
      ["Amateurs send in clear and name themselves; \"none\": this station only listens."]
    case .radio: radioHelp
    case .firmware:
      ["Which firmware is on it? \(RadioDriver.firmwares.map(\.rawValue).joined(separator: ", "))"]
    case .frequency:
      ["The middle of the channel\(width); both ends of a link must have all of it alike."]
    case .name: ["What other gateways call this one."]
    case .domains: ["Mail from the air is taken for these domains; several with commas between."]
    case .deliver:
      ["lmtp:unix:/PATH, lmtp:HOST:PORT, smtp:HOST:PORT, maildir:/PATH or pipe:/PROGRAM WORDS"]
    case .lmtp: ["Where the mail server here hands over mail for the air; several with commas."]
    }
  }

  private var width: String {
    guard let channel else { return "" }
    let factor = channel.spreadingFactor.rawValue
    return ", \(channel.bandwidth.kilohertzText) kHz wide, SF\(factor)"
  }

  private var radioHelp: [String] {
    let found = candidates.enumerated().flatMap { number, candidate in
      ["  \(number + 1)  \(candidate.answer)", "     \(candidate.about)"]
    }
    let boards = surroundings.boards.boards.filter(\.isDrivable).map(\.id)
    let spi =
      surroundings.machine.spiDevices.isEmpty
      ? "No SPI bus is to be seen here (loragw doctor says more). Boards on SPI, by their ids:"
      : "Boards on SPI, by their ids:"
    return (found.isEmpty ? ["No radio was recognised by itself."] : ["Found here:"] + found)
      + [spi] + Self.columns(boards)
      + ["Or a dongle: /dev/serial/by-id/NAME. Or DRIVER:PLACE, as in simulated:/run/ether.sock."]
  }

  /// Words in lines of at most 78 columns.
  private static func columns(_ words: [String]) -> [String] {
    words.reduce(into: [String]()) { lines, word in
      if let last = lines.last, last.count + word.count + 1 < 78 {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append("  \(word)")
      }
    }
  }
}
