// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY

// What the flags say, and what was received.
extension SX127xCore {
  mutating func look(_ values: [UInt8], isSecond: Bool, at now: Instant) {
    guard let snapshot = SX127xSnapshot(values), let interrupt = expected,
      snapshot.mask == interrupt.mask
    else { return doubt(isSecond: isSecond, at: now) }
    state.health.channelRSSI = image.map { SX127xLevels.rssi(now: snapshot.rssi, port: $0.port) }
    switch state.phase {
    case .listening: listen(snapshot, at: now)
    case .transmitting:
      guard over(isRaised: snapshot.flags.contains(.txDone), at: now) else { return }
      state.health.framesSent += 1
      finish(.transmitted)
      resumeListening()
    case .sensing:
      guard over(isRaised: snapshot.flags.contains(.cadDone), at: now) else { return }
      // Both flags from one reading: the result is there when the end is.
      finish(.sensed(snapshot.flags.contains(.cadDetected) ? .busy : .clear))
      resumeListening()
    case .receivingOnce: receiveOnce(snapshot, at: now)
    case .off, .starting, .broken, .stopping, .stopped: break
    }
  }

  private var expected: SX127xInterrupt? {
    switch state.phase {
    case .listening, .receivingOnce: .rxDone
    case .transmitting: .txDone
    case .sensing: .cadDone
    case .off, .starting, .broken, .stopping, .stopped: nil
    }
  }

  /// A reading that cannot be: the wire lied, or the chip has lost its registers.
  private mutating func doubt(isSecond: Bool, at now: Instant) {
    state.health.corruptTransfers += 1
    guard isSecond else {
      return read(SX127xSnapshot.start, SX127xSnapshot.count, .look(isSecond: true))
    }
    state.health.lostRegisters += 1
    fail(.forgotten, at: now)
  }

  private mutating func resumeListening() {
    guard let image else { return }
    state.phase = .listening
    load(SX127xProgram.listen(image, correction: correction.hertz))
  }

  // MARK: - Receiving

  private mutating func listen(_ snapshot: SX127xSnapshot, at now: Instant) {
    deliver(before: snapshot)
    defer { framesSeen = snapshot.frames }
    guard snapshot.flags.contains(.rxDone) else {
      if let job = state.current, !job.isStarted, job.request == .sense, snapshot.isBusy {
        // The receiver is at a frame already: no need to lose it.
        finish(.sensed(.busy))
      }
      // A flag raised between reading and clearing keeps the line high and raises no edge.
      if state.hasInterrupt { program = [.level] }
      return
    }
    noteEdge()
    receive(snapshot, at: now)
    state.isEdge = false
    program.append(.look)
  }

  /// Clears what was read, and nothing else; then fetches the frame if it is one.
  private mutating func receive(_ snapshot: SX127xSnapshot, at now: Instant) {
    state.levelChecks = 0
    count(snapshot)
    program = [.write(.unchecked(.irqFlags, snapshot.flags.rawValue))]
    guard isAcceptable(snapshot) else { return }
    arrival = Arrival(snapshot: snapshot, at: state.arrivalTime ?? now)
    state.arrivalTime = nil
    program += [
      // Each time: the port stands where the last reading ended.
      .write(.unchecked(.fifoAddrPtr, snapshot.address)),
      .fetch(length(snapshot)), .position,
    ]
  }

  private mutating func count(_ snapshot: SX127xSnapshot) {
    if snapshot.flags.contains(.validHeader) { state.health.validHeaders += 1 }
    // Frames that ended since the last look, but for the one that is there.
    let missed = Int(snapshot.frames &- (framesSeen ?? snapshot.frames &- 1)) - 1
    if (1...8).contains(missed) { state.health.overruns += missed }
  }

  private mutating func isAcceptable(_ snapshot: SX127xSnapshot) -> Bool {
    guard let modulation = image?.channel.modulation else { return false }
    if snapshot.flags.contains(.payloadCRCError) {
      state.health.crcErrors += 1
      return false
    }
    if modulation.header == .explicit, modulation.payloadCRC == .present, !snapshot.hasCRC {
      state.health.crcAbsent += 1
      return false
    }
    guard length(snapshot) > 0 else {
      state.health.emptyFrames += 1
      return false
    }
    return true
  }

  private func length(_ snapshot: SX127xSnapshot) -> Int {
    guard image?.channel.modulation.header == .implicit else { return Int(snapshot.bytes) }
    return settings.implicitFrameBytes ?? 0
  }

  mutating func takePosition(_ values: [UInt8]) {
    guard values.count == 6, let bandwidth = image?.channel.modulation.bandwidth else { return }
    arrival?.lastAddress = values[0]
    arrival?.frequencyError = SX127xLevels.frequencyError(
      Array(values[3...]), bandwidth: bandwidth)
  }

  // MARK: - Delivering

  /// Hands the frame up, unless what came after it was written over it meanwhile.
  private mutating func deliver(before next: SX127xSnapshot) {
    guard let arrival = self.arrival else { return }
    self.arrival = nil
    guard !isOverwritten(arrival, by: next) else {
      state.health.overruns += 1
      return
    }
    guard let frame = frame(arrival) else { return }
    state.actions.append(.report(.received(frame)))
  }

  private func isOverwritten(_ arrival: Arrival, by next: SX127xSnapshot) -> Bool {
    let count = arrival.frame.count
    if next.flags.contains(.rxDone) { return count + length(next) > 256 }
    guard next.flags.contains(.validHeader), let last = arrival.lastAddress else { return false }
    // How far the receiver has gone on since the end of the frame.
    let end = arrival.snapshot.address &+ UInt8(truncatingIfNeeded: count) &- 1
    return count + Int(last &- end) > 256
  }

  private mutating func frame(_ arrival: Arrival) -> ReceivedFrame? {
    guard let image else { return nil }
    let snapshot = arrival.snapshot
    let snr = SX127xLevels.snr(snapshot.snr)
    state.health.framesReceived += 1
    if let error = arrival.frequencyError { note(error, image.channel.modulation.bandwidth) }
    return ReceivedFrame(
      bytes: arrival.frame, snr: snr,
      rssi: SX127xLevels.rssi(packet: snapshot.packetRSSI, snr: snr, port: image.port),
      channel: image.channel, at: arrival.at)
  }

  private mutating func note(_ error: Int, _ bandwidth: Bandwidth) {
    state.health.frequencyErrorHertz = error
    guard settings.correction == .receiver else { return }
    mustTune = correction.note(error, bandwidthHertz: Int(bandwidth.rawValue)) || mustTune
    state.health.correctionHertz = correction.hertz
  }

  // MARK: - Receiving once

  private mutating func receiveOnce(_ snapshot: SX127xSnapshot, at now: Instant) {
    if let arrival = self.arrival {
      self.arrival = nil
      finish(.received(frame(arrival)))
      restoreListening()
    } else if snapshot.flags.contains(.rxDone) {
      receive(snapshot, at: now)
      if arrival == nil {
        finish(.received(nil))
        restoreListening()
      } else {
        program.append(.look)
      }
    } else if over(isRaised: snapshot.flags.contains(.rxTimeout), at: now) {
      finish(.received(nil))
      restoreListening()
    }
  }

  /// The time-out of a single reception is part of the modem's settings: these are written again.
  private mutating func restoreListening() {
    guard let image else { return }
    state.phase = .listening
    load(SX127xProgram.tune(image, correction: correction.hertz))
  }
}
