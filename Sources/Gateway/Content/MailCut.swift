// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay

/// How a packed mail that is too long for one message is cut: into parts of nearly equal length.
///
/// Part i of n holds the bytes from ⌊total · i / n⌋ up to ⌊total · (i + 1) / n⌋, so that two
/// numbers say where every part belongs.
package struct MailCut: Hashable, Sendable {
  /// The most bytes a packed mail can have: a stored mail, its envelope, and what storing adds.
  package static let mostTotalBytes =
    GatewayLimits.largestMailBytes + Limits.envelopeOctets + GatewayLimits.storedOverheadBytes
  /// How many parts a mail may have.
  package static let counts = 2...65_535

  /// The length of the packed mail.
  package let totalBytes: Int
  /// The number of parts.
  package let count: Int

  /// A cut; nil when no mail is that long, or some part would be empty.
  package init?(totalBytes: Int, count: Int) {
    guard Self.counts.contains(count), (count...Self.mostTotalBytes).contains(totalBytes) else {
      return nil
    }
    self.totalBytes = totalBytes
    self.count = count
  }

  /// The cut with the fewest parts of which each fits a payload; nil when none does.
  package init?(totalBytes: Int, largestPayloadBytes: Int) {
    let room = largestPayloadBytes - MailPart.mostOverheadBytes
    guard room > 0, totalBytes > 0 else { return nil }
    self.init(totalBytes: totalBytes, count: max(2, (totalBytes + room - 1) / room))
  }

  /// The bytes of a part, counted from 0.
  package func range(of index: Int) -> Range<Int> {
    totalBytes * index / count..<totalBytes * (index + 1) / count
  }
}
