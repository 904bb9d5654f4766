// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Gateway
import LoRaPHY
import MailRelay
import Testing

/// What a mail costs on each kind of dongle, at SF7/125 kHz without loss, its session open.
///
/// Reticulum's figures were measured on RNodes with the same modulation.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct DongleEfficiencyTests {
  /// A size and what Reticulum needs for it.
  struct Load: Sendable, CustomStringConvertible {
    /// Of the mail's incompressible part.
    var bytes: Int
    var peerAirtime: Duration
    var peerProof: Duration

    var description: String { "\(bytes) B" }
  }

  private static let loads = [
    Load(bytes: 2_000, peerAirtime: .seconds(5), peerProof: .milliseconds(8_200)),
    Load(bytes: 10_000, peerAirtime: .milliseconds(19_200), peerProof: .milliseconds(25_400)),
  ]

  private static let pairs = ScenarioFile.isProof ? DonglePair.alike : [.rnodes]

  @Test(arguments: pairs, ScenarioFile.isProof ? loads : Array(loads.prefix(1)))
  func `a mail takes less airtime than by Reticulum`(pair: DonglePair, load: Load) async throws {
    let channel = DonglePair.Channel(bandwidthKilohertz: 125, turnaroundMilliseconds: nil)
    try await pair.onAir(channel) { directory, _ in
      try await DonglePair.cross(in: directory, from: 0, mail: TestMail.text(1), id: "first")
      let before = try await Self.airtime(in: directory)
      let start = ContinuousClock.now
      try await DonglePair.cross(
        in: directory, from: 0, mail: Self.mail(bytes: load.bytes), id: "load")
      let proof = ContinuousClock.now - start
      let airtime = try await Self.airtime(in: directory) - before
      print(Self.row(pair, load, airtime, proof))
      #expect(airtime < load.peerAirtime)
    }
  }

  private static func airtime(in directory: String) async throws -> Duration {
    var all = Duration.zero
    for name in ["camp", "village"] {
      let status = try await ControlClient(stateDirectory: directory + "/" + name).status()
      all += .microseconds(status.airtimeUs)
    }
    return all
  }

  private static func row(
    _ pair: DonglePair, _ load: Load, _ airtime: Duration, _ proof: Duration
  ) -> String {
    // SF7, 125 kHz, coding rate 4/5: 7 bits x 125 kHz / 128 x 4/5.
    let share = Double(load.bytes) * 8 / 5_468.75 / (airtime / .seconds(1))
    return "\(pair), \(load): airtime \(airtime) (Reticulum \(load.peerAirtime)),"
      + " \(Int((share * 100).rounded())) % of the PHY rate;"
      + " proof after \(proof) (Reticulum \(load.peerProof))"
  }

  /// A mail that packs to hardly more than so many bytes.
  private static func mail(bytes: Int) -> [UInt8] {
    let body = Data(TestMail.noise(bytes, bytes: bytes)).base64EncodedString(
      options: [.lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed])
    return Array(
      """
      From: alice@a.test\r
      To: bob@b.test\r
      Subject: load\r
      MIME-Version: 1.0\r
      Content-Type: application/octet-stream\r
      Content-Transfer-Encoding: base64\r
      \r
      \(body)\r

      """.utf8)
  }
}
