// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY

/// The frames in the modem, as far as is known.
///
/// The firmware listens, then sends all that is in its queue, then tells its statistics. While it
/// sends it reads nothing from its line and writes nothing. So a frame that it has confirmed (it
/// was asked whether the queue has room right after) leaves before the next statistics that show
/// more airtime; and before any statistics that come later than the longest listening, as the
/// sending had begun by then, and is over.
/// Source: RNode_Firmware 1.86, `tx_queue_handler`, `flush_queue`, `update_airtime`.
struct RNodeTransmission: Sendable, Equatable {
  private struct Written: Equatable {
    var airtime: Duration
    var lineTime: Duration
  }

  /// Airtime of the frames that are in its queue or on the air.
  private var queued: [Duration] = []
  /// When the last of them got there: by then the sending had not begun.
  private var confirmedAt = Instant.zero
  /// Airtime and serial bytes of the frames that it has not confirmed yet.
  private var written: [Written] = []
  private var writtenSince = Instant.zero
  /// The longest listening on a channel that is free.
  private let listening: Duration

  /// The most frames that may be on the line: some boards have a serial buffer of 1 kB.
  private static let unconfirmedFrames = 4
  /// The most airtime that may wait, so that what is urgent does not wait for long.
  private static let waitingAirtime = Duration.seconds(4)

  init(listening: Duration) { self.listening = listening }

  /// Whether all frames have left.
  var isEmpty: Bool { queued.isEmpty && written.isEmpty }

  /// Whether another frame may be handed over.
  var hasRoom: Bool {
    let waiting = queued.reduce(.zero, +) + written.reduce(Duration.zero) { $0 + $1.airtime }
    return written.count < Self.unconfirmedFrames && waiting < Self.waitingAirtime
  }

  /// When something must have happened, unless others were sending or an answer was lost.
  var deadline: Instant {
    guard queued.isEmpty else { return confirmedAt + listening + queued.reduce(.zero, +) }
    let line = written.reduce(Duration.zero) { $0 + $1.lineTime }
    return writtenSince + line + RNodeTimes.promptAnswer
  }

  /// A frame is being written.
  mutating func write(airtime: Duration, bytes: Int, at now: Instant) {
    if written.isEmpty { writtenSince = now }
    written.append(Written(airtime: airtime, lineTime: RNodeTimes.serial(bytes: bytes)))
  }

  /// The modem has the frame written first.
  mutating func confirm(at now: Instant) {
    guard !written.isEmpty else { return }
    queued.append(written.removeFirst().airtime)
    (confirmedAt, writtenSince) = (now, now)
  }

  /// Whether statistics of this moment tell that what was queued has left.
  func isOver(showingMore isMore: Bool, at now: Instant) -> Bool {
    !queued.isEmpty && (isMore || now >= confirmedAt + listening)
  }

  /// What was queued has left.
  mutating func leave(at now: Instant) {
    queued = []
    writtenSince = now
  }
}
