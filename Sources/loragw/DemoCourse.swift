// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Crypto
import Foundation
import Gateway
import LoRaPHY
import MailRelay

/// The course of a demo: hand over, watch, compare, sum up.
struct DemoCourse {
  let world: DemoWorld
  /// Where gateway A takes mail.
  let door: ListenAddress
  let mails: [DemoMail]
  let channel: RadioChannel
  let loss: Double
  let speed: Double

  /// How it ended.
  struct Outcome {
    var summary: String
    var verdict: String
    var isPerfect: Bool
  }

  private struct Sent {
    var mail: DemoMail
    var reply: Reply
    var id: String?
    var packedBytes = 0
    var frames = 0
    var airtimeSeconds = 0.0
    var crossed = false
  }

  func run() async throws -> Outcome {
    StandardOutput.write(
      "two gateways, EU868 869.525 MHz, SF\(channel.modulation.spreadingFactor.rawValue)/125 kHz, "
        + "\(Int((loss * 100).rounded())) % of frames lost, \(Figures.decimals(speed, places: 0)) "
        + "times real time\n")
    var sent = try await handOver()
    var display = DemoDisplay()
    while sent.contains(where: { $0.reply.outcome == .success && !$0.crossed }) {
      try await Task.sleep(for: .milliseconds(100))
      try take(await world.snapshot(), into: &sent, display: &display)
    }
    let wanted = sent.count { $0.reply.outcome == .success }
    var last = try await world.snapshot()
    while try await arrivedHashes().count < wanted {
      try await Task.sleep(for: .milliseconds(20))
      last = try await world.snapshot()
    }
    display.clear()
    return try await sumUp(sent, last)
  }

  /// Hands all mails to gateway A, one after the other, as a mail server does.
  private func handOver() async throws -> [Sent] {
    var sent: [Sent] = []
    let outlet = MailOutlet.lmtp(door)
    for mail in mails {
      guard let id = DeliveryID("demo") else { continue }
      let results = await outlet.deliver(mail.envelope, mail: mail.content, deliveryID: id)
      let reply = results.first?.reply ?? Reply(451, nil, "no answer")
      StandardOutput.write("  \(mail.name): \(reply)\n")
      sent.append(Sent(mail: mail, reply: reply, id: Self.id(in: reply)))
    }
    return sent
  }

  /// The mail's name in `… queued as 7K3D-QF2M, …`.
  private static func id(in reply: Reply) -> String? {
    guard let range = reply.text.range(of: "queued as ") else { return nil }
    return String(reply.text[range.upperBound...].prefix { $0 != "," })
  }

  private func take(
    _ snapshot: DemoWorld.Snapshot, into sent: inout [Sent], display: inout DemoDisplay
  ) throws {
    for (gateway, notice) in snapshot.notices {
      switch notice {
      case .packed(let id, _, _, let packed):
        for index in sent.indices where sent[index].id == id { sent[index].packedBytes = packed }
      case .crossed(let id, _, let frames, _, let airtime):
        for index in sent.indices where sent[index].id == id {
          sent[index].crossed = true
          sent[index].frames = frames
          sent[index].airtimeSeconds = Double(airtime.wholeMicroseconds) / 1_000_000
        }
      default: break
      }
      display.note("  \(gateway) \(notice)")
    }
    for entry in snapshot.queue where entry.state == "on air" {
      guard let name = sent.first(where: { $0.id == entry.id })?.mail.name else { continue }
      display.progress(name: name, entry: entry)
    }
  }

  /// The hashes of what stands in gateway B's Maildir.
  private func arrivedHashes() async throws -> [SHA256.Digest] {
    let folder = world.farMaildir + "/new"
    guard FileManager.default.fileExists(atPath: folder) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map {
      SHA256.hash(data: try Data(contentsOf: URL(fileURLWithPath: folder + "/" + $0)))
    }
  }

  private func sumUp(_ sent: [Sent], _ snapshot: DemoWorld.Snapshot) async throws -> Outcome {
    let hashes = try await arrivedHashes()
    var table = TextTable(["mail", "raw", "packed", "frames", "airtime", "arrived"])
    var identical = 0
    for entry in sent {
      let count = hashes.count { $0 == SHA256.hash(data: entry.mail.content) }
      if count == 1 { identical += 1 }
      let verdict =
        switch count {
        case 0: entry.reply.outcome == .success ? "NOT IDENTICAL" : "refused"
        case 1: "identical, once"
        default: "\(count) TIMES"
        }
      table.add([
        entry.mail.name, "\(entry.mail.content.count)", "\(entry.packedBytes)",
        "\(entry.frames)", Figures.decimals(entry.airtimeSeconds, places: 1) + " s", verdict,
      ])
    }
    let isPerfect = identical == sent.count && hashes.count == sent.count
    let verdict =
      isPerfect
      ? "all \(sent.count) mails arrived identical, once"
      : "\(identical) of \(sent.count) mails arrived identical, once; \(hashes.count) stand in B"
    return Outcome(
      summary: "\n" + table.text + "\n\n" + Self.wrapped(totals(sent, snapshot)) + "\n" + verdict,
      verdict: verdict, isPerfect: isPerfect)
  }

  /// Lines under labels of fourteen columns.
  private static func wrapped(_ text: String) -> String {
    let columns = TerminalSize.outputColumns
    let lines = text.split(separator: "\n").map { StyledText(String($0)) }
    return TerminalStyle.output.text(lines.flatMap { $0.wrapped(to: columns, indent: 14) })
  }

  private func totals(_ sent: [Sent], _ snapshot: DemoWorld.Snapshot) -> String {
    let raw = sent.reduce(0) { $0 + $1.mail.content.count }
    let packed = sent.reduce(0) { $0 + $1.packedBytes }
    let rate = channel.modulation.bitRate
    let airtime = max(snapshot.airtimeSeconds, 0.001)
    let share = Double(packed * 8) / airtime / rate * 100
    let gross = Double(raw * 8) / airtime / rate * 100
    return """
      mails         \(sent.count)
      raw           \(raw) bytes
      packed        \(packed) bytes
      on air        \(snapshot.bytesOnAir) bytes in \(snapshot.frames) frames, \
      \(snapshot.framesLost) lost; handshake and answers included
      airtime       \(Figures.decimals(snapshot.airtimeSeconds, places: 1)) s
      time          \(Figures.decimals(snapshot.seconds, places: 1)) s of the air's clock
      efficiency    \(Figures.decimals(share, places: 1)) % of the PHY rate \
      (\(Figures.decimals(rate, places: 0)) bit/s) carried packed mail; \
      \(Figures.decimals(gross, places: 1)) % counted in raw bytes
      """
  }
}
