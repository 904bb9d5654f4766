// SPDX-License-Identifier: Apache-2.0
// Part of loragw

private import CLinuxIO
internal import Synchronization

/// What the callers of a radio leave for its thread.
final class RadioMailbox<Request: Sendable, Success: Sendable>: Sendable {
  typealias Answer = Result<Success, RadioError>

  /// A request and who waits for its answer; nobody when the shell itself asks.
  struct Asked: Sendable {
    var request: Request
    var caller: CheckedContinuation<Answer, Never>?
  }

  private struct Content {
    var asked: [Asked] = []
    var leaving: [CheckedContinuation<Void, Never>] = []
    var isStopping = false
    var hasEnded = false
  }

  private let content = Mutex(Content())
  /// Readable when there is something for the thread.
  let descriptor: Int32

  init() throws(BusError) {
    descriptor = clio_signal_open()
    guard descriptor >= 0 else { throw BusError("eventfd: \(BusError.text(of: descriptor))") }
  }

  deinit { clio_close(descriptor) }

  // MARK: - Callers

  func ask(_ request: Request) async -> Answer {
    await withCheckedContinuation { caller in
      let isAccepted = content.withLock { content in
        guard !content.isStopping else { return false }
        content.asked.append(Asked(request: request, caller: caller))
        return true
      }
      guard isAccepted else { return caller.resume(returning: .failure(.shutDown)) }
      clio_signal_raise(descriptor)
    }
  }

  /// Asks the thread to end, and waits until it has.
  func leave() async {
    await withCheckedContinuation { continuation in
      let hasEnded = content.withLock { content in
        content.isStopping = true
        guard !content.hasEnded else { return true }
        content.leaving.append(continuation)
        return false
      }
      guard !hasEnded else { return continuation.resume() }
      clio_signal_raise(descriptor)
    }
  }

  /// Asks the thread to end.
  func stop() {
    content.withLock { $0.isStopping = true }
    clio_signal_raise(descriptor)
  }

  // MARK: - The thread

  func take() -> (asked: [Asked], isStopping: Bool) {
    _ = clio_signal_take(descriptor)
    return content.withLock { content in
      defer { content.asked = [] }
      return (content.asked, content.isStopping)
    }
  }

  /// Fails what was asked too late, and lets go who waits for the end.
  func end() {
    let (asked, leaving) = content.withLock { content in
      content.isStopping = true
      content.hasEnded = true
      defer { (content.asked, content.leaving) = ([], []) }
      return (content.asked, content.leaving)
    }
    for asked in asked { asked.caller?.resume(returning: .failure(.shutDown)) }
    for continuation in leaving { continuation.resume() }
  }
}
