// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What the door takes, counted in time on the air without loss.
public struct DoorLimits: Equatable, Sendable {
  /// The most a mail may cost if nothing of it can be shortened; nil: no limit.
  public var airtimePerMail: Duration?
  /// How much may wait for a peer before more is put off; nil: no limit.
  public var airtimePerPeer: Duration?

  /// Makes limits; without arguments there are none.
  public init(airtimePerMail: Duration? = nil, airtimePerPeer: Duration? = nil) {
    self.airtimePerMail = airtimePerMail
    self.airtimePerPeer = airtimePerPeer
  }

  /// What holds where the configuration says nothing: 2 hours, and 24 hours.
  public static let standard = DoorLimits(
    airtimePerMail: .seconds(2 * 3600), airtimePerPeer: .seconds(24 * 3600))

  /// With more Received fields than this a mail runs in circles.
  static let mostReceivedFields = 30
}
