// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY

// What the flags say, and what was received.
extension SX126xCore {
  /// The status and the flags come together.
  mutating func look(_ bytes: [UInt8], isSecond: Bool, at now: Instant) {
    guard bytes.count == 4, state.phase != .listening || SX126xMode(status: bytes[1]) == .receive
    else {
      // After a brown-out it is standby.
      state.health.corruptTransfers += 1
      guard isSecond else { return again(.look, at: now) }
      state.health.lostRegisters += 1
      return fail(.forgotten, at: now)
    }
    let flags = SX126xFlags(rawValue: UInt16(bytes[2]) << 8 | UInt16(bytes[3]))
    switch state.phase {
    case .listening: listen(flags, at: now)
    case .transmitting:
      guard over(isRaised: flags.contains(.txDone), at: now) else { return }
      state.health.framesSent += 1
      finish(.transmitted)
      resumeListening()
    case .sensing:
      guard over(isRaised: flags.contains(.cadDone), at: now) else { return }
      finish(.sensed(flags.contains(.cadDetected) ? .busy : .clear))
      resumeListening()
    case .receivingOnce: receiveOnce(flags, at: now)
    case .off, .starting, .broken, .stopping, .stopped: break
    }
  }

  private mutating func resumeListening() {
    guard let image else { return }
    state.phase = .listening
    load(SX126xProgram.listen(image))
  }

  // MARK: - Receiving

  private mutating func listen(_ flags: SX126xFlags, at now: Instant) {
    deliver()
    guard flags.contains(.rxDone) || flags.contains(.headerError) else {
      if let job = state.current, !job.isStarted, job.request == .sense,
        flags.contains(.headerValid)
      {
        // The receiver is at a frame already: no need to lose it.
        finish(.sensed(.busy))
        // Should that frame get lost, the flag must not say so for ever.
        program = [
          .command([SX126xCommand.clearIRQStatus.rawValue] + SX126xFlags.headerValid.bytes)
        ]
        return
      }
      // A flag raised between reading and clearing keeps the line high and raises no edge.
      if state.hasInterrupt { program = [.level] }
      return
    }
    noteEdge()
    state.isEdge = false
    receive(flags, at: now)
    program.append(.look)
  }

  /// Clears what was read, and nothing else; then fetches the frame if it is one.
  private mutating func receive(_ flags: SX126xFlags, at now: Instant) {
    state.levelChecks = 0
    program = [.command([SX126xCommand.clearIRQStatus.rawValue] + flags.bytes)]
    if flags.contains(.headerValid) { state.health.validHeaders += 1 }
    guard flags.isDisjoint(with: [.crcError, .headerError]) else {
      state.health.crcErrors += 1
      return
    }
    arrival = Arrival(at: state.arrivalTime ?? now)
    state.arrivalTime = nil
    program += [.place, .levels, .frequencyError]
  }

  mutating func place(_ values: [UInt8]) {
    guard values.count == 2, let image else { return }
    let count = image.channel.modulation.header == .implicit ? image.receiveBytes : Int(values[0])
    guard count > 0 else {
      state.health.emptyFrames += 1
      return drop()
    }
    arrival?.start = values[1]
    arrival?.count = count
    program = [.fetch(start: values[1], count: count)] + program
  }

  mutating func takeLevels(_ values: [UInt8]) {
    guard let (rssi, snr) = SX126xLevels.levels(values) else { return }
    arrival?.rssi = rssi
    arrival?.snr = snr
  }

  mutating func takeFrequencyError(_ values: [UInt8]) {
    guard arrival != nil, let modulation = image?.channel.modulation else { return }
    if modulation.header == .explicit, modulation.payloadCRC == .present,
      !SX126xLevels.hasCRC(values)
    {
      state.health.crcAbsent += 1
      return drop()
    }
    state.health.frequencyErrorHertz = SX126xLevels.frequencyError(
      values, bandwidth: modulation.bandwidth)
  }

  /// What came is none after all; a single reception is over with it.
  private mutating func drop() {
    arrival = nil
    guard state.phase == .receivingOnce else { return }
    finish(.received(nil))
    restoreListening()
  }

  private mutating func takeArrival() -> ReceivedFrame? {
    guard let arrival = self.arrival, let image else { return nil }
    self.arrival = nil
    guard arrival.frame.count == arrival.count, arrival.count > 0 else { return nil }
    state.health.framesReceived += 1
    return ReceivedFrame(
      bytes: arrival.frame, snr: arrival.snr, rssi: arrival.rssi, channel: image.channel,
      at: arrival.at)
  }

  private mutating func deliver() {
    guard let frame = takeArrival(), !isReadAgain(frame) else { return }
    state.lastReceived = frame
    state.actions.append(.report(.received(frame)))
  }

  /// Whether a frame is the last one once more: flags that were misread are not cleared, and no
  /// second frame is over in half its time on air.
  private func isReadAgain(_ frame: ReceivedFrame) -> Bool {
    guard let last = state.lastReceived, last.bytes == frame.bytes else { return false }
    let airtime = frame.channel.modulation.timeOnAir(payloadBytes: frame.bytes.count)
    return frame.at - last.at < airtime / 2
  }

  // MARK: - Receiving once

  private mutating func receiveOnce(_ flags: SX126xFlags, at now: Instant) {
    if arrival != nil {
      finish(.received(takeArrival()))
      restoreListening()
    } else if flags.contains(.rxDone) || flags.contains(.headerError) {
      receive(flags, at: now)
      if arrival == nil {
        finish(.received(nil))
        restoreListening()
      } else {
        program.append(.look)
      }
    } else if over(isRaised: flags.contains(.timeout), at: now) {
      finish(.received(nil))
      restoreListening()
    }
  }

  private mutating func restoreListening() {
    guard let image else { return }
    state.phase = .listening
    let isImplicit = image.channel.modulation.header == .implicit
    load((isImplicit ? SX126xProgram.stopTimer : []) + SX126xProgram.listen(image))
  }
}
