// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import EmulatedChips
import Foundation
import LoRaPHY
import Testing

/// What an independent driver said to two emulated chips, and what they answered.
///
/// Each line: chip, microseconds, sent and received bytes (or `reset` and the level).
struct Transcript {
  private struct Line {
    var chip: Int
    var at: Instant
    var sent: [UInt8]?
    var answer: [UInt8]
    var isResetLow: Bool
  }

  private let lines: [Line]

  var count: Int { lines.count }

  /// Reads one of the vectors.
  init(_ name: String) throws {
    let url = try #require(
      Bundle.module.url(forResource: name, withExtension: "csv", subdirectory: "Vectors"))
    lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
      .filter { !$0.hasPrefix("#") }
      .map { text in
        let fields = text.split(separator: ",")
        let time = try #require(Int64(fields[1]))
        return Line(
          chip: try #require(Int(fields[0])), at: Instant(microseconds: time),
          sent: Self.bytes(fields[2]), answer: Self.bytes(fields[3]) ?? [],
          isResetLow: fields[2] == "reset" && fields[3] == "0")
      }
  }

  private static func bytes(_ hex: Substring) -> [UInt8]? {
    let digits = Array(hex)
    guard digits.count % 2 == 0 else { return nil }
    let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(digits[$0...$0 + 1]), radix: 16)
    }
    return bytes.count * 2 == digits.count ? bytes : nil
  }

  /// Says it all again to two chips; how many answers were others than recorded.
  func replay(to chips: any EmulatedChip...) -> (air: EmulatedAir, differences: Int) {
    var air = EmulatedAir(seed: 1)
    for chip in chips { _ = air.add(chip) }
    var differences = 0
    for line in lines {
      let answer = air.with(line.chip, at: line.at) { chip -> [UInt8] in
        guard let sent = line.sent else {
          chip.reset(isLow: line.isResetLow, at: line.at)
          return []
        }
        return chip.transfer(sent, at: line.at)
      }
      if answer != line.answer { differences += 1 }
    }
    return (air, differences)
  }
}
