// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What a station sent and heard since it started.
public struct LinkCounters: Sendable, Equatable {
  /// Frames handed to the radio.
  public private(set) var framesSent = 0
  /// Their bytes.
  public private(set) var bytesSent = 0
  /// Their time on air.
  public private(set) var airtimeSent = Duration.zero
  /// Authentic frames of peers.
  public private(set) var framesReceived = 0
  /// Their bytes.
  public private(set) var bytesReceived = 0
  /// Frames that claimed to belong to a session or handshake and did not.
  public private(set) var framesForged = 0
  /// Frames of others, or no frames of this protocol at all.
  public private(set) var framesForeign = 0

  mutating func sent(bytes: Int, airtime: Duration) {
    framesSent += 1
    bytesSent += bytes
    airtimeSent += airtime
  }

  mutating func received(bytes: Int) {
    framesReceived += 1
    bytesReceived += bytes
  }

  enum Drop { case forged, notOurs }

  mutating func drop(_ cause: Drop) {
    switch cause {
    case .forged: framesForged += 1
    case .notOurs: framesForeign += 1
    }
  }
}
