// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaDriver
internal import LoRaPHY

// What the module does when it is told to.
extension EmulatedRUI3 {
  mutating func obey(_ command: String, at now: Instant) {
    commands.append(command)
    guard lineFaults.answersBefore.strike() || !faults.lostAnswers.strike() else { return }
    if let babble = faults.babble {
      return say(String(decoding: babble, as: UTF8.self), at: now)
    }
    if command == "AT" { return say("OK", at: now) }
    if command == "ATZ" { return power(at: now) }
    guard command.hasPrefix("AT+"), let sign = command.firstIndex(of: "=") else {
      return say("AT_COMMAND_NOT_FOUND", at: now)
    }
    let name = String(command[..<sign].dropFirst(3))
    let value = String(command[command.index(after: sign)...])
    switch (name, value) {
    case ("VER", "?"):
      let number = "\(version.0).\(version.1).\(version.2)"
      say("AT+VER=RUI_\(number)_RAK3172-E\r\nOK", at: now)
    case ("PRECV", _): receive(mode: Int(value), at: now)
    case ("PSEND", _): transmit(value, at: now)
    case (_, "?"): query(name, at: now)
    case ("NWM", _): changeMode(value, at: now)
    default: set(name, value, at: now)
    }
  }

  private mutating func query(_ name: String, at now: Instant) {
    let unsavedValue = name == "P2P" ? unsaved : nil
    guard let value = unsavedValue ?? saved[name] else {
      return say("AT_COMMAND_NOT_FOUND", at: now)
    }
    guard isPeerToPeer || ["NWM", "LPM"].contains(name) else {
      return say("AT_MODE_NO_SUPPORT", at: now)
    }
    let told = isSince(3, 2, 0) ? "AT+\(name)=\(value)" : value
    say("\(told)\r\nOK", at: now)
  }

  private mutating func changeMode(_ value: String, at now: Instant) {
    guard ["0", "1", "2"].contains(value) else { return say("AT_PARAM_ERROR", at: now) }
    saved["NWM"] = value
    flashWrites += 1
    // Some say OK, without an end of line, and some do not.
    if isSince(3, 5, 4) { line.say("OK", at: now) }
    restartAt = now + .milliseconds(20)
  }

  // MARK: - Values

  private mutating func set(_ name: String, _ value: String, at now: Instant) {
    guard saved[name] != nil else { return say("AT_COMMAND_NOT_FOUND", at: now) }
    guard isPeerToPeer || name == "LPM" else { return say("AT_MODE_NO_SUPPORT", at: now) }
    guard case .idle = activity else {
      violations.append("\(name) set while the radio is at work")
      return say(
        "P2P_RX_ON already, please disable P2P RX before setting. AT_BUSY_ERROR", at: now)
    }
    if name == "P2P" { return setChannel(value, at: now) }
    let isLegal = name == "SYNCWORD" ? value.undigited?.count == 2 : ["0", "1"].contains(value)
    guard isLegal else { return say("AT_PARAM_ERROR", at: now) }
    save(name, name == "SYNCWORD" ? value.lowercased() : value, at: now)
  }

  private mutating func save(_ name: String, _ value: String, at now: Instant) {
    flashWrites += 1
    if !lineFaults.forgottenSettings.strike() { saved[name] = value }
    say("OK", at: now + Self.flashTime)
  }

  private mutating func setChannel(_ value: String, at now: Instant) {
    var parts = value.split(separator: ":").map { Int($0) ?? -1 }
    var isKept = true
    if parts.count == 7, isSince(4, 0, 4) { isKept = parts.removeLast() == 0 }
    let names = isSince(3, 5, 1) && !isSince(3, 5, 4) ? [] : [125, 250, 500]
    let numbers = isSince(3, 5, 1) ? Array(0...9) : []
    guard parts.count == 6, (150_000_000...960_000_000).contains(parts[0]),
      (parts[0] <= 600_000_000) == isForLowBands, (5...12).contains(parts[1]),
      (names + numbers).contains(parts[2]), (0...3).contains(parts[3]),
      (5...65_535).contains(parts[4]), (5...22).contains(parts[5])
    else { return say("AT_PARAM_ERROR", at: now) }
    if isSince(3, 5, 1), let index = names.firstIndex(of: parts[2]) { parts[2] = index }
    let text = parts.map(String.init).joined(separator: ":")
    guard !isKept else {
      unsaved = nil
      return save("P2P", text, at: now)
    }
    if !lineFaults.forgottenSettings.strike() { unsaved = text }
    say("OK", at: now)
  }

  // MARK: - Radio

  private mutating func receive(mode: Int?, at now: Instant) {
    guard isPeerToPeer else { return say("AT_MODE_NO_SUPPORT", at: now) }
    guard let mode, (0...65_535).contains(mode) else { return say("AT_PARAM_ERROR", at: now) }
    if case .transmitting = activity { violations.append("AT+PRECV in a frame") }
    guard mode != 0 else {
      activity = .idle
      return say("OK", at: now)
    }
    guard case .idle = activity else {
      violations.append("AT+PRECV=\(mode) while it receives")
      return say("P2P_RX_ON already\r\nAT_BUSY_ERROR", at: now)
    }
    guard mode >= 65_534 || mode == 65_533 && isSince(3, 4, 0) else {
      violations.append("AT+PRECV=\(mode) ends after a while")
      return say("OK", at: now)
    }
    activity = .receiving(mode, since: now)
    pending.append(.tune(channel))
    say("OK", at: now)
  }

  private mutating func transmit(_ digits: String, at now: Instant) {
    guard isPeerToPeer else { return say("AT_MODE_NO_SUPPORT", at: now) }
    guard let bytes = digits.undigited, (1...256).contains(bytes.count), let channel else {
      return say("AT_PARAM_ERROR", at: now)
    }
    if bytes.count > 255 { violations.append("a frame of \(bytes.count) bytes, sent cut") }
    var following: Int?
    switch activity {
    case .idle: break
    case .receiving(65_533, _): following = 65_533
    case .receiving, .transmitting:
      violations.append("AT+PSEND while the radio is at work")
      return say("AT_BUSY_ERROR", at: now)
    }
    let finds = saved["CAD"] == "1" && lineFaults.busyChannels.strike()
    guard !finds, !faults.busyAnswers.strike() else {
      // Reception does not go on.
      activity = .idle
      return say("AT_BUSY_ERROR", at: now)
    }
    pending += [.tune(channel), .transmit(Array(bytes.prefix(255)))]
    activity = .transmitting(then: following)
    isWithheld = lineFaults.earlyDones.strike()
    if !isWithheld { say("OK", at: now) }
    let airtime = channel.modulation.timeOnAir(payloadBytes: bytes.count)
    if faults.resetsInTransmission.strike() { restartAt = now + airtime / 2 }
  }
}
