// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// Where a ``ChipDriver`` is, whatever its chip.
package struct ChipState: Sendable {
  package enum Phase: Sendable, Equatable {
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
  package struct Job: Sendable {
    package var id: ChipRequestID
    package var request: ChipRequest
    package var isStarted = false
  }

  /// A frame, search or reception that the chip is at by itself.
  package struct Operation: Sendable {
    /// When it should be over.
    package var end: Instant
    /// When it is given up.
    package var deadline: Instant
  }

  package let hasReset: Bool
  package let hasInterrupt: Bool
  package var phase = Phase.off
  package var health = ChipHealth()
  package var actions: [ChipAction] = []

  // Requests.
  package var queue: [Job] = []
  package var current: Job?
  package var tuned: RadioChannel?

  // Operations.
  package var edge: Instant?
  /// Whether the look under way is due to an edge.
  package var isEdge = false
  /// The time of that edge.
  package var arrivalTime: Instant?
  /// What was received last.
  var lastReceived: ReceivedFrame?
  package var operation: Operation?
  package var pollAt: Instant?
  package var selfCheckAt: Instant?
  package var levelChecks = 0

  // Recovery.
  package var reason: String?
  package var attempts = 0
  package var listeningSince: Instant?

  package init(hasReset: Bool, hasInterrupt: Bool) {
    self.hasReset = hasReset
    self.hasInterrupt = hasInterrupt
  }
}
