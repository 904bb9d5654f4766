// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What the codec is asked for, one thing at a time: it has one model at work in memory then, and
/// the door and the radio need the other cores.
///
/// What arrived goes first, for its sender waits for the acknowledgement; while a long mail is
/// being packed, beside that.
package struct CodecQueue {
  private var arrived: [UnpackingJob] = []
  private var preparation: String?
  private var atDoor: [PackingJob] = []
  private var course = Course.idle
  private var overtaking = Course.idle

  /// What is being done.
  private enum Course { case idle, brief, long }

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
    course = .brief
    return true
  }

  /// Takes what is to be done next; nil when that is all.
  package mutating func takeNext() -> Work? {
    let work = next()
    course =
      switch work {
      case .pack(let job) where job.content.count > GatewayLimits.briefPackBytes: .long
      case nil: .idle
      default: .brief
      }
    return work
  }

  private mutating func next() -> Work? {
    if !arrived.isEmpty { return .unpack(arrived.removeFirst()) }
    if let peer = preparation {
      preparation = nil
      return .prepare(peer: peer)
    }
    return atDoor.isEmpty ? nil : .pack(atDoor.removeFirst())
  }

  /// Whether somebody has to begin with ``takeOvertaking()`` now.
  package mutating func beginOvertaking() -> Bool {
    guard course == .long, overtaking == .idle, !arrived.isEmpty else { return false }
    overtaking = .brief
    return true
  }

  /// Takes what is not to wait for the long mail that is being packed; nil when that is all.
  package mutating func takeOvertaking() -> UnpackingJob? {
    guard course == .long, !arrived.isEmpty else {
      overtaking = .idle
      return nil
    }
    return arrived.removeFirst()
  }
}
