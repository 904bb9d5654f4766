// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What the octets of a mail ask of those who carry it, found in one pass.
struct MailShape: Hashable, Sendable {
  /// Whether a CR or LF stands alone.
  private(set) var hasBareLineEnd = false
  /// Whether an octet is 128 or more.
  private(set) var hasEightBit = false
  /// Whether the header has an octet of 128 or more.
  private(set) var hasEightBitHeader = false
  /// Whether an octet is 0.
  private(set) var hasNull = false
  /// The longest line with its end, in octets; only LF ends a line here.
  private(set) var longestLineOctets = 0
  /// The header up to the empty line, in octets; all octets when there is no empty line.
  private(set) var headerOctets: Int

  init(_ mail: some RandomAccessCollection<UInt8>) {
    headerOctets = mail.count
    var (isHeader, lineOctets, position) = (true, 0, 0)
    var previous = UInt8.lineFeed
    for octet in mail {
      position += 1
      lineOctets += 1
      if octet >= 0x80 {
        hasEightBit = true
        if isHeader { hasEightBitHeader = true }
      }
      if octet == 0 { hasNull = true }
      if (previous == .carriageReturn) != (octet == .lineFeed) { hasBareLineEnd = true }
      if octet == .lineFeed {
        longestLineOctets = max(longestLineOctets, lineOctets)
        if isHeader, lineOctets <= 2 { (isHeader, headerOctets) = (false, position) }
        lineOctets = 0
      }
      previous = octet
    }
    longestLineOctets = max(longestLineOctets, lineOctets)
    if previous == .carriageReturn { hasBareLineEnd = true }
  }

  /// Whether DATA can carry the mail as it is.
  var isText: Bool {
    !hasBareLineEnd && !hasNull && longestLineOctets <= Limits.lineOctetsOnTheWire
  }
}
