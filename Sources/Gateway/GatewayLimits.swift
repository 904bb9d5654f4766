// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter

/// The named limits of the gateway, in one place.
public enum GatewayLimits {
  /// The largest mail any configuration allows, bytes.
  public static let largestMailBytes = 32 * 1024 * 1024
  /// The largest mail taken when the configuration says nothing, bytes.
  public static let defaultMailBytes = 4 * 1024 * 1024
  /// Packed mails above this size travel in the bulk class, bytes.
  static let bulkBytes = 32 * 1024
  /// How long the link rests after the spool failed, or a peer was removed.
  static let restAfterSpoolTrouble = Duration.seconds(5)
  /// How long a refusal for good, or a question, waits for an occasion to go home: long enough for
  /// the answers about several recipients and mails to share one message, short for a person.
  static let promptResultPause = Duration.seconds(60)
  /// How long good news wait for an occasion to go home; nobody acts on them.
  static let patientResultPause = Duration.seconds(30 * 60)
  /// After this time without mail the codec gives its memory back.
  package static let codecIdleTime = Duration.seconds(600)
  /// How long a person waits for the answer to a ping, a handshake before it included.
  static let pingPatience = Duration.seconds(60)
  /// With more mails waiting their times of arrival are told by sums, not mail by mail.
  static let forecastMails = 100
  /// The same for the reply at the door, which has to be quick.
  static let doorForecastMails = 16
  /// Of more bytes waiting for a peer the time of arrival is told by proportion.
  static let forecastBytes = 1 << 20
  /// Unpacked mails of one message that are held in memory before they are stored, and mails that
  /// are held for the codec, bytes.
  static let heldMailBytes = 1024 * 1024
  /// How many days without a new part such parts are kept when the configuration says nothing.
  public static let defaultPartDays = 30
  /// How many mails at the door share one wait for the disk at most: between two such waits the
  /// radio has its turn.
  static let mailsPerCommit = 16
  /// How many mails are handed to the relay here at once.
  static let deliveriesAtOnce = 8
  /// How many days of running the relay here is asked to take a mail when the configuration says
  /// nothing.
  public static let defaultRetryDays = 5
  /// How long a mail is kept after the relay took it, for the relay may lose it, in hours of
  /// running.
  static let graceHours = 72
  /// How many bytes of such mails are kept at most.
  public static let graceBytes = 64 << 20
  /// Before and behind a mail above this size memory is given back, bytes.
  static let bigMailBytes = 256 * 1024
  /// What the codec may add to a mail that it can only store, bytes.
  static let storedOverheadBytes = 64
}

extension MessageClass {
  /// The class a mail travels in when only its size is known.
  init(packedBytes: Int) {
    self =
      switch packedBytes {
      case ...Fragmenter.Limits.chatBytes: .chat
      case ...GatewayLimits.bulkBytes: .normal
      default: .bulk
      }
  }
}
