// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// The driver of a modem that takes a command a line and answers each; pure.
///
/// One command is under way at a time. A frame whose end is not told, and a command without an
/// answer, restart the modem; a modem that says nothing at all is opened again.
package struct LineModem<Dialect: LineDialect>: SerialModem {
  enum Phase: Sendable, Equatable {
    case closed
    case running
    case resting(until: Instant, then: Waking)
  }

  enum Waking: Sendable, Equatable {
    case goOn
    /// A pause after a frame, cut short by the next.
    case listen
    case tryAgain
    case reopen(String)
    /// `.opened` is awaited.
    case nothing
  }

  var dialect: Dialect
  var phase = Phase.closed
  var step: Dialect.Step?
  var stepDeadline: Instant?
  var request: SerialRequest?
  /// The channel asked for, and the last one that was in force.
  var wanted: RadioChannel?
  var former: RadioChannel?
  /// The fault that was reported.
  var reason: RadioError?
  var attempts = 0
  var actions: [SerialAction] = []
  private var splitter: LineSplitter

  /// Whether the device has spoken the protocol since it was opened.
  package internal(set) var hasAnswered = false

  /// A driver whose device is not open yet.
  package init(_ dialect: Dialect) {
    self.dialect = dialect
    splitter = LineSplitter(limit: dialect.longestLine)
  }

  /// What the modem can do.
  package var capabilities: RadioCapabilities { dialect.capabilities }

  /// The 8N1 speeds to try, in this order.
  package var baudRates: [Int] { dialect.baudRates }

  /// When `.timeout` must be handled.
  package var nextDeadline: Instant? {
    switch phase {
    case .closed: nil
    case .running: stepDeadline
    case .resting(_, .nothing): nil
    case .resting(let until, _): until
    }
  }

  /// Takes what happened; returns what shall be done, in order.
  package mutating func handle(_ event: SerialEvent, at now: Instant) -> [SerialAction] {
    actions = []
    switch event {
    case .opened: open(at: now)
    case .closed(let text): close(text)
    case .bytes(let bytes): take(bytes, at: now)
    case .request(let request): accept(request, at: now)
    case .timeout: wake(at: now)
    }
    settle(at: now)
    return actions
  }

  // MARK: - Device

  private mutating func open(at now: Instant) {
    splitter = LineSplitter(limit: dialect.longestLine)
    hasAnswered = false
    setStep(nil)
    dialect.forget(resetting: false)
    // Ends whatever half a line the modem has.
    actions.append(.write([0x0D, 0x0A]))
    phase = .resting(until: now + LineTimes.opening, then: .goOn)
  }

  private mutating func close(_ text: String) {
    failRequest(.unreachable(text))
    setStep(nil)
    phase = .closed
    report(.unreachable(text))
  }

  mutating func setStep(_ step: Dialect.Step?, deadline: Instant? = nil) {
    self.step = step
    stepDeadline = step == nil ? nil : deadline
  }

  // MARK: - Lines

  private mutating func take(_ bytes: [UInt8], at now: Instant) {
    if case .resting(_, .nothing) = phase { return }
    guard phase != .closed else { return }
    for line in splitter.append(bytes) {
      for outcome in dialect.take(line, during: step, at: now) { act(on: outcome, at: now) }
      if dialect.isIdentified { hasAnswered = true }
      // The next line may already be the answer to what follows from this one.
      settle(at: now)
    }
  }

  private mutating func wake(at now: Instant) {
    switch phase {
    case .closed: break
    case .running:
      guard let step, let stepDeadline, stepDeadline <= now else { return }
      act(on: dialect.silence(during: step), at: now)
    case .resting(let until, let waking):
      guard until <= now else { return }
      switch waking {
      case .goOn, .listen, .tryAgain: phase = .running
      case .reopen(let text):
        phase = .resting(until: now, then: .nothing)
        actions.append(.reopen(text))
      case .nothing: break
      }
    }
  }

  // MARK: - Deciding

  /// Issues the next command when none is under way.
  mutating func settle(at now: Instant) {
    while phase == .running, step == nil {
      do throws(RadioError) {
        guard let next = try dialect.next(toward: goal) else { return reach() }
        let command = dialect.command(for: next)
        actions.append(.write(Array(command.text.utf8) + [0x0D, 0x0A]))
        setStep(next, deadline: now + command.patience)
      } catch {
        reject(error, at: now)
      }
    }
  }

  private var goal: LineGoal {
    guard case .transmit(let frame, _) = request else {
      return LineGoal(channel: wanted, frame: nil)
    }
    return LineGoal(channel: wanted, frame: frame)
  }

  /// The modem is where it shall be.
  private mutating func reach() {
    attempts = 0
    former = wanted
    if case .configure = request { answer(.success(.done)) }
    guard reason != nil else { return }
    reason = nil
    actions.append(.report(.recovered))
  }
}
