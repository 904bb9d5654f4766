// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// The driver of an SX1261/62/68 or LLCC68 without its wires; pure.
///
/// It asks for one transfer or line at a time and is told the outcome; BUSY is waited for by who
/// does the transfers. While it is not doing what it was asked it receives continuously. Whatever
/// the chip does not do in time ends in a full restart.
package struct SX126xCore: ChipCore {
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

  /// What is under way on the wires.
  enum Transfer: Sendable {
    case ignored
    case line
    case reading(SX126xStep)
    /// A look, a check: a second one when the first was odd.
    case again(SX126xStep)
  }

  /// A frame on its way from the chip.
  struct Arrival: Sendable {
    var at: Instant
    var start: UInt8 = 0
    var count = 0
    var frame: [UInt8] = []
    var rssi = RSSI(dBm: 0)
    var snr = SNR(decibels: 0)
  }

  let settings: SX126xSettings
  let hasReset: Bool
  let hasInterrupt: Bool
  /// What the chip and the driver went through.
  package internal(set) var health = ChipHealth()
  var phase = Phase.off
  var actions: [ChipAction] = []
  var program: ArraySlice<SX126xStep> = []
  var outstanding: Transfer?
  var pauseUntil: Instant?
  /// The tries of the step that waits for standby.
  var standbyTries = 0

  var queue: [Job] = []
  var current: Job?
  var image: SX126xImage?
  var tuned: RadioChannel?
  /// The oscillator in use: a crystal once the external one was found missing.
  var oscillator: SX126xSettings.Oscillator

  var edge: Instant?
  var isEdge = false
  var arrivalTime: Instant?
  var operation: SX127xOperation?
  var pollAt: Instant?
  var selfCheckAt: Instant?
  var arrival: Arrival?
  var levelChecks = 0
  var reason: String?
  var attempts = 0
  var listeningSince: Instant?

  /// A driver that has not touched its chip yet.
  package init(settings: SX126xSettings, hasReset: Bool, hasInterrupt: Bool) {
    self.settings = settings
    self.hasReset = hasReset
    self.hasInterrupt = hasInterrupt
    oscillator = settings.oscillator
  }

  /// When `.deadline` must be handled; nil while an outcome is awaited.
  package var nextDeadline: Instant? {
    guard outstanding == nil else { return nil }
    if let pauseUntil { return pauseUntil }
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
