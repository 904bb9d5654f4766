// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// Names a request to a chip's driver.
package struct ChipRequestID: Sendable, Hashable {
  private let rawValue: Int

  /// Makes the name.
  package init(_ rawValue: Int) { self.rawValue = rawValue }
}

/// What a LoRa chip can be asked to do.
package enum ChipRequest: Sendable, Equatable {
  case configure(RadioChannel)
  case transmit([UInt8])
  case sense
  /// Receive one frame that begins within so many symbols, 4 to 1,023.
  case receiveOnce(symbols: Int)
}

/// What came of it.
package enum ChipAnswer: Sendable, Equatable {
  case tuned
  case transmitted
  case sensed(ChannelActivity)
  /// Nil: no frame began in time, or it was damaged.
  case received(ReceivedFrame?)
}

/// What happens to a chip's driver.
package enum ChipEvent: Sendable, Equatable {
  case request(ChipRequest, ChipRequestID)
  /// The bytes that came back for those sent.
  case transferred([UInt8])
  /// The line was driven.
  case driven
  /// The interrupt line's level.
  case level(LineLevel)
  /// What was asked of the wires failed.
  case failed(BusError)
  /// The interrupt line rose.
  case edge(at: Instant)
  /// The deadline has come.
  case deadline
  case stop
}

/// What a chip's driver wants done; what touches wires comes one at a time, each with an outcome.
package enum ChipAction: Sendable, Equatable {
  case transfer([UInt8])
  case resetLow
  case resetReleased
  case readLevel
  /// Lead the antenna to a side of the chip, by lines outside it.
  case connect(AntennaPath)
  case answer(ChipRequestID, Result<ChipAnswer, RadioError>)
  case report(RadioEvent)
  /// The chip sleeps; nothing more comes.
  case stopped
}

/// Where the antenna leads.
package enum AntennaPath: Sendable, Equatable {
  case receiver
  case transmitter
  case none
}

/// The driver of a LoRa chip without its wires; pure.
package protocol ChipCore: Sendable {
  /// What the chip and the driver went through.
  var health: ChipHealth { get }

  /// When `.deadline` must be handled; nil while an outcome is awaited.
  var nextDeadline: Instant? { get }

  /// Takes what happened; returns what shall be done, in order.
  mutating func handle(_ event: ChipEvent, at now: Instant) -> [ChipAction]
}
