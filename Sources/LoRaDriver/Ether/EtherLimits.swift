// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The limits of an ether and its radios.
package enum EtherLimits {
  /// The longest LoRa frame in bytes.
  package static let frameBytes = 255
  /// The longest message after its length field, in bytes.
  package static let messageBytes = 512
  /// Radios at one server; further ones are turned away.
  package static let clients = 256
  /// Bytes that wait for a radio that does not read; beyond, it is dropped.
  package static let unreadBytes = 65_536
  /// Events that wait for a radio's consumer; beyond, the oldest is dropped.
  package static let waitingEvents = 1_024
  /// The bytes of a socket's path, by unix(7).
  package static let pathBytes = 107
  /// The legal speeds: 1 is real time.
  package static let speeds = 1.0...10_000.0
  /// The pause before the first reconnection; it doubles from one to the next.
  package static let firstPause = Duration.milliseconds(100)
  /// The longest pause between reconnections.
  package static let longestPause = Duration.seconds(2)
  /// How long a server may take to answer, besides the time on air.
  package static let answerTime = Duration.seconds(5)
}
