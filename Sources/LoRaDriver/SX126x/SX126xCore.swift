// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// The driver of an SX1261/62/68 or LLCC68 without its wires; pure.
///
/// BUSY is waited for by who does the transfers.
package struct SX126xCore: ChipDriver {
  /// A frame on its way from the chip.
  struct Arrival: Sendable {
    var at: Instant
    var start: UInt8 = 0
    var count = 0
    var frame: [UInt8] = []
    var rssi = RSSI(dBm: 0)
    var snr = SNR(decibels: 0)
  }

  /// Why the chip had to be started anew.
  package typealias Fault = SX126xFault

  let settings: SX126xSettings
  /// Where it is.
  package var state: ChipState

  // The program, and what it waits for: a transfer, or a time.
  /// The steps to come.
  package var program: ArraySlice<SX126xStep> = []
  /// What is under way on the wires.
  package var outstanding: SX126xTransfer?
  /// The end of a pause in the program.
  package var pausedUntil: Instant?
  /// The tries of the step that waits for standby.
  var standbyTries = 0

  /// Nil until a channel was asked for.
  package var image: SX126xImage?
  /// The oscillator in use: a crystal once the external one was found missing.
  var oscillator: SX126xSettings.Oscillator
  var arrival: Arrival?

  /// A driver that has not touched its chip yet.
  package init(settings: SX126xSettings, hasReset: Bool, hasInterrupt: Bool) {
    self.settings = settings
    state = ChipState(hasReset: hasReset, hasInterrupt: hasInterrupt)
    oscillator = settings.oscillator
  }

  /// The search for a frame takes four symbols at the most (see `cadParameters`); with room.
  package static let sensingSymbols = 8

  /// The length of all frames on channels without header.
  package var implicitFrameBytes: Int? { settings.implicitFrameBytes }
}
