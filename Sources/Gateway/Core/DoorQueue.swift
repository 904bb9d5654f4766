// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Which mails from the door the codec has been given, and which wait on disk for their turn.
///
/// A job holds its mail in memory until it is packed. So only as many are made at once as
/// ``GatewayLimits/heldMailBytes`` of mail, and one at least.
struct DoorQueue {
  private var heldBytes: [ConsignmentID: Int] = [:]
  private var waiting: ArraySlice<ConsignmentID> = []

  private var hasRoom: Bool {
    heldBytes.values.reduce(0, +) < GatewayLimits.heldMailBytes
  }

  /// Whether a job may be made of a consignment now; else it waits behind the others.
  mutating func admits(_ id: ConsignmentID) -> Bool {
    if waiting.isEmpty, hasRoom { return true }
    waiting.append(id)
    return false
  }

  /// A job was made, of so many bytes of mail.
  mutating func hold(_ id: ConsignmentID, bytes: Int) { heldBytes[id] = bytes }

  /// The codec is through with a consignment.
  mutating func release(_ id: ConsignmentID) { heldBytes[id] = nil }

  /// The next that a job may be made of; nil when none waits, or there is no room.
  mutating func next() -> ConsignmentID? { hasRoom ? waiting.popFirst() : nil }
}

extension GatewayCore {
  /// What the codec is to do with a consignment from the door; nil when nothing, or not yet.
  ///
  /// `content` is the mail's where it is at hand.
  func doorJob(
    _ id: ConsignmentID, content: [UInt8]? = nil
  ) throws(SpoolError) -> PackingJob? {
    guard doorQueue.admits(id) else { return nil }
    return try newDoorJob(id, content: content)
  }

  /// The codec is through with a consignment: others have their turn.
  func nextDoorJobs(after id: ConsignmentID) throws(SpoolError) -> [GatewayAction] {
    doorQueue.release(id)
    var actions: [GatewayAction] = []
    while let next = doorQueue.next() {
      if let job = try newDoorJob(next) { actions.append(.pack(job)) }
    }
    return actions
  }

  private func newDoorJob(
    _ id: ConsignmentID, content: [UInt8]? = nil
  ) throws(SpoolError) -> PackingJob? {
    guard let job = try spool.doorJob(id, content: content, settings.historyUse) else { return nil }
    doorQueue.hold(id, bytes: job.content.count)
    // Packed for good: what comes behind it is made ready after it.
    if job.history != nil { preparing[job.peer] = id }
    return job
  }
}
