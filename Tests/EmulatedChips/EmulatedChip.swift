// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// A chip as the air and the wires see it.
package protocol EmulatedChip: Sendable {
  /// What goes wrong.
  var faults: ChipFaults { get set }
  /// Whether a search finds something; set by the air.
  var isChannelBusy: Bool { get set }
  /// How it sends and listens.
  var modulation: Modulation { get }
  /// Where it sends, in hertz, as its oscillator makes it.
  var carrier: Double { get }
  /// Where it listens.
  var listeningCarrier: Double { get }
  /// Since when it receives; nil while it does not.
  var receivingSince: Instant? { get }
  /// The last emission broke off.
  var isBrokenOff: Bool { get }
  /// The level of the interrupt line.
  var isInterruptHigh: Bool { get }
  /// When something happens by itself.
  var nextEvent: Instant? { get }

  /// One assertion of chip select.
  mutating func transfer(_ bytes: [UInt8], at now: Instant) -> [UInt8]
  /// Drives the reset line.
  mutating func reset(isLow: Bool, at now: Instant)
  /// The supply drops for a moment.
  mutating func brownOut(at now: Instant)
  /// Whether the BUSY line is high.
  func isBusy(at now: Instant) -> Bool
  /// Lets the time pass.
  mutating func advance(to time: Instant)
  /// The air takes what was begun.
  mutating func takeEmissions() -> [ChipFrame]
  /// The air has noticed what broke off.
  mutating func noteBrokenOff()
  /// Whether this is the frame coming in.
  func isLocked(on frame: ChipFrame) -> Bool
  /// A frame begins.
  mutating func hear(_ frame: ChipFrame, at now: Instant)
  /// A frame has ended.
  mutating func receive(_ frame: ChipFrame, at now: Instant)
  /// A frame broke off, or was lost in noise.
  mutating func lose(at now: Instant)
}

extension EmulatedSX1276: EmulatedChip {
  /// DIO0.
  package var isInterruptHigh: Bool { isDIO0High }

  /// There is no such line.
  package func isBusy(at now: Instant) -> Bool { false }
}
