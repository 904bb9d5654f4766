// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY

extension RNodeModem {
  // MARK: - Beginnings

  mutating func detect(attempt: Int, at now: Instant) -> [SerialAction] {
    let item = RNodeExchange.Item(
      command: .detect, data: [RNodeCommand.detection.request],
      wanted: UInt64(RNodeCommand.detection.answer))
    return begin(
      RNodeExchange(
        .detection(attempt: attempt), [item], until: now + RNodeTimes.detection.pause))
  }

  private mutating func askVersion(at now: Instant) -> [SerialAction] {
    begin(
      RNodeExchange(
        .version, [RNodeExchange.Item(command: .version, data: [0])],
        until: now + RNodeTimes.answer))
  }

  private mutating func begin(_ exchange: RNodeExchange) -> [SerialAction] {
    state = .exchanging(exchange)
    return [.write(exchange.bytes)]
  }

  /// Tunes: the first time all settings with the radio off, later what differs.
  mutating func tune(to channel: RadioChannel, at now: Instant) -> [SerialAction] {
    guard channel.modulation.header == .explicit else {
      wanted = tuned
      return refuse(.unsupportedChannel("an RNode sends explicit headers only"), at: now)
    }
    guard let tuned else { return setAll(channel, at: now) }
    let items = RNodeExchange.tuning(channel, from: tuned)
    guard !items.isEmpty else { return settle(on: channel, at: now) }
    return begin(RNodeExchange(.retuning(channel), items, until: now + RNodeTimes.answer))
  }

  private mutating func setAll(_ channel: RadioChannel, at now: Instant) -> [SerialAction] {
    typealias Item = RNodeExchange.Item
    let items =
      [Item(.radioState, 0)] + RNodeExchange.tuning(channel, from: nil)
      + [
        Item(.power, UInt8(clamping: settings.powerDBm)), Item(.promiscuous, 1),
        Item(.shortAirtimeLimit, word: 0), Item(.longAirtimeLimit, word: settings.airtimeLimit),
      ]
    return begin(RNodeExchange(.settings(channel), items, until: now + RNodeTimes.answer))
  }

  private mutating func turnOn(_ channel: RadioChannel, at now: Instant) -> [SerialAction] {
    let question = RNodeExchange.Item(
      command: .frequency, data: [0, 0, 0, 0], wanted: UInt64(channel.frequency.hertz),
      tolerance: 100)
    return begin(
      RNodeExchange(
        .start(channel), [RNodeExchange.Item(.radioState, 1), question],
        until: now + RNodeTimes.answer))
  }

  // MARK: - Answers

  /// An answer to one of the commands.
  mutating func noteAnswer(
    _ command: RNodeCommand, _ data: [UInt8], at now: Instant
  ) -> [SerialAction] {
    guard case .exchanging(var exchange) = state, let item = exchange.take(command) else {
      return []
    }
    if case .detection = exchange.purpose, !item.accepts(WireInteger.bigEndian(data)) { return [] }
    hasAnswered = true
    if case .version = exchange.purpose { return judgeVersion(data, at: now) }
    let value = WireInteger.bigEndian(data)
    guard item.accepts(value) else {
      if exchange.purpose == .checkup {
        return lose(.interrupted("the RNode's radio went off"), at: now)
      }
      tuned = nil
      return refuse(.refused(item.refusal(value)), at: now)
    }
    state = .exchanging(exchange)
    return exchange.items.isEmpty ? finish(exchange.purpose, at: now) : []
  }

  private mutating func finish(
    _ purpose: RNodeExchange.Purpose, at now: Instant
  ) -> [SerialAction] {
    switch purpose {
    case .detection: return askVersion(at: now)
    case .version: return []
    case .settings(let channel): return turnOn(channel, at: now)
    case .start(let channel), .retuning(let channel): return settle(on: channel, at: now)
    case .checkup:
      state = .idle(checkup: now + RNodeTimes.checkup)
      return serve(at: now)
    }
  }

  private mutating func judgeVersion(_ data: [UInt8], at now: Instant) -> [SerialAction] {
    let version = RNodeVersion(major: data.first ?? 0, minor: data.dropFirst().first ?? 0)
    guard version >= RNodeSettings.oldestVersion else {
      let error = RadioError.refused(
        "its RNode firmware is \(version), \(RNodeSettings.oldestVersion) or newer is needed;"
          + " update it: rnodeconf -u")
      state = .refused(error)
      return fail(error)
    }
    state = .idle(checkup: now + RNodeTimes.checkup)
    if let wanted { return tune(to: wanted, at: now) }
    return serve(at: now)
  }

  /// The channel is in force.
  private mutating func settle(on channel: RadioChannel, at now: Instant) -> [SerialAction] {
    let reckoned = Self.modulation(of: channel).sentPreambleSymbols
    if let preambleSymbols, preambleSymbols > reckoned {
      tuned = nil
      return refuse(
        .refused(
          "the RNode sends a preamble of \(preambleSymbols) symbols, \(reckoned) are accounted;"
            + " use firmware 1.86"), at: now)
    }
    tuned = channel
    state = .idle(checkup: now + RNodeTimes.checkup)
    return settled(on: channel, at: now)
  }

  // MARK: - Failures

  /// The modem does not do what is asked; the next request tries again.
  private mutating func refuse(_ error: RadioError, at now: Instant) -> [SerialAction] {
    state = .idle(checkup: now + RNodeTimes.checkup)
    if case .configure? = outstanding { return [answer(.failure(error))] }
    // It was tuning by itself; what was asked meanwhile must wait no more.
    return fail(error)
  }

  /// The modem lost its settings.
  mutating func lose(_ error: RadioError, at now: Instant) -> [SerialAction] {
    fail(error) + restart(at: now)
  }

  mutating func timeOut(at now: Instant) -> [SerialAction] {
    guard let deadline = nextDeadline, deadline <= now else { return [] }
    switch state {
    case .closed, .refused: return []
    case .transmitting: return overdue(at: now)
    case .idle:
      guard tuned != nil else {
        state = .idle(checkup: now + RNodeTimes.checkup)
        return []
      }
      let question = RNodeExchange.Item(command: .radioState, data: [0xFF], wanted: 1)
      return begin(RNodeExchange(.checkup, [question], until: now + RNodeTimes.answer))
    case .exchanging(let exchange): return miss(exchange, at: now)
    }
  }

  /// Answers did not come.
  private mutating func miss(_ exchange: RNodeExchange, at now: Instant) -> [SerialAction] {
    if case .detection(let attempt) = exchange.purpose {
      guard attempt >= RNodeTimes.detection.attempts else {
        return detect(attempt: attempt + 1, at: now)
      }
      return giveUp()
    }
    guard exchange.isRepeated else {
      var again = exchange
      again.isRepeated = true
      again.deadline = now + RNodeTimes.answer
      return begin(again)
    }
    state = .closed
    return fail(.noAnswer) + [.reopen("the RNode does not answer")]
  }

  private mutating func giveUp() -> [SerialAction] {
    let reason =
      decoder.strangeBytes > 0
      ? "what answers is no RNode; is another firmware on it? See: loragw doctor --probe"
      : "no RNode answers; is RNode firmware on it, and is it the right device?"
    state = .closed
    return fail(.refused(reason)) + [.reopen(reason)]
  }
}
