// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

// What the module says.
extension RN2xx3Dialect {
  /// Takes a line.
  package mutating func take(
    _ line: String, during step: RN2xx3Step?, at now: Instant
  ) -> [LineOutcome] {
    if let heard = RN2xx3Firmware(line) { return identify(heard, during: step) }
    let words = line.split(separator: " ")
    switch words.first {
    case "radio_rx": return take(frame: words.dropFirst().first ?? "", of: line, at: now)
    case "radio_tx_ok": return take(end: .sent, during: step)
    case "radio_err": return takeError(during: step)
    default: break
    }
    guard let step else { return [] }
    return take(answer: words.first.map(String.init) ?? "", line, to: step)
  }

  /// The version, asked for or not.
  private mutating func identify(
    _ heard: RN2xx3Firmware, during step: RN2xx3Step?
  ) -> [LineOutcome] {
    switch step {
    case .identify, .reset:
      forget(resetting: false)
      firmware = heard
      return [.done]
    default: return firmware == nil ? [] : [.restarted(LineTimes.busyPause)]
    }
  }

  private mutating func take(
    frame text: Substring, of line: String, at now: Instant
  ) -> [LineOutcome] {
    guard receiver == .on, let tuned else { return [] }
    receiver = .off
    guard let bytes = Hexadecimal.bytes(text), (1...255).contains(bytes.count) else { return [] }
    let end = now - lineTime(bytes: line.utf8.count + 2)
    arrival = Arrival(bytes: bytes, channel: tuned, at: end)
    return []
  }

  private mutating func take(end: LineOutcome, during step: RN2xx3Step?) -> [LineOutcome] {
    guard let step, isSending(step) else { return [] }
    receiver = .off
    refusals = 0
    return [end]
  }

  private mutating func takeError(during step: RN2xx3Step?) -> [LineOutcome] {
    // The watchdog breaks frames off: it may have been set again behind our back.
    inForce["wdt"] = nil
    if receiver == .on { receiver = .off }
    let error = RadioError.interrupted("the module broke the frame off (radio_err)")
    return take(end: .frameRefused(error), during: step)
  }

  // MARK: - Answers

  private mutating func take(
    answer: String, _ line: String, to step: RN2xx3Step
  ) -> [LineOutcome] {
    switch step {
    case .reset: return []
    case .identify:
      strange = line
      return []
    case .pause: return takePause(answer)
    case .stop:
      guard ["ok", "busy", "invalid_param"].contains(answer) else { return [] }
      receiver = .off
      return [.done]
    case .set(let setting): return takeSetting(setting, answer)
    case .signalToNoise, .strength: return takeMeasurement(answer, step)
    case .send: return takeSend(answer, step)
    case .receive:
      guard answer == "ok" else { return takeRefusal(answer, step) }
      receiver = .on
      refusals = 0
      return [.done]
    }
  }

  private mutating func takePause(_ answer: String) -> [LineOutcome] {
    guard let milliseconds = UInt64(answer) else { return takeRefusal(answer, .pause) }
    guard milliseconds == 0 else {
      isPaused = true
      return [.done]
    }
    refusals += 1
    guard refusals > LineTimes.attempts else { return [.later(.seconds(1))] }
    return [.broken(.refused("LoRaWAN is at work in the module and does not pause"))]
  }

  private mutating func takeSetting(
    _ setting: RN2xx3Image.Setting, _ answer: String
  ) -> [LineOutcome] {
    switch answer {
    case "ok":
      inForce[setting.name] = setting.value
      refusals = 0
      return [.done]
    case "invalid_param":
      let name = firmware.map { "\($0)" } ?? "the module"
      return [
        .rejected(
          .unsupportedChannel(
            "\(name) answers invalid_param to `\(RN2xx3Step.set(setting).text)`; "
              + "choose another value, or update its firmware"))
      ]
    default: return takeRefusal(answer, .set(setting))
    }
  }

  private mutating func takeMeasurement(_ answer: String, _ step: RN2xx3Step) -> [LineOutcome] {
    guard var known = arrival else { return [.done] }
    // The ratio fits a signed byte; what does not know the question leaves the worst.
    let value = Int(answer).map { Double(min(max($0, -200), 127)) }
    guard value != nil || answer == "invalid_param" else { return [] }
    if step == .signalToNoise {
      known.snr = SNR(decibels: value ?? -128)
    } else {
      known.rssi = value.map { RSSI(dBm: $0) } ?? Self.estimate(known)
    }
    arrival = known
    if known.rssi == nil, firmware?.tellsStrength == true { return [.done] }
    arrival = nil
    let frame = ReceivedFrame(
      bytes: known.bytes, snr: known.snr ?? SNR(decibels: -128),
      rssi: known.rssi ?? Self.estimate(known), channel: known.channel, at: known.at)
    return [.done, .received(frame)]
  }

  /// The strength when the module does not tell it: so far above noise, with a 6 dB noise figure.
  private static func estimate(_ arrival: Arrival) -> RSSI {
    let floor: Double =
      switch arrival.channel.modulation.bandwidth {
      case .kHz250: -114
      case .kHz500: -111
      default: -117
      }
    return RSSI(dBm: floor + (arrival.snr?.decibels ?? 0))
  }

  private mutating func takeSend(_ answer: String, _ step: RN2xx3Step) -> [LineOutcome] {
    guard case .send(let frame) = step else { return [] }
    switch answer {
    case "ok":
      let airtime = tuned?.modulation.timeOnAir(payloadBytes: frame.count) ?? .zero
      return [.keyed(within: LineTimes.end(ofFrame: airtime))]
    case "invalid_param":
      refusals = 0
      return [.frameRefused(.refused("the module answers invalid_param to a frame"))]
    case "busy":
      doubtState()
      refusals += 1
      guard refusals > LineTimes.attempts else { return [.later(LineTimes.busyPause)] }
      refusals = 0
      return [.frameRefused(.refused("the module stays busy"))]
    default: return []
    }
  }

  /// A pause of LoRaWAN lasts 49 days at most; without one the radio is busy, too.
  private mutating func doubtState() {
    receiver = .unknown
    isPaused = false
  }

  /// `busy` is tried again; what else makes no sense here is left to the deadline.
  private mutating func takeRefusal(_ answer: String, _ step: RN2xx3Step) -> [LineOutcome] {
    switch answer {
    case "busy":
      doubtState()
      refusals += 1
      guard refusals > LineTimes.attempts else { return [.later(LineTimes.busyPause)] }
      return [.broken(.refused("the module stays busy when told `\(step.text)`"))]
    case "invalid_param":
      return [
        .broken(.refused("the module answers invalid_param to `\(step.text)`; update its firmware"))
      ]
    default: return []
    }
  }
}
