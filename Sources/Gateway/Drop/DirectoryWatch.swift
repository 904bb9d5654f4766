// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import CLinuxIO
import Foundation
import LoRaPHY

/// Tells when names come and go in a directory.
enum DirectoryWatch {
  /// Yields after a change, and at least so often: a watch may miss what it has no room for, and
  /// file systems of other machines tell nothing.
  static func changes(in directory: String, atLeastEvery pause: Duration) -> AsyncStream<Void> {
    // Changes that nobody has looked at yet are one.
    let (stream, changes) = AsyncStream.makeStream(
      of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let stop = clio_signal_open()
    changes.onTermination = { _ in if stop >= 0 { clio_signal_raise(stop) } }
    Thread.detachNewThread {
      live(directory, stop: stop, every: pause, changes)
      if stop >= 0 { clio_close(stop) }
    }
    return stream
  }

  /// Returns when the stream has ended.
  private static func live(
    _ directory: String, stop: Int32, every pause: Duration,
    _ changes: AsyncStream<Void>.Continuation
  ) {
    var watch: OpaquePointer?
    let isWatching = unsafe clio_watch_open(directory, &watch) == 0
    defer { if isWatching, let watch = unsafe watch { unsafe clio_watch_close(watch) } }
    let descriptor = unsafe watch.map { unsafe clio_watch_descriptor($0) } ?? -1
    while true {
      let ready = clio_wait(stop, isWatching ? descriptor : -1, pause.wholeMicroseconds)
      guard ready & 1 == 0 || ready < 0 else { return }
      if ready > 0, let watch = unsafe watch { unsafe clio_watch_take(watch) }
      // A wait that fails must not become a busy loop.
      if ready < 0 { clio_pause(pause.wholeMicroseconds) }
      if case .terminated = changes.yield() { return }
    }
  }
}
