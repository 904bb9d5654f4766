// SPDX-License-Identifier: Apache-2.0
// Part of loragw

private import CLinuxIO
internal import LoRaPHY

/// Runs a ``SerialModem`` on its device; blocks.
struct SerialThread: ~Copyable {
  private var modem: any SerialModem
  private let device: SerialDeviceName
  private let mailbox: SerialMailbox
  private let report: AsyncStream<RadioEvent>.Continuation
  private let clock: @Sendable () -> Instant

  private var watch: DeviceWatch?
  private var port: SerialPort?
  /// Why there is no port.
  private var absence: String?
  private var nextAttempt: Instant?
  private var speed = 0
  private var unwritten: [UInt8] = []

  private var queue: [SerialMailbox.Asked] = []
  private var outstanding: SerialMailbox.Asked?
  /// The channel asked for last, and the one the modem was given last.
  private var wanted: RadioChannel?
  private var given: RadioChannel?
  private var isFaulty = false

  /// How long an absent device is left alone when nothing tells of it.
  private static let patience = Duration.seconds(2)
  /// How long after a change in `/dev`: udev needs a moment for names and rights.
  private static let haste = Duration.milliseconds(100)
  /// Between closing a device that did not answer and the next attempt.
  private static let pause = Duration.seconds(1)

  init(
    modem: any SerialModem, device: SerialDeviceName, mailbox: SerialMailbox,
    report: AsyncStream<RadioEvent>.Continuation, clock: @escaping @Sendable () -> Instant
  ) {
    self.modem = modem
    self.device = device
    self.mailbox = mailbox
    self.report = report
    self.clock = clock
    // Without a watch the device is looked for now and then.
    watch = try? DeviceWatch.open(directory: device.directory)
  }

  /// Returns when the radio is shut down.
  mutating func live() {
    nextAttempt = clock()
    var isStopping = false
    while !isStopping {
      openIfDue()
      let ready = clio_serial_wait(
        mailbox.descriptor, port?.descriptor ?? -1, unwritten.isEmpty ? 0 : 1,
        isWatching ? watch?.descriptor ?? -1 : -1, waitingMicroseconds)
      // A wait that fails for good must not become a busy loop.
      if ready < 0 { clio_pause(10_000) }
      if ready & Int32(CLIO_SERIAL_SIGNAL) != 0 { isStopping = takeMail() }
      if ready & Int32(CLIO_SERIAL_WATCH) != 0 { noteChange() }
      if ready & Int32(CLIO_SERIAL_WRITABLE) != 0 { write() }
      if ready & Int32(CLIO_SERIAL_READABLE) != 0 { read() }
      if port != nil, let deadline = modem.nextDeadline, deadline <= clock() { handle(.timeout) }
      serve()
    }
    port = nil
    watch = nil
    for asked in [outstanding].compactMap(\.self) + queue {
      asked.caller?.resume(returning: .failure(.shutDown))
    }
    report.finish()
    mailbox.end()
  }

  /// Whether a change in `/dev` would matter: not before an attempt that is due soon anyhow, so
  /// that a directory that changes all the time costs no more than ten attempts a second.
  private var isWatching: Bool {
    guard port == nil, let nextAttempt else { return false }
    return nextAttempt - clock() > Self.haste
  }

  /// Until the next deadline; negative when there is none.
  private var waitingMicroseconds: Int64 {
    let deadline = port == nil ? nextAttempt : modem.nextDeadline
    return deadline.map { max(($0 - clock()).wholeMicroseconds, 0) } ?? -1
  }
}

// MARK: - The device

