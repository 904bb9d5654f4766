// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import NIOCore
internal import Synchronization

/// The connections of a listener that are open, or whose mail is still being taken.
final class ConnectionRegister: Sendable {
  private struct State {
    var channels: [ObjectIdentifier: any Channel] = [:]
    var lastEnds: [ObjectIdentifier: EventLoopFuture<Void>] = [:]
    var isClosed = false
  }

  private let state = Mutex(State())
  private let connectionsMax: Int

  init(connectionsMax: Int) {
    self.connectionsMax = connectionsMax
  }

  /// Enters a connection; false when there are too many or the listener goes down.
  func enter(_ channel: any Channel, end: EventLoopFuture<Void>) -> Bool {
    let key = ObjectIdentifier(channel)
    let isIn = state.withLock { state in
      guard !state.isClosed, state.lastEnds.count < connectionsMax else { return false }
      state.channels[key] = channel
      state.lastEnds[key] = end
      return true
    }
    if isIn { end.whenComplete { _ in self.leave(key) } }
    return isIn
  }

  private func leave(_ key: ObjectIdentifier) {
    state.withLock { state in
      state.channels[key] = nil
      state.lastEnds[key] = nil
    }
  }

  /// Lets nobody in any more; the connections that are left, and when each will be done.
  func close() -> [(channel: any Channel, end: EventLoopFuture<Void>)] {
    state.withLock { state in
      state.isClosed = true
      return state.channels.compactMap { key, channel in
        state.lastEnds[key].map { (channel, $0) }
      }
    }
  }
}
