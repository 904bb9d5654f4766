// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

// What the module says.
extension RUI3Dialect {
  /// Takes a line.
  package mutating func take(
    _ line: String, during step: RUI3Step?, at now: Instant
  ) -> [LineOutcome] {
    // The echo, when it is on.
    if let step, line.hasSuffix(step.text) { return [] }
    if line.contains("Current Work Mode") { return takeBanner(isOver: true, during: step) }
    if line.contains("RAKwireless ") { return takeBanner(isOver: false, during: step) }
    if line.hasPrefix("+EVT:") {
      let end = now - lineTime(bytes: line.utf8.count + 2)
      return take(event: line.dropFirst(5), during: step, at: end)
    }
    guard let step else { return [] }
    let status = line.split(separator: " ").last ?? ""
    if status == "OK" { return takeSuccess(of: step) }
    if status.hasPrefix("AT_") { return take(error: String(status), of: step) }
    take(value: line, for: step)
    return []
  }

  private mutating func takeBanner(isOver: Bool, during step: RUI3Step?) -> [LineOutcome] {
    let wasKnown = isIdentified
    let isExpected: Bool
    switch step {
    case .reset, .changeMode: isExpected = true
    default: isExpected = !wasKnown && !needsReset
    }
    guard isExpected else {
      return [.restarted(isOver ? RUI3Times.settling : RUI3Times.start)]
    }
    guard isOver else { return [] }
    forget(resetting: false)
    return [.later(RUI3Times.settling)]
  }

  // MARK: - Events

  private mutating func take(
    event: Substring, during step: RUI3Step?, at end: Instant
  ) -> [LineOutcome] {
    if event.hasPrefix("TXP2P DONE") { return takeEnd(during: step) }
    if event.hasPrefix("RXP2P RECEIVE") {
      let isHarmless = event.hasSuffix("ERROR") && firmware?.receivesWhileSending == true
      if !isHarmless, receiver == .on { receiver = .unknown }
      return []
    }
    if event.hasPrefix("RXP2P:") {
      let parts = event.dropFirst(6).split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 3, let rssi = Int(parts[0]), let snr = Int(parts[1]) else { return [] }
      return frame(parts[2], signal(rssi, snr), at: end)
    }
    if event.hasPrefix("RXP2P,") {
      let numbers = event.split { !($0.isASCII && ($0.isNumber || $0 == "-")) }.compactMap {
        Int($0)
      }
      signal = numbers.count >= 3 ? signal(numbers[1], numbers[2]) : nil
      return []
    }
    guard let known = signal else { return [] }
    signal = nil
    return frame(event, known, at: end)
  }

  private func signal(_ rssi: Int, _ snr: Int) -> (rssi: RSSI, snr: SNR) {
    (RSSI(dBm: Double(min(max(rssi, -200), 50))), SNR(decibels: Double(min(max(snr, -128), 127))))
  }

  private func frame(
    _ text: Substring, _ signal: (rssi: RSSI, snr: SNR), at end: Instant
  ) -> [LineOutcome] {
    guard let tuned, let bytes = Hexadecimal.bytes(text), (1...255).contains(bytes.count) else {
      return []
    }
    return [
      .received(
        ReceivedFrame(bytes: bytes, snr: signal.snr, rssi: signal.rssi, channel: tuned, at: end))
    ]
  }

  private mutating func takeEnd(during step: RUI3Step?) -> [LineOutcome] {
    guard let step, isSending(step) else { return [] }
    guard isAccepted else {
      isSentEarly = true
      return []
    }
    return finishFrame(.sent)
  }

  private mutating func finishFrame(_ outcome: LineOutcome) -> [LineOutcome] {
    isAccepted = false
    isSentEarly = false
    refusals = 0
    return [outcome]
  }

  // MARK: - Answers

  private mutating func take(value line: String, for step: RUI3Step) {
    switch step {
    case .identify:
      firmwareHeard = RUI3Firmware(line)
      strange = line
    case .query(let setting):
      let prefix = "AT+\(setting.name)="
      heard = line.hasPrefix(prefix) ? String(line.dropFirst(prefix.count)) : line
    default: break
    }
  }

  private mutating func takeSuccess(of step: RUI3Step) -> [LineOutcome] {
    switch step {
    // What counts is the banner.
    case .reset, .changeMode: return []
    case .identify:
      firmware = firmwareHeard
      return firmware == nil ? [] : [.done]
    case .stop:
      receiver = .off
      return [.done]
    case .query(let setting):
      defer { heard = nil }
      guard let heard else { return take(error: "no value", of: step) }
      inForce[setting.name] = RUI3Setting.normal(heard, of: setting.name)
      if inForce[setting.name] == setting.value { asked[setting.name] = nil }
      return [.done]
    case .set(let setting):
      inForce[setting.name] = nil
      asked[setting.name] = setting.value
      refusals = 0
      return [.done]
    case .send(let frame):
      guard !isSentEarly else { return finishFrame(.sent) }
      isAccepted = true
      return [.keyed(within: waiting(for: frame))]
    case .receive:
      receiver = .on
      refusals = 0
      return [.done]
    }
  }

  private mutating func take(error: String, of step: RUI3Step) -> [LineOutcome] {
    switch step {
    case .reset: return []
    case .identify:
      strange = error
      return []
    case .stop:
      receiver = .off
      return [.done]
    case .query(let setting):
      heard = nil
      if setting.isOptional {
        inForce[setting.name] = setting.value
        return [.done]
      }
      return [.rejected(.unsupportedChannel(refusal(of: step, error)))]
    case .set:
      guard error == "AT_BUSY_ERROR" else {
        return [.rejected(.unsupportedChannel(refusal(of: step, error)))]
      }
      return takeBusy(step)
    case .send: return takeFrameError(error)
    case .changeMode, .receive:
      return error == "AT_BUSY_ERROR"
        ? takeBusy(step) : [.broken(.refused(refusal(of: step, error)))]
    }
  }

  private func refusal(of step: RUI3Step, _ error: String) -> String {
    let name = firmware.map { "\($0)" } ?? "the module"
    var text = "\(name) answers \(error) to `\(step.text)`"
    if case .set(let setting) = step, setting.name == RUI3Setting.channel {
      text += "; modules for low bands end at 600 MHz, others begin there"
    }
    return text
  }

  private mutating func takeBusy(_ step: RUI3Step) -> [LineOutcome] {
    receiver = .unknown
    refusals += 1
    guard refusals > LineTimes.attempts else { return [.later(LineTimes.busyPause)] }
    return [.broken(.refused(refusal(of: step, "AT_BUSY_ERROR")))]
  }

  private mutating func takeFrameError(_ error: String) -> [LineOutcome] {
    // After a busy channel the receiver is off, whatever it was told.
    receiver = .unknown
    guard error == "AT_BUSY_ERROR" else {
      return finishFrame(.frameRefused(.refused(refusal(of: .send([]), error))))
    }
    refusals += 1
    let isListening = settings.beforeTransmission != .nothing
    guard refusals > (isListening ? RUI3Times.looks : LineTimes.attempts) else {
      return [.later(RUI3Times.busyPause)]
    }
    return finishFrame(.frameRefused(.refused("the channel stays busy")))
  }
}
