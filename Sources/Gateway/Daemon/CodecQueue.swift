// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What the codec is asked for, one thing at a time: it has one model in memory.
///
/// What arrived goes first, for its sender waits for the acknowledgement.
package struct CodecQueue {
  private var arrived: [UnpackingJob] = []
  private var preparation: String?
  private var atDoor: [PackingJob] = []
  private var course = Course.idle

  private enum Course { case idle, busy }

  /// One thing to do.
  package enum Work {
    /// Unpack what arrived.
    case unpack(UnpackingJob)
    /// Read what the next mail of this peer is likely packed with.
    case prepare(peer: String)
    /// Pack a mail.
    case pack(PackingJob)
  }

  /// An empty queue.
  package init() {}

  /// Asks for what a message from the air holds.
  package mutating func add(_ job: UnpackingJob) { arrived.append(job) }

  /// Asks for a mail to be packed.
  package mutating func add(_ job: PackingJob) { atDoor.append(job) }

  /// Asks for the history of a peer to be read; of the latest one only, for one is kept.
  package mutating func prepare(forNextOf peer: String) { preparation = peer }

  /// Whether somebody has to begin with ``takeNext()`` now.
  package mutating func begin() -> Bool {
    guard course == .idle else { return false }
    course = .busy
    return true
  }

  /// Takes what is to be done next; nil when that is all.
  package mutating func takeNext() -> Work? {
    if !arrived.isEmpty { return .unpack(arrived.removeFirst()) }
    if let peer = preparation {
      preparation = nil
      return .prepare(peer: peer)
    }
    if !atDoor.isEmpty { return .pack(atDoor.removeFirst()) }
    course = .idle
    return nil
  }
}
