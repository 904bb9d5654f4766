// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaPHY
import MailCodec

/// Messages from the air that are to be unpacked, one at a time, in the order they opened.
///
/// The link bounds them: it opens each message once, and so many of a session before they are
/// stored.
struct UnpackingQueue {
  private var waiting: [InboundMessage] = []
  private var underWay: UnpackingJob?
  private var jobs = 0

  /// Whether a message of this peer is being unpacked, or waits for it.
  func holds(_ peer: PeerKey) -> Bool {
    underWay?.message.peer == peer || waiting.contains { $0.peer == peer }
  }

  /// A message opened.
  mutating func append(_ message: InboundMessage) { waiting.append(message) }

  /// The next message; nil while another one is being unpacked.
  mutating func takeNext() -> InboundMessage? {
    underWay == nil && !waiting.isEmpty ? waiting.removeFirst() : nil
  }

  /// The codec has to do with these mails of a message from now on.
  mutating func begin(
    _ packed: ArraySlice<[UInt8]>, of message: InboundMessage, part: MailPart? = nil,
    after history: MailHistory? = nil
  ) -> UnpackingJob {
    jobs += 1
    let job = UnpackingJob(
      number: jobs, message: message, packed: packed, part: part, history: history)
    underWay = job
    return job
  }

  /// The codec is through; false when nobody waits for it any more.
  mutating func end(_ job: UnpackingJob) -> Bool {
    guard underWay?.number == job.number else { return false }
    underWay = nil
    return true
  }

  /// The link is made anew: what it had opened opens again.
  mutating func forgetAll() {
    waiting = []
    underWay = nil
  }
}
