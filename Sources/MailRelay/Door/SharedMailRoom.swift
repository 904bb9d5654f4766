// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import NIOCore
internal import Synchronization

/// A ``MailRoom`` for the connections of all listeners that are given it.
public final class SharedMailRoom: Sendable {
  private struct State {
    var room: MailRoom<ObjectIdentifier>
    var waiting: [ObjectIdentifier: EventLoopPromise<Void>] = [:]
  }

  /// Why somebody who waits gets no room: he left.
  private struct Left: Error {}

  private let state: Mutex<State>

  /// A room for what usual gateways take.
  public convenience init() { self.init(octets: Limits.roomOctets) }

  /// A room of so many octets.
  package init(octets: Int) { state = Mutex(State(room: MailRoom(octets: octets))) }

  /// Asks for so many octets; the promise is kept once there are, or fails when the guest leaves.
  func ask(_ octets: Int, for guest: ObjectIdentifier, _ promise: EventLoopPromise<Void>) {
    let isIn = state.withLock { state in
      let isIn = state.room.ask(octets, for: guest)
      if !isIn { state.waiting[guest] = promise }
      return isIn
    }
    if isIn { promise.succeed() }
  }

  /// A guest needs none any more, had he any or not.
  func leave(_ guest: ObjectIdentifier) {
    let (gone, entering) = state.withLock { state in
      let gone = state.waiting.removeValue(forKey: guest)
      return (gone, state.room.leave(guest).compactMap { state.waiting.removeValue(forKey: $0) })
    }
    gone?.fail(Left())
    for promise in entering { promise.succeed() }
  }
}
