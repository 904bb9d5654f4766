// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Those who listen along to what a gateway's radio hears.
struct Audience {
  /// Frames kept for one who does not keep up; then the oldest go.
  private static let heldFrames = 256

  private var listeners: [Int: AsyncStream<HeardFrame>.Continuation] = [:]
  private var next = 0

  var isEmpty: Bool { listeners.isEmpty }

  /// Takes up a listener; `leave` is called with its number when it has gone.
  mutating func join(
    onLeaving leave: @escaping @Sendable (Int) -> Void
  ) -> AsyncStream<HeardFrame> {
    let (stream, continuation) = AsyncStream<HeardFrame>.makeStream(
      bufferingPolicy: .bufferingNewest(Self.heldFrames))
    let number = next
    next += 1
    continuation.onTermination = { _ in leave(number) }
    listeners[number] = continuation
    return stream
  }

  mutating func leave(_ number: Int) { listeners[number] = nil }

  func tell(_ frame: HeardFrame) {
    for listener in listeners.values { listener.yield(frame) }
  }

  func finish() {
    for listener in listeners.values { listener.finish() }
  }
}
