// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// All that is known of one mail.
public struct MailDetails: Sendable, Codable, Equatable {
  /// The mail's name for people.
  public var id: String
  /// `out`: from the door to the air; `in`: from the air to the relay here.
  public var direction: QueueEntry.Direction
  /// The peer it came from; nil: the door.
  public var origin: String?
  /// The sender as in MAIL FROM; empty for the null sender.
  public var sender: String
  /// The mail's size.
  public var bytes: Int
  /// SHA-256 of the mail, in hexadecimal digits.
  public var sha256: String
  /// When it came, Unix seconds of the wall clock.
  public var arrivedAtUnix: Int64
  /// How many radio links it had crossed before.
  public var hops: Int
  /// Whether the operator holds it.
  public var held: Bool
  /// Whether its body is still here.
  public var body: Body
  /// What became of each recipient.
  public var recipients: [Recipient]
  /// Its ways over the air; none for a mail from the air.
  public var ways: [Way]

  /// Where the body of a mail is.
  public enum Body: String, Sendable, Codable {
    /// It is needed here.
    case here
    /// The relay took it; it is kept a while longer and can be delivered again.
    case kept
    /// It is gone.
    case gone
  }

  /// A recipient and what became of it.
  public struct Recipient: Sendable, Codable, Equatable {
    /// The address.
    public var address: String
    /// Its state.
    public var state: RecipientState
    /// The last answer about it.
    public var reply: String?
    /// The enhanced status code of that answer.
    public var status: String?
    /// How often it was tried.
    public var attempts: Int
    /// The peer it lies behind; nil for a mail from the air.
    public var peer: String?
  }

  /// A mail's way to one peer.
  public struct Way: Sendable, Codable, Equatable {
    /// The peer.
    public var peer: String
    /// The class it travels in: `control`, `chat`, `normal`, `bulk`.
    public var messageClass: String
    /// As in the queue: `packing`, `waiting`, `held`, `on air`, `arrived`.
    public var state: String
    /// Its size after the codec; nil until it is packed.
    public var packedBytes: Int?
    /// The part of it the peer is not known to miss, 0 to 1.
    public var progress: Double
    /// Frames sent for it so far.
    public var frames: Int
    /// Their bytes.
    public var bytesOnAir: Int
    /// Their time on air, microseconds.
    public var airtimeUs: Int64
    /// The time on air it costs in all if no frame is lost, microseconds.
    public var priceUs: Int64
    /// Seconds until the peer has it, as often as not; nil when that cannot be told.
    public var etaSeconds: Double?
    /// In nine of ten cases it takes no longer than this; nil like the other.
    public var etaNinetiethSeconds: Double?
  }
}
