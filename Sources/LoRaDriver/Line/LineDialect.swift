// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// What a modem is to be brought to.
package struct LineGoal: Sendable, Equatable {
  /// Where it shall listen; nil as long as nobody has asked.
  package var channel: RadioChannel?
  /// What it shall send before.
  package var frame: [UInt8]?

  /// Makes the goal.
  package init(channel: RadioChannel?, frame: [UInt8]?) {
    self.channel = channel
    self.frame = frame
  }
}

/// A command in one line.
package struct LineCommand: Sendable, Equatable {
  /// The line without its end.
  package var text: String
  /// How long its answer may take.
  package var patience: Duration

  /// Makes the command.
  package init(_ text: String, patience: Duration) {
    self.text = text
    self.patience = patience
  }
}

/// What a line from a modem means.
package enum LineOutcome: Sendable, Equatable {
  /// The command was carried out.
  case done
  /// The frame is accepted; its end is told within this time.
  case keyed(within: Duration)
  /// The frame has left the antenna.
  case sent
  /// The frame was not sent, or not to its end; the modem is in order.
  case frameRefused(RadioError)
  /// The modem does not take the channel.
  case rejected(RadioError)
  /// The modem is out of order.
  case broken(RadioError)
  /// The next command has to wait; that under way was not carried out, or is done.
  case later(Duration)
  /// The modem restarted unasked and takes commands after this time.
  case restarted(Duration)
  /// A frame came in.
  case received(ReceivedFrame)
}

/// How a modem speaks that takes a command a line and answers each; pure.
///
/// It knows what is in force in the modem, and names the one next step toward a goal.
package protocol LineDialect: Sendable {
  associatedtype Step: Sendable, Equatable

  /// What the modem can do.
  var capabilities: RadioCapabilities { get }
  /// The 8N1 speeds to try, in this order.
  var baudRates: [Int] { get }
  /// The longest line in bytes that makes sense.
  var longestLine: Int { get }
  /// Whether the modem has said who it is since it was forgotten.
  var isIdentified: Bool { get }

  /// Nothing is known about the modem any more; whether it shall be restarted first.
  mutating func forget(resetting: Bool)

  /// The next step toward a goal; nil when it is reached.
  ///
  /// - Throws: ``RadioError/unsupportedChannel(_:)``.
  mutating func next(toward goal: LineGoal) throws(RadioError) -> Step?

  /// The command of a step.
  func command(for step: Step) -> LineCommand

  /// Whether the step puts a frame on the air.
  func isSending(_ step: Step) -> Bool

  /// Takes a line.
  mutating func take(_ line: String, during step: Step?, at now: Instant) -> [LineOutcome]

  /// What it means that a step was not answered.
  mutating func silence(during step: Step) -> LineOutcome
}

extension LineDialect {
  /// The time of so many bytes on the serial line, 8N1.
  package func lineTime(bytes: Int) -> Duration {
    .microseconds(bytes * 10_000_000 / max(baudRates.first ?? 9_600, 1))
  }
}
