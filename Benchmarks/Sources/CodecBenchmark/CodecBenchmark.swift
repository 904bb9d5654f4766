// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import MailCodec

/// Prints what mails cost, one at a time and without history, beside other compressors and goals.
@main enum CodecBenchmark {
  private static let heads =
    ["kind", "mails", "raw"] + OtherCompressor.allCases.map(\.title) + [
      "loragw", "loragw is", "goal", "",
    ]

  static func main() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let found = try HeldBackMails(root: root)
    let clock = ContinuousClock()
    var codec: MailCodec?
    let priming = clock.measure { codec = MailCodec() }
    guard let codec else { return }
    print("Mean bytes of mails in \(found.folder.standardizedFileURL.path); loragw with envelope")
    print(row(heads))
    let figures = try figures(of: found.mails, codec)
    for (kind, figure) in figures.sorted(by: { $0.key < $1.key }) {
      print(row([kind] + figure.cells(kind)))
    }
    print("priming \(priming.milliseconds) ms, \(speed(codec, clock))")
  }

  private static func figures(
    of mails: [HeldBackMail], _ codec: MailCodec
  ) throws -> [String: KindFigures] {
    let programs = OtherCompressor.allCases.compactMap { other in
      other.program.map { (other, $0) }
    }
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: file) }
    var figures: [String: KindFigures] = [:]
    for mail in mails {
      let packed = codec.pack(envelope: mail.envelope, mail: mail.mail)
      let random = packed.report.shares[.openPGPRandom]?.rawBytes ?? 0
      var figure = figures[mail.kind] ?? KindFigures()
      figure.mails += 1
      figure.rawBytes += mail.mail.count
      figure.bytes += packed.bytes.count
      figure.randomBytes += random
      if packed.bytes.count > random + KindFigures.goalDistance { figure.tooFar += 1 }
      for (other, program) in programs {
        let bytes = try other.compressedBytes(mail.mail, with: program, file: file)
        figure.others[other, default: 0] += bytes
      }
      figures[mail.kind] = figure
    }
    return figures
  }

  /// What a mail of text and one with an attachment take.
  private static func speed(_ codec: MailCodec, _ clock: ContinuousClock) -> String {
    let line = "The quick brown fox number jumps over the lazy dog and goes home again.\r\n"
    let text = Array(("Subject: speed\r\n\r\n" + String(repeating: line, count: 54)).utf8)
    var noise = SystemRandomNumberGenerator()
    let content = Data((0..<(1 << 20)).map { _ in UInt8.random(in: 0...255, using: &noise) })
    let head = Data("Content-Transfer-Encoding: base64\r\n\r\n".utf8)
    let attachment = [UInt8](
      head + content.base64EncodedData(options: [.lineLength76Characters]))
    return [("4 kB of text", text), ("1 MB attached", attachment)].map { name, mail in
      var packed: [UInt8] = []
      let packing = clock.measure { packed = codec.pack(envelope: [], mail: mail).bytes }
      let unpacking = clock.measure {
        _ = try? codec.unpack(packed, limits: UnpackLimits(maximumBytes: mail.count))
      }
      return
        "\(name): packed in \(packing.milliseconds) ms, unpacked in \(unpacking.milliseconds) ms"
    }.joined(separator: "; ")
  }

  private static func row(_ cells: [String]) -> String {
    let first = cells[0] + String(repeating: " ", count: max(0, 16 - cells[0].count))
    return first
      + cells.dropFirst().map { String(repeating: " ", count: max(1, 13 - $0.count)) + $0 }.joined()
  }
}

extension Duration {
  /// Whole milliseconds.
  fileprivate var milliseconds: Int64 {
    components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
  }
}
