// SPDX-License-Identifier: Apache-2.0
// Part of loragw

extension Session {
  /// Makes the bytes of an RTS or a CTS; `covering` is the tag of the RTS that a CTS answers.
  package func encode(_ frame: ReservationFrame, covering: [UInt8]) -> EncodedFrame {
    let tag = makeTag(frame.tagKind, MessageNumber(0), frame.untagged, covering: covering)
    return EncodedFrame(bytes: frame.untagged + tag, request: tag)
  }

  /// Whether an RTS is authentic and new; a wrong tag is counted.
  ///
  /// A session read from disk takes none: it no longer knows which counters it has seen.
  package mutating func acceptsAnnouncement(
    _ frame: ReservationFrame, counter: UInt16, bytes: [UInt8]
  ) -> Bool {
    guard verify(frame.tagKind, MessageNumber(0), bytes) else {
      countFailedTag()
      return false
    }
    guard madeAt != nil, counter > announcementMark else { return false }
    announcementMark = counter
    return true
  }

  /// Whether a CTS answers the RTS that is out, whose tag it covers; any other is counted.
  package mutating func acceptsClearance(
    _ frame: ReservationFrame, bytes: [UInt8], of request: [UInt8]?
  ) -> Bool {
    if let request, verify(frame.tagKind, MessageNumber(0), bytes, covering: request) {
      return true
    }
    countFailedTag()
    return false
  }
}
