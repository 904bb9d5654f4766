// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// The driver of an SX1276/77/78/79 (RFM95W and its sisters) without its wires; pure.
///
/// It asks for one transfer or line at a time and is told the outcome; time is passed in. While it
/// is not doing what it was asked it receives continuously. Whatever the chip does not do in time,
/// or does not do at all, ends in a full restart: reset, calibration, all registers.
package struct SX127xCore: ChipCore {
  enum Phase: Sendable, Equatable {
    /// Never tuned.
    case off
    case starting
    case listening
    case transmitting
    case sensing
    case receivingOnce
    /// Waits before it starts the chip again.
    case broken(until: Instant)
    case stopping
    case stopped
  }

  /// A request at work; it starts once the receiver has been emptied.
  struct Job: Sendable {
    var id: ChipRequestID
    var request: ChipRequest
    var isStarted = false
  }

  let settings: SX127xSettings
  let hasReset: Bool
  let hasInterrupt: Bool
  /// What the chip and the driver went through.
  package internal(set) var health = ChipHealth()
  var phase = Phase.off
  var actions: [ChipAction] = []

  // The program, and what it waits for: a transfer, or a time.
  var program: ArraySlice<SX127xStep> = []
  var outstanding: SX127xTransfer?
  var pause: SX127xPause?

  // Requests.
  var queue: [Job] = []
  var current: Job?
  var image: SX127xImage?
  var tuned: RadioChannel?
  var calibrated: Frequency?
  var correction = SX127xFrequencyCorrection()
  var mustTune = false

  // Operations.
  var edge: Instant?
  /// Whether the look under way is due to an edge.
  var isEdge = false
  /// The time of that edge.
  var arrivalTime: Instant?
  var operation: SX127xOperation?
  var power: SX127xPower?
  var highPowerFrom = Instant.zero
  var pollAt: Instant?
  var selfCheckAt: Instant?

  // Reception.
  var arrival: SX127xArrival?
  /// The chip's count of frames at the last look.
  var framesSeen: UInt16?
  var levelChecks = 0

  // Recovery.
  var reason: String?
  var attempts = 0
  var listeningSince: Instant?

  /// A driver that has not touched its chip yet.
  package init(settings: SX127xSettings, hasReset: Bool, hasInterrupt: Bool) {
    self.settings = settings
    self.hasReset = hasReset
    self.hasInterrupt = hasInterrupt
  }

  /// When `.deadline` must be handled; nil while an outcome is awaited.
  package var nextDeadline: Instant? {
    guard outstanding == nil else { return nil }
    if let pause { return pause.until }
    switch phase {
    case .off, .stopped, .stopping, .starting: return nil
    case .broken(let until): return until
    case .listening: return [pollAt, selfCheckAt].compactMap(\.self).min()
    case .transmitting, .sensing, .receivingOnce: return pollAt
    }
  }

  /// Takes what happened; returns what shall be done, in order.
  package mutating func handle(_ event: ChipEvent, at now: Instant) -> [ChipAction] {
    actions = []
    switch event {
    case .request(let request, let id): accept(request, id, at: now)
    case .transferred(let bytes): take(bytes, at: now)
    case .driven, .level: takeLine(event)
    case .failed(let error):
      if outstanding != nil {
        health.failedTransfers += 1
        fail(.wire(error), at: now)
      }
    case .edge(let time): edge = time
    case .deadline: wake(at: now)
    case .stop: stop()
    }
    run(at: now)
    return actions
  }
}

/// A frame, search or reception that the chip is at by itself.
struct SX127xOperation: Sendable {
  /// When it should be over.
  var end: Instant
  /// When it is given up.
  var deadline: Instant
}

/// A frame on its way from the chip.
struct SX127xArrival: Sendable {
  var snapshot: SX127xSnapshot
  var at: Instant
  var frame: [UInt8] = []
  var lastAddress: UInt8?
  var frequencyError: Int?
}
