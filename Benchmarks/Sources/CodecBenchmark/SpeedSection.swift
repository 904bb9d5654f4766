// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import BenchmarkReport
import Foundation
import MailCodec

/// What packing and unpacking take of one core, the best of several runs.
struct SpeedSection {
  private static let runs = 9
  private static let quick = Goal.atMost(0.1)
  private static let attachment = Goal.atMost(2)

  private let codec: MailCodec
  private let mail: HeldBackMail
  private let history: MailHistory

  /// Measures with the Delta Chat mail that is nearest to 4 kB.
  init(_ codec: MailCodec, mails: [HeldBackMail]) throws(CodecBenchmarkError) {
    let chat = mails.filter { $0.kind.hasPrefix("DC") && $0.kind != "DC in clear" }
    let nearest = chat.min { abs($0.mail.count - 4096) < abs($1.mail.count - 4096) }
    guard let nearest else { throw .noMail(kind: "DC") }
    self.codec = codec
    mail = nearest
    history = Self.fullHistory(of: chat.filter { $0.mail != nearest.mail })
  }

  func run(into report: inout Report) throws {
    let size = "\(history.entries.count) mails, \(history.textBytes) B of text"
    report.begin("Time on one core, \(Self.runs) runs; history: \(size)")
    let alone = codec.pack(envelope: mail.envelope, mail: mail.mail)
    let after = codec.pack(envelope: mail.envelope, mail: mail.mail, history: history)
    let name = "Delta Chat mail of \(mail.mail.count) B"
    row("pack a \(name)", Self.quick, &report) { pack(after: nil) }
    try row("unpack it", Self.quick, &report) { try unpack(alone.bytes, after: nil) }
    row("pack it with history, cold", Self.quick, &report, before: codec.releaseHistories) {
      pack(after: history)
    }
    try row("unpack it with history, cold", Self.quick, &report, before: codec.releaseHistories) {
      try unpack(after.bytes, after: history)
    }
    row("pack it with history, warm", Self.quick, &report, before: warmUp) { pack(after: history) }
    try row("unpack it with history, warm", Self.quick, &report, before: warmUp) {
      try unpack(after.bytes, after: history)
    }
    try measureAttachment(into: &report)
  }

  /// A mail whose one megabyte of content is stored.
  private func measureAttachment(into report: inout Report) throws {
    var noise = SystemRandomNumberGenerator()
    let content = Data((0..<(1 << 20)).map { _ in UInt8.random(in: 0...255, using: &noise) })
    let head = Data("Content-Transfer-Encoding: base64\r\n\r\n".utf8)
    let mail = [UInt8](head + content.base64EncodedData(options: [.lineLength76Characters]))
    var packed: [UInt8] = []
    row("pack 1 MB attached", Self.attachment, &report, runs: 3) {
      packed = codec.pack(envelope: [], mail: mail).bytes
    }
    try row("unpack it", Self.attachment, &report, runs: 3) {
      let limits = UnpackLimits(maximumBytes: mail.count)
      guard try codec.unpack(packed, limits: limits).mail == mail else {
        throw CodecBenchmarkError.wrongMail
      }
    }
  }

  private func pack(after history: MailHistory?) {
    _ = codec.pack(envelope: mail.envelope, mail: mail.mail, history: history)
  }

  private func unpack(_ packed: [UInt8], after history: MailHistory?) throws {
    let back = try codec.unpack(packed, history: history, limits: UnpackLimits())
    guard back.mail == mail.mail else { throw CodecBenchmarkError.wrongMail }
  }

  /// Leaves the codec as the mail before this one did: its models lack the last mail.
  private func warmUp() {
    codec.releaseHistories()
    let before = MailHistory(Array(history.entries.dropLast()))
    _ = codec.pack(envelope: [], mail: mail.mail, history: before)
  }

  private func row(
    _ name: String, _ goal: Goal, _ report: inout Report, runs: Int = runs,
    before: () -> Void = {}, _ body: () throws -> Void
  ) rethrows {
    let times = Sample(
      try (0..<runs).map { _ in
        before()
        let start = ProcessorTime.seconds
        try body()
        return ProcessorTime.seconds - start
      })
    let median = Unit.milliseconds.text(times.percentile(0.5))
    report.row("\(name) (median \(median))", times.percentile(0), goal, .milliseconds)
  }

  /// As much history as may be packed with: these mails, then the same with other last lines.
  private static func fullHistory(of mails: [HeldBackMail]) -> MailHistory {
    var history = MailHistory()
    for number in 0..<HistoryLimits.mails * 8 {
      guard !mails.isEmpty, history.entries.count < HistoryLimits.mails else { break }
      let mail = mails[number % mails.count]
      let ending = number < mails.count ? "" : "\(number)\r\n"
      guard
        let entry = MailHistory.Entry(envelope: mail.envelope, mail: mail.mail + Array(ending.utf8))
      else { continue }
      guard history.textBytes + entry.text.count <= HistoryLimits.textBytes else { break }
      history.append(entry)
    }
    return history
  }
}
