// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaDriver
internal import LoRaPHY

// What the module does when it is told to.
extension EmulatedRN2xx3 {
  mutating func obey(_ command: String, at now: Instant) {
    commands.append(command)
    if isLost() { return }
    if let babble = faults.babble {
      return say(String(decoding: babble, as: UTF8.self), at: now)
    }
    let words = command.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    switch words.first {
    case "sys": obeySystem(words, at: now)
    case "mac":
      guard words == ["mac", "pause"] else { return say("invalid_param", at: now) }
      let isBusy = lineFaults.busyPauses.strike()
      isPaused = !isBusy
      say(isBusy ? "0" : "4294967245", at: now)
    case "radio":
      guard isPaused else {
        violations.append("\(command) before mac pause")
        return say("busy", at: now)
      }
      obeyRadio(words, at: now)
    default: say("invalid_param", at: now)
    }
  }

  private mutating func isLost() -> Bool {
    guard !lineFaults.answersBefore.strike() else { return false }
    return faults.lostAnswers.strike()
  }

  private mutating func obeySystem(_ words: [String], at now: Instant) {
    switch words.dropFirst() {
    case ["get", "ver"]: say(banner, at: now)
    case ["reset"]: restart(at: now)
    default: say("invalid_param", at: now)
    }
  }

  private mutating func obeyRadio(_ words: [String], at now: Instant) {
    switch (words.dropFirst().first, words.count) {
    case ("set", 4): set(words[2], words[3], at: now)
    case ("get", 3): get(words[2], at: now)
    case ("rx", 3): beginReception(words[2], at: now)
    case ("rxstop", 2):
      if case .transmitting = activity {
        violations.append("radio rxstop in a frame")
        return say("busy", at: now)
      }
      activity = .idle
      watchdogAt = nil
      say("ok", at: now)
    case ("tx", 3): transmit(words[2], at: now)
    default: say("invalid_param", at: now)
    }
  }

  private var isIdle: Bool { if case .idle = activity { true } else { false } }

  private mutating func set(_ name: String, _ value: String, at now: Instant) {
    guard isIdle else {
      violations.append("radio set \(name) while the radio is at work")
      return say("busy", at: now)
    }
    guard values[name] != nil, isLegal(name, value) else { return say("invalid_param", at: now) }
    values[name] = value
    say("ok", at: now)
  }

  private func isLegal(_ name: String, _ value: String) -> Bool {
    let number = Int(value)
    switch name {
    case "mod": return ["lora", "fsk"].contains(value)
    case "freq":
      let bands =
        isRN2903
        ? [902_000_000...928_000_000]
        : [
          433_050_000...434_790_000, 863_000_000...870_000_000,
        ]
      return bands.contains { band in number.map(band.contains) ?? false }
    case "pwr": return (isRN2903 ? 2...20 : -3...15).contains(number ?? 100)
    case "sf": return (7...12).contains { "sf\($0)" == value }
    case "bw": return ["125", "250", "500"].contains(value)
    case "cr": return ["4/5", "4/6", "4/7", "4/8"].contains(value)
    case "prlen": return (0...65_535).contains(number ?? -1)
    case "crc", "iqi": return ["on", "off"].contains(value)
    case "sync": return value.count == 2 && Int(value, radix: 16) != nil
    case "wdt": return (0...4_294_967_295).contains(number ?? -1)
    default: return false
    }
  }

  private mutating func get(_ name: String, at now: Instant) {
    switch name {
    case "snr": say("\(lastSignal.snr)", at: now)
    case "rssi": say(knowsStrength ? "\(lastSignal.rssi)" : "invalid_param", at: now)
    default: say(values[name] ?? "invalid_param", at: now)
    }
  }

  private mutating func beginReception(_ window: String, at now: Instant) {
    guard window == "0" else { return say("invalid_param", at: now) }
    guard isIdle else {
      violations.append("radio rx while the radio is at work")
      return say("busy", at: now)
    }
    activity = .receiving(since: now)
    pending.append(.tune(channel))
    armWatchdog(at: now)
    say("ok", at: now)
  }

  private mutating func armWatchdog(at now: Instant) {
    let time = values["wdt"].flatMap { Int64($0) } ?? 0
    watchdogAt = time == 0 ? nil : now + .milliseconds(time)
  }

  private mutating func transmit(_ digits: String, at now: Instant) {
    guard isIdle else {
      violations.append("radio tx while the radio is at work")
      return say("busy", at: now)
    }
    guard !faults.busyAnswers.strike() else { return say("busy", at: now) }
    guard let bytes = digits.undigited, (1...255).contains(bytes.count), let channel else {
      return say("invalid_param", at: now)
    }
    say("ok", at: now)
    pending += [.tune(channel), .transmit(bytes)]
    activity = .transmitting
    armWatchdog(at: now)
    let airtime = channel.modulation.timeOnAir(payloadBytes: bytes.count)
    if faults.resetsInTransmission.strike() { restartAt = now + airtime / 2 }
  }
}
