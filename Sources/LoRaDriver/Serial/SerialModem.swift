// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// What a serial radio modem says in its own protocol, without the device; pure.
///
/// The modem keeps the last channel it was asked for, and after ``SerialEvent/opened`` tunes to it
/// again by itself. When it falls out of order it reports `.fault` once, and `.recovered` when the
/// channel is in force again.
package protocol SerialModem: Sendable {
  /// What it can do; never changes.
  var capabilities: RadioCapabilities { get }

  /// The 8N1 speeds to try, in this order.
  var baudRates: [Int] { get }

  /// Whether the device has spoken the protocol since it was opened: then its speed is right.
  var hasAnswered: Bool { get }

  /// When `.timeout` must be handled.
  var nextDeadline: Instant? { get }

  /// Takes what happened; returns what shall be done, in order.
  mutating func handle(_ event: SerialEvent, at now: Instant) -> [SerialAction]
}

/// What happens to a serial modem.
package enum SerialEvent: Sendable, Equatable {
  /// The device is there and open: begin from scratch.
  case opened
  /// It went away; what is outstanding is answered with ``RadioError/interrupted(_:)``.
  case closed(String)
  /// Bytes as they came, split anyhow.
  case bytes([UInt8])
  /// Only while the device is open, and only one at a time; before the modem has started, it waits.
  case request(SerialRequest)
  /// The deadline has come.
  case timeout
}

/// What a serial modem can be asked to do.
package enum SerialRequest: Sendable, Equatable {
  case configure(RadioChannel)
  /// Answered when the frame has left, or, before another one, when the modem has room for that.
  case transmit([UInt8], before: FrameFollower = .nothing)
  case sense
}

/// What a serial modem wants done.
package enum SerialAction: Sendable, Equatable {
  case write([UInt8])
  /// Ends the outstanding request.
  case answer(Result<SerialAnswer, RadioError>)
  case report(RadioEvent)
  /// Close the device and open it again, with the next speed unless the device has answered; why.
  /// What is outstanding was answered before. `.opened` or `.closed` follows.
  case reopen(String)
}

/// What came of a request.
package enum SerialAnswer: Sendable, Equatable {
  case done
  case sensed(ChannelActivity)
}
