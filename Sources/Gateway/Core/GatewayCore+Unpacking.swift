// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
package import LoRaPHY

/// Messages from the air on their way through the codec; the core goes on meanwhile.
extension GatewayCore {
  /// Takes a message that arrived; its acknowledgement is in the step that follows the commit.
  func take(
    _ message: InboundMessage, at now: Instant
  ) throws(SpoolError) -> [GatewayAction] {
    // Results are worth no codec's time, yet none overtakes what its sender said before.
    if message.content == .results, !unpacking.holds(message.peer) {
      return try begin(message, at: now)
    }
    unpacking.append(message)
    return try unpackNext(at: now)
  }

  /// The codec is through with a message from the air, or with as much as one transaction may
  /// store.
  ///
  /// What comes after the link was made anew is dropped: its sender asks for it again.
  ///
  /// - Throws: ``SpoolError`` when the gateway must stop.
  package func unpacked(
    _ job: UnpackingJob, _ result: UnpackingResult, at now: Instant
  ) throws(SpoolError) -> [GatewayAction] {
    guard unpacking.end(job) else { return [] }
    queueClock.advance(to: now)
    results.ripen(at: now)
    var actions: [GatewayAction] = []
    do throws(SpoolError) {
      actions += try take(result, of: job, at: now)
      actions += try unpackNext(at: now)
    } catch {
      actions += try rest(after: error, at: now)
    }
    return actions + (try handle(.deadline, at: now))
  }

  /// Begins with the messages that wait, until one needs the codec.
  private func unpackNext(at now: Instant) throws(SpoolError) -> [GatewayAction] {
    var actions: [GatewayAction] = []
    while let message = unpacking.takeNext() { actions += try begin(message, at: now) }
    return actions
  }

  private func begin(
    _ message: InboundMessage, at now: Instant
  ) throws(SpoolError) -> [GatewayAction] {
    switch ArrivedContent(of: message) {
    case .mails(let packed): return [try unpack(packed[...], of: message)]
    case .part(let part):
      let packed = try spool.packedMail(completedBy: part, from: message.peer)
      guard let packed else {
        return try store([.part(part)], finishing: message, at: now)
      }
      return [.unpack(unpacking.begin([packed], of: message, part: part))]
    case .results(let list): return try store([.results(list)], finishing: message, at: now)
    case .unreadable(let payload, let why):
      return try store([.unreadable(payload, why: why)], finishing: message, at: now)
    }
  }

  private func unpack(
    _ packed: ArraySlice<[UInt8]>, of message: InboundMessage
  ) throws(SpoolError) -> GatewayAction {
    let history = try receivedHistory(of: message.peer)
    return .unpack(unpacking.begin(packed, of: message, after: history))
  }

  /// Stores what was unpacked.
  ///
  /// A message that would hold too much is cut into several transactions: it is acknowledged with
  /// the last, and mails stored before are known when it comes again. One with a mail that was
  /// packed with others that are not here is refused.
  private func take(
    _ result: UnpackingResult, of job: UnpackingJob, at now: Instant
  ) throws(SpoolError) -> [GatewayAction] {
    guard case .mails(let mails) = result else { return try refuse(job.message, at: now) }
    let arrivals = mails.map { arrival($0, of: job) }
    let rest = job.packed.dropFirst(mails.count)
    guard !rest.isEmpty else { return try store(arrivals, finishing: job.message, at: now) }
    let actions = try store(arrivals, of: job.message, LinkStep(), at: now)
    return actions + [try unpack(rest, of: job.message)]
  }
}
