// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaDriver
package import LoRaPHY

/// What happens to a modem's firmware.
package enum FirmwareEvent: Sendable {
  /// The supply comes: all settings are as from the factory.
  case powered
  case bytes([UInt8])
  /// The frame in its radio has left, or failed.
  case sent(Bool)
  case received(ReceivedFrame)
  case timeout
}

/// What a modem's firmware wants done.
package enum FirmwareAction: Sendable, Equatable {
  case write([UInt8])
  /// Nil: the radio goes off.
  case tune(RadioChannel?)
  case transmit([UInt8])
}

/// The firmware of a modem as its host sees it; pure.
package protocol EmulatedFirmware: Sendable {
  /// What goes wrong.
  var faults: ModemFaults { get set }
  /// When something happens by itself.
  var nextDeadline: Instant? { get }

  /// Takes what happened; returns what is done, in order.
  mutating func handle(_ event: FirmwareEvent, at now: Instant) -> [FirmwareAction]
}

/// What goes wrong in a modem.
package struct ModemFaults: Sendable {
  /// How long it does not listen after the supply came.
  package var startTime = Duration.zero
  /// Answers that never come.
  package var lostAnswers = 0
  /// Reports of sent frames that never come.
  package var lostDones = 0
  /// It tells no statistics, as on small boards.
  package var isWithoutStatistics = false
  /// Signal reports that never come.
  package var lostSignals = 0
  /// It starts anew, without a word, when it should send; as often.
  package var resetsInTransmission = 0
  /// The most power it gives, in dBm.
  package var mostPower: UInt8 = 22
  /// Echoes this value for the setting with this code.
  package var wrongEcho: (code: UInt8, value: UInt8)?
  /// Its version.
  package var version: [UInt8] = [1, 86]
  /// Preamble symbols beyond those of the real firmware.
  package var extraPreamble = 0
  /// It says this instead of anything sensible.
  package var babble: [UInt8]?
  /// It says that it is busy sending, as often.
  package var busyAnswers = 0

  /// Nothing goes wrong.
  package init() {}

  /// What becomes of an answer with a code; nil when it is lost.
  mutating func spoil(_ data: [UInt8], of code: UInt8) -> [UInt8]? {
    guard lostAnswers == 0 else {
      lostAnswers -= 1
      return nil
    }
    guard let wrongEcho, wrongEcho.code == code, !data.isEmpty else { return data }
    return data.dropLast() + [wrongEcho.value]
  }
}
