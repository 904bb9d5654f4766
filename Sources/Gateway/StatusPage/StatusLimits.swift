// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import NIOCore

/// The bounds within which the status page is served.
package enum StatusLimits {
  /// Connections with which all is well; those who come while there are more are sent away.
  package static let connections = 64
  /// Connections taken at all; the others wait in the system's queue.
  package static let mostConnections = 128
  /// Browsers that follow the live page.
  package static let followers = 16
  /// Overviews kept for a follower who does not keep up.
  static let heldOverviews = 2
  /// Overviews in a row that a follower may miss before he is dropped.
  static let missedOverviews = 3
  /// From one overview to the next.
  static let streamPause = Duration.seconds(2)
  /// Until the head of a first request is there.
  static let headTime = TimeAmount.seconds(10)
  /// Until an answer begins, the rest of its request included; a ping may take a minute.
  static let answerTime = TimeAmount.seconds(75)
  /// Until the next request, or the next part of an answer.
  static let idleTime = TimeAmount.seconds(30)
  /// The fields of a request's head, bytes.
  static let headBytes = 8 * 1024
  /// How many fields they may be.
  static let headFields = 64
  /// The least age of an overview before the gateway is asked for another one.
  static let leastAge = Duration.seconds(1)
  /// An overview is shown at least so many times as long as the gateway needed to make it.
  static let ageForCost = 20
}
