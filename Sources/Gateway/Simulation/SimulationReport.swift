// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What a simulation found, as `simulate --json` prints it.
public struct SimulationReport: Sendable, Codable, Equatable {
  /// The seed of the world.
  public var seed: UInt64
  /// Virtual seconds that passed.
  public var virtualS: Double
  /// Seconds of the machine's clock.
  public var wallS: Double
  /// Events handled.
  public var events: Int
  /// Every message, in the order of handing over.
  public var messages: [Message]
  /// Every gateway, by name.
  public var gateways: [String: Gateway]
  /// The air.
  public var channel: Channel

  /// A message and its way.
  public struct Message: Sendable, Codable, Equatable {
    /// The sender.
    public var from: String
    /// The receivers.
    public var to: [String]
    /// Bytes inside the seal.
    public var bytes: Int
    /// When it was handed over, virtual seconds.
    public var atS: Double
    /// When each receiver had stored it.
    public var deliveredS: [String: Double]
    /// When the sender held all proofs; nil when it never did.
    public var proofS: Double?
    /// Whether it did not arrive everywhere before the end.
    public var failed: Bool
  }

  /// What a gateway sent.
  public struct Gateway: Sendable, Codable, Equatable {
    /// Time on air, seconds.
    public var airtimeS: Double
    /// Frames.
    public var frames: Int
    /// Their bytes.
    public var bytesOnAir: Int
    /// For each sub-band, by name: the largest airtime in any sliding window as a share of the
    /// law's limit; `lab`, and where the law sets no limit: as a share of the window itself.
    ///
    /// From what was on the air, not from the ledger; frames count with their ramps, and whole as
    /// soon as the window touches them.
    public var worstHourRatio: [String: Double]
    /// Frames outside the link; nil for a gateway that no such traffic names.
    public var unacknowledged: Unacknowledged?
  }

  /// What became of frames outside the link.
  public struct Unacknowledged: Sendable, Codable, Equatable {
    /// Frames this gateway sent.
    public var sent = 0
    /// Frames the law did not let it send.
    public var refused = 0
    /// Receptions of its frames at the gateways they were for.
    public var delivered = 0
    /// Frames for this gateway that it received.
    public var received = 0
  }

  /// What happened to receptions.
  public struct Channel: Sendable, Codable, Equatable {
    /// Lost by the loss model.
    public var lost: Int
    /// Destroyed by an overlapping frame.
    public var collided: Int
    /// Missed by a station that was transmitting.
    public var deaf: Int
  }
}
