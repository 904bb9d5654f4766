// SPDX-License-Identifier: Apache-2.0
// Part of loragw

private import CLinuxIO
internal import Synchronization

/// What the callers of a chip's radio leave for its thread.
final class ChipMailbox: Sendable {
  typealias Answer = Result<ChipAnswer, RadioError>
  typealias Asked = (request: ChipRequest, continuation: CheckedContinuation<Answer, Never>)

  private struct Content {
    var asked: [Asked] = []
    var leaving: [CheckedContinuation<Void, Never>] = []
    var isStopping = false
    var hasEnded = false
    var health = ChipHealth()
  }

  private let content = Mutex(Content())
  /// The wires on their way to the thread, which gives them back before it ends.
  private let wires: Mutex<ChipWires?>
  /// Readable when there is something for the thread.
  let descriptor: Int32

  init(wires: ChipWires) throws(BusError) {
    self.wires = Mutex(wires)
    descriptor = clio_signal_open()
    guard descriptor >= 0 else { throw BusError("eventfd: \(BusError.text(of: descriptor))") }
  }

  deinit { clio_close(descriptor) }

  // MARK: - Callers

  var health: ChipHealth { content.withLock { $0.health } }

  func ask(_ request: ChipRequest) async -> Answer {
    await withCheckedContinuation { continuation in
      let isAccepted = content.withLock { content in
        guard !content.isStopping else { return false }
        content.asked.append((request, continuation))
        return true
      }
      guard isAccepted else { return continuation.resume(returning: .failure(.shutDown)) }
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

  func takeWires() -> ChipWires? {
    wires.withLock { wires in
      defer { wires = nil }
      return wires
    }
  }

  func publish(_ health: ChipHealth) { content.withLock { $0.health = health } }

  func end() {
    let (asked, leaving) = content.withLock { content in
      content.isStopping = true
      content.hasEnded = true
      defer { (content.asked, content.leaving) = ([], []) }
      return (content.asked, content.leaving)
    }
    for asked in asked { asked.continuation.resume(returning: .failure(.shutDown)) }
    for continuation in leaving { continuation.resume() }
  }
}
