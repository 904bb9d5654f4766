// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY

/// One command to a MeshCore modem and what its answer must be.
///
/// They go one at a time: plain answers do not say what they belong to.
struct MeshCoreStep: Sendable, Equatable {
  /// What an answer is held against.
  enum Expectation: Sendable, Equatable {
    case anything
    /// The very bytes.
    case bytes([UInt8])
    /// The settings of a channel.
    case radio(RadioChannel)
    /// The time on air of a frame, about so much.
    case airtime(Duration)
  }

  var command: MeshCoreCommand
  var data: [UInt8] = []
  var expectation = Expectation.anything

  /// What to do about an answer; nil when it is right.
  func objection(to answer: [UInt8]) -> String? {
    switch expectation {
    case .anything: return nil
    case .bytes(let wanted):
      guard answer != wanted else { return nil }
      let (asked, found) = (wanted.first ?? 0, answer.first ?? 0)
      guard command == .power else { return "the modem answers \(command) with \(found)" }
      return "the modem's power is \(found) dBm, \(asked) dBm asked; write power_dbm = \(found)"
    case .radio(let channel): return Self.objection(to: answer, asked: channel)
    case .airtime(let reckoned):
      let told = Duration.milliseconds(Int64(WireInteger.littleEndian(answer.prefix(4))))
      // Older firmware has half the preamble; a slower modulation would be far more.
      guard told > reckoned * 1.05 + .milliseconds(2) || told < reckoned * 0.85 else { return nil }
      return "the modem needs \(told) for 255 bytes, \(reckoned) are accounted; is its firmware"
        + " up to date?"
    }
  }

  private static func objection(to answer: [UInt8], asked channel: RadioChannel) -> String? {
    guard answer.count >= 10 else { return "the modem does not tell its settings" }
    let modulation = channel.modulation
    let hertz = Int64(WireInteger.littleEndian(answer[0..<4]))
    let width = Int64(WireInteger.littleEndian(answer[4..<8]))
    let wantedHertz = Int64(channel.frequency.hertz)
    let wantedWidth = Int64(modulation.bandwidth.rawValue)
    if abs(hertz - wantedHertz) > 100 {
      return "the modem is on \(hertz) Hz, \(wantedHertz) Hz asked"
    }
    if abs(width - wantedWidth) > wantedWidth / 100 {
      return "the modem's bandwidth is \(width) Hz, \(wantedWidth) Hz asked"
    }
    if Int(answer[8]) != modulation.spreadingFactor.rawValue {
      return "the modem is at SF\(answer[8]), SF\(modulation.spreadingFactor.rawValue) asked"
    }
    guard Int(answer[9]) != modulation.codingRate.rawValue + 4 else { return nil }
    return "the modem's coding rate is 4/\(answer[9]), \(modulation.codingRate) asked"
  }
}

extension MeshCoreStep {
  /// The steps to a channel, each setting read back; then the time on air, which the firmware takes
  /// from its radio chip.
  static func tuning(_ channel: RadioChannel, powerDBm: Int) -> [MeshCoreStep] {
    let modulation = channel.modulation
    let power = UInt8(clamping: powerDBm)
    let settings =
      WireInteger.littleEndian(channel.frequency.hertz)
      + WireInteger.littleEndian(modulation.bandwidth.rawValue)
      + [UInt8(modulation.spreadingFactor.rawValue), UInt8(modulation.codingRate.rawValue + 4)]
    let airtime = MeshCoreModem.modulation(of: channel).timeOnAir(payloadBytes: 255)
    return [
      MeshCoreStep(command: .setPower, data: [power]),
      MeshCoreStep(command: .setRadio, data: settings),
      MeshCoreStep(command: .power, expectation: .bytes([power])),
      checkup(channel),
      MeshCoreStep(command: .airtime, data: [255], expectation: .airtime(airtime)),
    ]
  }

  /// Whether the settings of a channel are in force.
  static func checkup(_ channel: RadioChannel) -> MeshCoreStep {
    MeshCoreStep(command: .radio, expectation: .radio(channel))
  }
}
