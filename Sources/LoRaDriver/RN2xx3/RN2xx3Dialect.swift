// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY

/// The driver of an RN2483 or RN2903, LoStik included.
package typealias RN2xx3Modem = LineModem<RN2xx3Dialect>

extension LineModem where Dialect == RN2xx3Dialect {
  /// A driver whose device is not open yet.
  package init(settings: RN2xx3Settings) { self.init(RN2xx3Dialect(settings: settings)) }
}

/// How an RN2483 or RN2903 speaks: 57600 8N1, a command a line, `ok` and `invalid_param`; pure.
///
/// | to the module | from the module |
/// | --- | --- |
/// | `sys get ver` | `RN2483 1.0.5 Oct 31 2018 15:06:52` |
/// | `mac pause` | milliseconds it lasts; 0 when LoRaWAN is at work |
/// | `radio set NAME VALUE` | `ok`, `invalid_param` |
/// | `radio rx 0` | `ok`, `busy`; then once `radio_rx  HEX` (two blanks), or `radio_err` |
/// | `radio rxstop` | `ok` |
/// | `radio tx HEX` | `ok`, `busy`, `invalid_param`; then `radio_tx_ok` or `radio_err` |
/// | `radio get snr`, `radio get rssi` | decibels, dBm |
///
/// Reception ends with each frame and has to be started again: the module is deaf while it writes
/// the frame to the line and until it has read `radio rx 0`, see ``deafTime(afterBytes:)``. Frames
/// that follow one another faster than that are lost, every second one of a dense burst.
/// It sends what its settings say, preamble included, so time on air is exact; it has no means to
/// find a channel busy.
///
/// Source: RN2483 command reference DS40001784G §2.5. Unverified, from memory: what `radio rxstop`
/// says when nothing is received, that the module chooses low data rate optimisation as LoRaWAN
/// does, the bounds of the preamble. Nothing was tried on a real module.
package struct RN2xx3Dialect: LineDialect {
  enum Receiver: Sendable {
    case unknown, on, off
  }

  /// A frame about which more is asked.
  struct Arrival: Sendable {
    var bytes: [UInt8]
    var channel: RadioChannel
    var at: Instant
    var snr: SNR?
    var rssi: RSSI?
  }

  let settings: RN2xx3Settings
  /// What the modem can do.
  package let capabilities = RadioCapabilities(
    largestFrameBytes: 255, transmitDone: .event, activityDetection: .none, airtime: .exact)
  /// The speed it starts with.
  package let baudRates = [57_600]
  /// A frame of 255 bytes, and room.
  package let longestLine = 600

  var needsReset = false
  var firmware: RN2xx3Firmware?
  var isPaused = false
  var receiver = Receiver.unknown
  var inForce: [String: String] = [:]
  var tuned: RadioChannel?
  var arrival: Arrival?
  /// How often the module was too busy for a command.
  var refusals = 0
  /// The last line that made no sense when the version was asked for.
  var strange: String?

  /// A dialect with a module that nothing is known about.
  package init(settings: RN2xx3Settings) { self.settings = settings }

  /// Whether the module has said who it is since it was forgotten.
  package var isIdentified: Bool { firmware != nil }

  /// Nothing is known about the module any more; whether it shall be restarted first.
  package mutating func forget(resetting: Bool) {
    let fresh = RN2xx3Dialect(settings: settings)
    self = fresh
    needsReset = resetting
  }

  /// How long the module is deaf after a frame: its line, and 5 ms for each of three commands.
  package static func deafTime(afterBytes count: Int) -> Duration {
    let bytes = "radio_rx  ".utf8.count + 2 * min(max(count, 0), 255) + 2
    let asked = "radio get snr??radio get rssi??-10??-100??radio rx 0??".utf8.count
    return .microseconds((bytes + asked) * 10_000_000 / 57_600) + .milliseconds(15)
  }

  // MARK: - Steps

  /// The next step toward a goal; nil when it is reached.
  ///
  /// - Throws: ``RadioError/unsupportedChannel(_:)``.
  package mutating func next(toward goal: LineGoal) throws(RadioError) -> RN2xx3Step? {
    if needsReset { return .reset }
    guard let firmware else { return .identify }
    if !isPaused { return .pause }
    if receiver == .unknown { return .stop }
    if let arrival { return arrival.snr == nil ? .signalToNoise : .strength }
    guard let channel = goal.channel else { return receiver == .on ? .stop : nil }
    let image = try RN2xx3Image(channel: channel, settings: settings, firmware: firmware)
    if let missing = image.settings.first(where: { inForce[$0.name] != $0.value }) {
      return receiver == .on ? .stop : .set(missing)
    }
    tuned = channel
    if let frame = goal.frame { return receiver == .on ? .stop : .send(frame) }
    return receiver == .on ? nil : .receive
  }

  /// The command of a step.
  package func command(for step: RN2xx3Step) -> LineCommand {
    let text = step.text
    let patience = step == .reset ? LineTimes.start : LineTimes.answer
    return LineCommand(text, patience: patience + lineTime(bytes: text.utf8.count + 2))
  }

  /// Whether the step puts a frame on the air.
  package func isSending(_ step: RN2xx3Step) -> Bool {
    if case .send = step { true } else { false }
  }

  /// What it means that a step was not answered.
  package mutating func silence(during step: RN2xx3Step) -> LineOutcome {
    guard step == .identify else { return .broken(.noAnswer) }
    guard let strange else {
      return .broken(
        .unreachable(
          "no RN2483 or RN2903 answers at 57600 baud; `loragw doctor --probe` tells what is there"))
    }
    return .broken(
      .refused(
        "no RN2483 or RN2903 is there: `sys get ver` was answered by `\(strange.prefix(60))`; "
          + "`loragw doctor --probe` tells what it is"))
  }
}
