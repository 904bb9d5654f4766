// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Why a radio did not do what it was asked.
public enum RadioError: Error, Equatable, Sendable {
  /// It has not been tuned yet.
  case notConfigured
  /// It cannot use such a channel.
  case unsupportedChannel(String)
  /// The frame is empty or too long.
  case frameBytes(Int, largest: Int)
  /// It is still sending the former frame.
  case stillTransmitting
  /// It cannot be reached; nothing was sent.
  case unreachable(String)
  /// It went away in the middle of the request.
  case interrupted(String)
  /// It did not answer in time.
  case noAnswer
  /// It refused, or answered nonsense.
  case refused(String)
  /// It has no means to do that.
  case unsupported
  /// It was shut down.
  case shutDown
}

extension RadioError: CustomStringConvertible {
  /// What is the matter, for the operator.
  public var description: String {
    switch self {
    case .notConfigured: "the radio is not tuned to a channel yet"
    case .unsupportedChannel(let reason): "the radio cannot use this channel: \(reason)"
    case .frameBytes(let count, let largest): "a frame has 1 to \(largest) bytes, not \(count)"
    case .stillTransmitting: "the radio is still sending the former frame"
    case .unreachable(let reason): "the radio cannot be reached: \(reason)"
    case .interrupted(let reason): "the radio went away in the middle of a request: \(reason)"
    case .noAnswer: "the radio does not answer"
    case .refused(let reason): "the radio refused: \(reason)"
    case .unsupported: "the radio cannot do that"
    case .shutDown: "the radio is shut down"
    }
  }
}
