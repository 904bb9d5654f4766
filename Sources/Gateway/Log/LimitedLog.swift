// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY
import Synchronization

/// A log under a ``LogRateLimit``, shared by all copies of a handler.
final class LimitedLog: Sendable {
  /// Takes a line that is to be written.
  typealias Writer = @Sendable (LogLine) -> Void

  private struct State {
    var limit = LogRateLimit()
    var isWaiting = false
  }

  private let state = Mutex(State())
  private let write: Writer

  init(_ write: @escaping Writer) { self.write = write }

  /// Writes a line, or counts it.
  func take(_ line: LogLine) {
    let now = SystemClock.now()
    let (due, isAllowed) = state.withLock {
      ($0.limit.due(at: now), $0.limit.allows(line, at: now))
    }
    for told in due { write(told) }
    if isAllowed { write(line) } else { waitUntilDue() }
  }

  /// Tells what was withheld up to now, before the log ends.
  func end() {
    for line in state.withLock({ $0.limit.end() }) { write(line) }
  }

  /// Tells what was withheld when it is due, though nothing else be logged.
  private func waitUntilDue() {
    let deadline = state.withLock { state -> Instant? in
      guard !state.isWaiting, let deadline = state.limit.nextDeadline else { return nil }
      state.isWaiting = true
      return deadline
    }
    guard let deadline else { return }
    Task {
      try? await Task.sleep(for: max(deadline - SystemClock.now(), .zero))
      let due = state.withLock { state in
        state.isWaiting = false
        return state.limit.due(at: SystemClock.now())
      }
      for line in due { write(line) }
      waitUntilDue()
    }
  }
}
