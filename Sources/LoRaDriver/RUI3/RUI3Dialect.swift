// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY

/// The driver of a module with RUI3 in P2P mode, such as RAK3172.
package typealias RUI3Modem = LineModem<RUI3Dialect>

extension LineModem where Dialect == RUI3Dialect {
  /// A driver whose device is not open yet.
  package init(settings: RUI3Settings) { self.init(RUI3Dialect(settings: settings)) }
}

/// How a module with RUI3 speaks: 115200 8N1, AT commands, a command a line; pure.
///
/// | to the module | from the module |
/// | --- | --- |
/// | `AT+VER=?` | `AT+VER=RUI_4.0.6_RAK3172-E`, `OK` |
/// | `AT+NWM=0` | `OK` or nothing; restarts |
/// | `AT+P2P=Hz:SF:BW:CR:preamble:dBm` | `OK`, `AT_PARAM_ERROR`, `AT_BUSY_ERROR` while it receives |
/// | `AT+PRECV=65533` | `OK`; then `+EVT:RXP2P:RSSI:SNR:HEX` for each frame, for ever |
/// | `AT+PRECV=0` | `OK` |
/// | `AT+PSEND=HEX` | `OK`, `AT_BUSY_ERROR`; then `+EVT:TXP2P DONE` |
/// | `ATZ` | a banner that ends with `Current Work Mode: LoRa P2P.` |
///
/// Before 3.2.0 a frame is told in two lines, `+EVT:RXP2P, RSSI -54, SNR 12` and `+EVT:HEX`; before
/// 3.4.0 it cannot send while it receives. Values are read before they are set, and read again
/// afterwards: most go to flash memory. The channel does not since 4.0.4.
///
/// Each frame has a CRC and the preamble asked for, so time on air is exact. With channel activity
/// detection a frame waits for a free channel, in the module or here.
///
/// Traps found in the sources: a frame longer than 255 bytes is sent cut; after a busy channel the
/// receiver stays off; when a transmission times out nothing is said and the receiver stays off;
/// the echo may be on.
///
/// Source: RUI3 AT command manual; RAK-STM32-RUI, service_lora_p2p.c and atcmd_p2p.c. Unverified:
/// behaviour before 3.4.0, all of it on a real module.
package struct RUI3Dialect: LineDialect {
  enum Receiver: Sendable {
    case unknown, on, off
  }

  let settings: RUI3Settings
  /// What the module can do.
  package let capabilities: RadioCapabilities
  /// The speed it has, and those it may have been set to.
  package let baudRates = [115_200, 57_600, 9_600]
  /// A frame of 255 bytes, and room.
  package let longestLine = 640

  var needsReset = false
  var firmware: RUI3Firmware?
  var receiver = Receiver.unknown
  var inForce: [String: String] = [:]
  /// What was set, and has not been read again yet.
  var asked: [String: String] = [:]
  var tuned: RadioChannel?
  /// The value heard in answer to a question.
  var heard: String?
  /// The first line of a frame in two.
  var signal: (rssi: RSSI, snr: SNR)?
  /// What it said of its firmware, until `OK`.
  var firmwareHeard: RUI3Firmware?
  /// Whether the frame was accepted.
  var isAccepted = false
  /// Whether the end of the frame was told before it was accepted.
  var isSentEarly = false
  var refusals = 0
  var modeChanges = 0
  /// The last line that made no sense when the version was asked for.
  var strange: String?

  /// A dialect with a module that nothing is known about.
  package init(settings: RUI3Settings) {
    self.settings = settings
    capabilities = RadioCapabilities(
      largestFrameBytes: settings.largestFrameBytes, transmitDone: .event,
      activityDetection: settings.beforeTransmission == .nothing ? .none : .modem, airtime: .exact)
  }

  /// Whether the module has said who it is since it was forgotten.
  package var isIdentified: Bool { firmware != nil }

  /// Nothing is known about the module any more; whether it shall be restarted first.
  package mutating func forget(resetting: Bool) {
    let changes = modeChanges
    self = RUI3Dialect(settings: settings)
    needsReset = resetting
    modeChanges = changes
  }

  // MARK: - Steps

  static let mode = RUI3Setting("NWM", "0")

  /// The next step toward a goal; nil when it is reached.
  ///
  /// - Throws: ``RadioError/unsupportedChannel(_:)``.
  package mutating func next(toward goal: LineGoal) throws(RadioError) -> RUI3Step? {
    if needsReset { return .reset }
    guard let firmware else { return .identify }
    if receiver == .unknown { return .stop }
    guard let mode = inForce[Self.mode.name] else { return .query(Self.mode) }
    guard mode == Self.mode.value else {
      defer { modeChanges = (modeChanges + 1) % (LineTimes.attempts + 1) }
      guard modeChanges == LineTimes.attempts else { return .changeMode }
      throw .unsupportedChannel("\(firmware) does not change to P2P mode when told `AT+NWM=0`")
    }
    modeChanges = 0
    guard let channel = goal.channel else { return receiver == .on ? .stop : nil }
    let image = try RUI3Image(channel: channel, settings: settings, firmware: firmware)
    for setting in image.settings {
      if let step = try step(for: setting, firmware) { return step }
    }
    tuned = channel
    if let frame = goal.frame {
      return receiver == .on && !firmware.receivesWhileSending ? .stop : .send(frame)
    }
    return receiver == .on ? nil : .receive(firmware.receivesWhileSending ? 65_533 : 65_534)
  }

  /// What is to be done about a value; nil when it is in force.
  private mutating func step(
    for setting: RUI3Setting, _ firmware: RUI3Firmware
  ) throws(RadioError) -> RUI3Step? {
    guard inForce[setting.name] != setting.value else { return nil }
    if receiver == .on { return .stop }
    guard let value = inForce[setting.name] else { return .query(setting) }
    guard asked.removeValue(forKey: setting.name) != setting.value else {
      throw .unsupportedChannel(
        "\(firmware) was told `\(RUI3Step.set(setting).text)`, but \(value) is in force")
    }
    return .set(setting)
  }

  /// The command of a step.
  package func command(for step: RUI3Step) -> LineCommand {
    let text = step.text
    var patience = step.patience + lineTime(bytes: text.utf8.count + 2)
    // Some versions look for a free channel before they answer, or send before.
    if case .send(let frame) = step { patience += waiting(for: frame) }
    return LineCommand(text, patience: patience)
  }

  /// How long the end of a frame is awaited.
  func waiting(for frame: [UInt8]) -> Duration {
    let airtime = tuned?.modulation.timeOnAir(payloadBytes: frame.count) ?? .zero
    let listening = settings.beforeTransmission == .nothing ? .zero : RUI3Times.busy
    return LineTimes.end(ofFrame: airtime) + listening
  }

  /// Whether the step puts a frame on the air.
  package func isSending(_ step: RUI3Step) -> Bool {
    if case .send = step { true } else { false }
  }

  /// What it means that a step was not answered.
  package mutating func silence(during step: RUI3Step) -> LineOutcome {
    switch step {
    case .reset, .changeMode:
      // Not every version has a banner.
      forget(resetting: false)
      return .done
    case .send where isSentEarly: return .sent
    case .identify:
      guard let strange else {
        return .broken(
          .unreachable(
            "no RUI3 answers at 115200, 57600 or 9600 baud; "
              + "`loragw doctor --probe` tells what is there"))
      }
      return .broken(
        .refused(
          "no RUI3 is there: `AT+VER=?` was answered by `\(strange.prefix(60))`; "
            + "`loragw doctor --probe` tells what it is"))
    default: return .broken(.noAnswer)
    }
  }
}
