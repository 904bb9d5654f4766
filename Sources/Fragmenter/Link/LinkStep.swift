// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import LoRaPHY

/// What a step of the link asks of its shell: first commit all changes, then act.
///
/// The order is the promise: a frame in `actions` may be keyed only after `changes` are durable in
/// one transaction. When the commit fails, the actions are dropped and the station is made anew
/// from what is on disk.
public struct LinkStep: Sendable {
  /// To be committed in one transaction.
  public var changes: [LinkChange] = []
  /// To be done afterwards, in this order.
  public var actions: [LinkAction] = []

  /// An empty step.
  public init() {}
}

/// One change of what the link keeps on disk.
public enum LinkChange: Sendable, Equatable {
  /// A session began or its receiving state moved on.
  case session(SessionRecord)
  /// A session ended; all that belongs to it goes too.
  case dropSession(SessionID)
  /// Handshake counters, reserved before use.
  case handshakeMarks(PeerKey, HandshakeMarks)
  /// A message was sealed.
  case sealed(SealedMessage)
  /// Symbol ids below this one are about to be sent.
  case symbolsReserved(SessionID, MessageNumber, upTo: Int)
  /// After a restart the records of a band's ledger are these and no others.
  case airtimeRestored(RowName, DutySnapshot)
  /// Airtime is about to be used; records that ended before the bound count no more.
  case airtimeReserved(RowName, DutyRecord, forgettingEndedBefore: Int64)
  /// A burst reserved before used this much only; nil: nothing. It may be lost: then all counts.
  case airtimeSettled(RowName, number: Int64, DutyRecord?)
  /// A band's ledger lives: its records age. It may be lost: then they stay younger.
  case airtimeAlive(RowName, LifeSign)
  /// A sealed message is no longer needed.
  case unsealed(SessionID, MessageNumber)
  /// A symbol arrived. It need not survive a power cut: a lost one is asked for again.
  case symbol(StoredSymbol)
  /// Stored symbols of a message are to be forgotten: from this id on.
  case forgetSymbols(SessionID, MessageNumber, fromID: Int)
}

extension LinkChange {
  /// Whether the change must be on the disk itself before the step's actions.
  public var durability: Durability {
    switch self {
    case .symbol, .symbolsReserved, .airtimeSettled, .airtimeAlive: .process
    default: .power
    }
  }

  /// What a committed change survives.
  public enum Durability: Sendable, Comparable {
    /// The end of the process.
    case process
    /// A power cut.
    case power
  }
}

/// A received symbol as it is kept on disk.
public struct StoredSymbol: Sendable, Equatable {
  /// The session it came in.
  public let session: SessionID
  /// The message it belongs to.
  public let number: MessageNumber
  /// Its encoding symbol id.
  public let id: Int
  /// K, when the frame told it.
  public let sourceCount: Int?
  /// The symbol.
  public let bytes: [UInt8]

  /// Makes a symbol, as read back from the spool.
  public init(
    session: SessionID, number: MessageNumber, id: Int, sourceCount: Int?, bytes: [UInt8]
  ) {
    self.session = session
    self.number = number
    self.id = id
    self.sourceCount = sourceCount
    self.bytes = bytes
  }
}

/// What the link asks its shell to do.
public enum LinkAction: Sendable, Equatable {
  /// Key the radio with this frame; answer with `.transmitted` or `.transmissionFailed`.
  case transmit([UInt8])
  /// Tune the radio to another channel before what follows; it listens there from now on.
  case tune(RadioChannel)
  /// Listen whether the channel is in use; answer with `.sensed`.
  case sense
  /// A message arrived and opened; answer with `.stored` once it is durable.
  case opened(InboundMessage)
  /// The peer stored a message of ours.
  case delivered(TransferReport)
  /// The peer lacks the history a message was packed with. The message comes back later by a
  /// `.returned` and is to be packed without history then.
  case historyUnknown(MessageHandle, PeerKey)
  /// A message is the owner's again. Its session is gone, and it must be given to the link anew;
  /// or, in the step of its `.submit`, the peer is not known or the message is too large.
  case returned(MessageHandle, PeerKey)
}

/// A message that arrived whole and authentic.
public struct InboundMessage: Sendable, Equatable {
  /// Who sent it.
  public let peer: PeerKey
  /// The session it came in.
  public let session: SessionID
  /// Its number there.
  public let number: MessageNumber
  /// How urgent its sender found it.
  public let messageClass: MessageClass
  /// What it holds.
  public let content: MessageContent
  /// Which deliberate copy of a mail it is; 0 for everything but a mail.
  public let copy: UInt8
  /// What was sealed.
  public let payload: [UInt8]
}

/// What happens to the link.
public enum LinkEvent: Sendable {
  /// The radio received a frame.
  case received([UInt8], snr: SNR)
  /// The frame of the last `.transmit` has left the antenna.
  case transmitted
  /// The radio could not send the frame of the last `.transmit`.
  case transmissionFailed
  /// The answer to `.sense`.
  case sensed(MediumState)
  /// A message is to be carried to a peer.
  case submit(OutboundMessage, to: PeerKey)
  /// A message is not to be carried after all; it comes back by a `.returned`, unless the peer has
  /// it.
  case withdraw(MessageHandle, from: PeerKey)
  /// The message of an `.opened` is being committed in this very step's transaction.
  case stored(PeerKey, SessionID, MessageNumber)
  /// The message of an `.opened` was packed with history that is not here: nothing of it is stored,
  /// and the sender is told to pack it without.
  case historyUnknown(PeerKey, SessionID, MessageNumber)
  /// A new session with a peer is wished for, whatever the old one is good for.
  case rekey(PeerKey)
  /// The deadline has come.
  case deadline
}

/// What listening found.
public enum MediumState: Sendable {
  case clear
  case busy
}

/// How far one of our messages is, and what it has cost so far.
public struct TransferReport: Sendable, Equatable {
  /// Whose message.
  public let handle: MessageHandle
  /// Where it goes.
  public let peer: PeerKey
  /// Its number of source symbols.
  public let sourceCount: Int
  /// Frames sent for it, requests included.
  public var frames = 0
  /// Bytes of those frames.
  public var bytes = 0
  /// Their time on air.
  public var airtime = Duration.zero
  /// The part of it the receiver is not known to miss, 0 to 1.
  public var progress = 0.0

  mutating func add(frameBytes: Int, airtime time: Duration) {
    frames += 1
    bytes += frameBytes
    airtime += time
  }
}
