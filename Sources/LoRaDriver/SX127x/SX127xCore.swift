// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// The driver of an SX1276/77/78/79 (RFM95W and its sisters) without its wires; pure.
package struct SX127xCore: ChipDriver {
  /// A frame on its way from the chip.
  struct Arrival: Sendable {
    var snapshot: SX127xSnapshot
    var at: Instant
    var frame: [UInt8] = []
    var lastAddress: UInt8?
    var frequencyError: Int?
  }

  /// Why the chip had to be started anew.
  package typealias Fault = SX127xFault

  let settings: SX127xSettings
  /// Where it is.
  package var state: ChipState

  // The program, and what it waits for: a transfer, or a time.
  /// The steps to come.
  package var program: ArraySlice<SX127xStep> = []
  /// What is under way on the wires.
  package var outstanding: SX127xTransfer?
  var pause: SX127xPause?

  // Settings in force.
  /// Nil until a channel was asked for.
  package var image: SX127xImage?
  var calibrated: Frequency?
  var correction = SX127xFrequencyCorrection()
  var mustTune = false
  /// RegTemp at the last calibration; nil while it is still to be read.
  var temperature: Int8?
  var checksSinceTemperature = 0
  var power: SX127xPower?
  var highPowerFrom = Instant.zero

  // Reception.
  var arrival: Arrival?
  /// The chip's count of frames at the last look.
  var framesSeen: UInt16?

  /// A driver that has not touched its chip yet.
  package init(settings: SX127xSettings, hasReset: Bool, hasInterrupt: Bool) {
    self.settings = settings
    state = ChipState(hasReset: hasReset, hasInterrupt: hasInterrupt)
  }

  /// The search for a frame takes less than two symbols (datasheet §4.1.6); with room.
  package static let sensingSymbols = 4

  /// The end of a pause in the program.
  package var pausedUntil: Instant? { pause?.until }

  /// The length of all frames on channels without header.
  package var implicitFrameBytes: Int? { settings.implicitFrameBytes }
}
