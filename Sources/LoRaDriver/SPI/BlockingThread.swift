// SPDX-License-Identifier: Apache-2.0
// Part of loragw

private import Glibc

/// A thread for work that blocks, so that Swift's own threads never do.
enum BlockingThread {
  private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  /// Runs the work on a new thread.
  ///
  /// - Throws: ``BusError`` when the system has no thread left.
  static func start(_ body: @escaping @Sendable () -> Void) throws(BusError) {
    let work = unsafe Unmanaged.passRetained(Work(body))
    var thread = pthread_t()
    let code = unsafe pthread_create(
      &thread, nil,
      { context in
        guard let context = unsafe context else { return nil }
        unsafe Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
        return nil
      }, work.toOpaque())
    guard code == 0 else {
      unsafe work.release()
      throw BusError("pthread_create: \(BusError.text(of: -code))")
    }
    pthread_detach(thread)
  }
}
