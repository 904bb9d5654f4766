// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// What has been reached when all steps of a program before it are done.
package enum ChipCheckpoint: Sendable, Equatable {
  case listening
  /// From here on a frame counts as sent.
  case keyed
  case sensing
  case receivingOnce
  case slept
}

/// One thing to do with a chip.
package protocol ChipStep: Sendable {
  /// Reads the flags.
  static var look: Self { get }
}

/// What is under way on the wires.
package protocol ChipTransfer: Sendable {
  /// A line that is driven or read.
  static var line: Self { get }
  /// Something whose outcome does not matter.
  static var ignored: Self { get }
  /// Whether it is ``line``.
  var isLine: Bool { get }
}

/// Why a chip had to be started anew.
package protocol ChipFault: Error, Equatable, CustomStringConvertible {
  /// The system failed a transfer or a line.
  static func wire(_ error: BusError) -> Self
  /// A frame, search or reception never ends.
  static var endless: Self { get }
}

/// All settings of a chip for a channel.
package protocol ChipImage: Sendable {
  /// Where and how.
  var channel: RadioChannel { get }
}

/// The driver of a chip of one family; what the families do alike is done here.
///
/// It asks for one transfer or line at a time and is told the outcome; time is passed in. While it
/// is not doing what it was asked it receives continuously. Whatever the chip does not do in time,
/// or does not do at all, ends in a full restart: reset, calibration, all registers.
package protocol ChipDriver: ChipCore {
  associatedtype Step: ChipStep
  associatedtype Transfer: ChipTransfer
  associatedtype Fault: ChipFault
  associatedtype Image: ChipImage

  /// How long the chip searches for a frame, in symbols.
  static var sensingSymbols: Int { get }

  var state: ChipState { get set }
  /// The steps to come.
  var program: ArraySlice<Step> { get set }
  var outstanding: Transfer? { get set }
  /// The end of a pause in the program.
  var pausedUntil: Instant? { get }
  /// Nil until a channel was asked for.
  var image: Image? { get }
  /// The length of all frames on channels without header.
  var implicitFrameBytes: Int? { get }

  // MARK: - The program

  mutating func begin(_ step: Step, at now: Instant)
  mutating func take(_ bytes: [UInt8], at now: Instant)
  mutating func endPause(at now: Instant)

  // MARK: - Steps for an aim

  /// Settings for a channel, which become ``image`` when they are wanted.
  func image(for channel: RadioChannel) throws(RadioError) -> Image
  mutating func want(_ image: Image)
  /// To bring the chip from any state to listening.
  mutating func startingSteps(_ image: Image) -> [Step]
  /// To another channel.
  mutating func tuningSteps(_ image: Image) -> [Step]
  /// When the receiver is to be set anew on its channel; else nil.
  mutating func retuningSteps(_ image: Image) -> [Step]?
  mutating func transmittingSteps(
    _ frame: [UInt8], _ image: Image, at now: Instant
  ) -> [Step]
  func sensingSteps(_ image: Image) -> [Step]
  func receivingSteps(_ image: Image, symbols: Int) -> [Step]
  mutating func checkingSteps(_ image: Image) -> [Step]
  func stoppingSteps(_ image: Image) -> [Step]

  // MARK: - What the family keeps besides

  /// A frame of such a length is on the air from now on.
  mutating func noteKeyed(_ airtime: Duration, at now: Instant)
  /// Nothing received before counts any more.
  mutating func noteReceptionBegins()
  /// Everything at work is dropped.
  mutating func forget()
}

extension ChipDriver {
  package mutating func retuningSteps(_ image: Image) -> [Step]? { nil }
  package mutating func noteKeyed(_ airtime: Duration, at now: Instant) {}
  package mutating func noteReceptionBegins() {}

  /// What the chip and the driver went through.
  package var health: ChipHealth { state.health }

  /// When `.deadline` must be handled; nil while an outcome is awaited.
  package var nextDeadline: Instant? {
    guard outstanding == nil else { return nil }
    if let pausedUntil { return pausedUntil }
    switch state.phase {
    case .off, .stopped, .stopping, .starting: return nil
    case .broken(let until): return until
    case .listening: return [state.pollAt, state.selfCheckAt].compactMap(\.self).min()
    case .transmitting, .sensing, .receivingOnce: return state.pollAt
    }
  }

  /// Takes what happened; returns what shall be done, in order.
  package mutating func handle(_ event: ChipEvent, at now: Instant) -> [ChipAction] {
    state.actions = []
    switch event {
    case .request(let request, let id): accept(request, id, at: now)
    case .transferred(let bytes): take(bytes, at: now)
    case .driven, .level: takeLine(event)
    case .failed(let error):
      if outstanding != nil {
        state.health.failedTransfers += 1
        fail(.wire(error), at: now)
      }
    case .edge(let time): state.edge = time
    case .deadline: wake(at: now)
    case .stop: stop()
    }
    run(at: now)
    return state.actions
  }

  // MARK: - The program

  mutating func load(_ steps: [Step]) { program = steps[...] }

  private mutating func run(at now: Instant) {
    // Ends: settling either loads a program or says that there is nothing to do.
    while outstanding == nil, pausedUntil == nil {
      if let step = program.popFirst() {
        begin(step, at: now)
      } else if !settle(at: now) {
        return
      }
    }
  }

  mutating func drive(_ action: ChipAction) {
    outstanding = .line
    state.actions.append(action)
  }

  private mutating func takeLine(_ event: ChipEvent) {
    let isAwaited = outstanding?.isLine ?? false
    outstanding = nil
    guard isAwaited, event == .level(.high) else { return }
    state.levelChecks += 1
    guard state.levelChecks <= ChipTimes.levelChecks else {
      // Left alone: what matters is found by looking now and then.
      state.health.stuckLines += 1
      return
    }
    state.isEdge = false
    program = [.look] + program
  }

  // MARK: - The end of operations

  /// Whether the operation has ended, as its flag says; gives it up when its time is over.
  mutating func over(isRaised: Bool, at now: Instant) -> Bool {
    guard !isRaised else {
      noteEdge()
      return true
    }
    if let operation = state.operation, operation.deadline <= now {
      state.health.deadlinesMissed += 1
      fail(.endless, at: now)
    }
    return false
  }

  mutating func noteEdge() {
    if state.hasInterrupt, !state.isEdge { state.health.missedEdges += 1 }
  }
}