extension SerialThread {
  private mutating func openIfDue() {
    guard port == nil, let due = nextAttempt, due <= clock() else { return }
    // Changes up to now are seen by the attempt itself.
    watch?.take()
    do throws(BusError) {
      guard let path = device.resolved() else {
        throw BusError("\(device) does not exist; is the dongle plugged in?")
      }
      let speeds = modem.baudRates
      let baud = speeds.isEmpty ? 115_200 : speeds[speed % speeds.count]
      port = try SerialPort.open(path: path, baud: baud)
      absence = nil
      nextAttempt = nil
      handle(.opened)
      askAgain()
    } catch {
      nextAttempt = clock() + Self.patience
      guard absence != error.description else { return }
      let isFirst = absence == nil
      absence = error.description
      if isFirst { handle(.closed(error.description)) }
      failWhatWaits(error.description)
    }
  }

  /// Something came or went; if it is our device, its name and rights may still be on their way.
  private mutating func noteChange() {
    watch?.take()
    guard port == nil, let due = nextAttempt else { return }
    nextAttempt = min(due, clock() + Self.haste)
  }

  private mutating func read() {
    do throws(BusError) {
      // Bounded, so that a device that never stops talking leaves time for the rest.
      for _ in 0..<16 {
        guard let bytes = try port?.read(), !bytes.isEmpty else { return }
        handle(.bytes(bytes))
      }
    } catch {
      lose(error.description)
    }
  }

  private mutating func write() {
    do throws(BusError) {
      guard let count = try port?.write(unwritten) else { return }
      unwritten.removeFirst(min(count, unwritten.count))
    } catch {
      lose(error.description)
    }
  }

  /// The device is gone.
  private mutating func lose(_ reason: String) {
    guard port != nil else { return }
    port = nil
    unwritten = []
    nextAttempt = clock() + Self.haste
    let reason = "\(device): \(reason)"
    absence = reason
    handle(.closed(reason))
    failWhatWaits(reason)
  }

  private mutating func reopen() {
    port = nil
    unwritten = []
    if !modem.hasAnswered { speed += 1 }
    nextAttempt = clock() + Self.pause
  }

  private mutating func failWhatWaits(_ reason: String) {
    // A modem answers what is outstanding; this is for one that does not.
    finish(.failure(.interrupted(reason)))
    for asked in queue { asked.caller?.resume(returning: .failure(.unreachable(reason))) }
    queue = []
    tell(.fault(.unreachable(reason)))
  }
}

// MARK: - Requests

extension SerialThread {
  private mutating func takeMail() -> Bool {
    let (asked, isStopping) = mailbox.take()
    for asked in asked {
      if case .configure(let channel) = asked.request { wanted = channel }
      if let absence, port == nil {
        asked.caller?.resume(returning: .failure(.unreachable(absence)))
      } else {
        queue.append(asked)
      }
    }
    return isStopping
  }

  /// What was asked for while there was no device.
  private mutating func askAgain() {
    guard let wanted, wanted != given, port != nil else { return }
    queue.insert(SerialMailbox.Asked(request: .configure(wanted), caller: nil), at: 0)
  }

  private mutating func serve() {
    while port != nil, outstanding == nil, !queue.isEmpty {
      let next = queue.removeFirst()
      outstanding = next
      if case .configure(let channel) = next.request { given = channel }
      handle(.request(next.request))
    }
  }

  private mutating func handle(_ event: SerialEvent) {
    for action in modem.handle(event, at: clock()) {
      switch action {
      case .write(let bytes): unwritten += bytes
      case .answer(let answer): finish(answer)
      case .report(let event): tell(event)
      case .reopen: reopen()
      }
    }
    if !unwritten.isEmpty { write() }
  }

  private mutating func finish(_ answer: SerialMailbox.Answer) {
    guard let asked = outstanding else { return }
    outstanding = nil
    if let caller = asked.caller { return caller.resume(returning: answer) }
    // The shell asked: nobody else would learn of it.
    switch answer {
    case .success: tell(.recovered)
    case .failure(let error): tell(.fault(error))
    }
  }

  /// Faults and recoveries take turns, whatever the modem says.
  private mutating func tell(_ event: RadioEvent) {
    switch event {
    case .received: break
    case .fault:
      guard !isFaulty else { return }
      isFaulty = true
    case .recovered:
      guard isFaulty else { return }
      isFaulty = false
    }
    report.yield(event)
  }
}
