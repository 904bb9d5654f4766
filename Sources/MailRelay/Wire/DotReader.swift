// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Reads the octets between DATA and CRLF.CRLF and takes the stuffed dots out (RFC 5321 §4.5.2).
///
/// Only CRLF ends a line. A bare CR or LF never does: it makes the mail defective, and reading goes
/// on to the true end, so that nothing inside a mail can pass for a command (CVE-2023-51764).
/// Memory is bounded: a mail that outgrows its limit or is defective is no longer kept.
struct DotReader: Sendable {
  /// What became of the mail.
  enum Outcome: Hashable, Sendable {
    /// The octets of the mail: CRLF lines, dots unstuffed.
    case mail([UInt8])
    /// The mail had a bare CR or LF.
    case bareLineEnd
    /// The mail is longer than the limit: it has so many octets.
    case tooBig(octets: Int)
    /// The mail is so long that reading it to its end is no longer worth it.
    case endless
  }

  private enum Position: Sendable {
    /// At the start of a line.
    case lineStart
    /// After a dot at the start of a line.
    case dot
    /// After a dot and CR at the start of a line.
    case dotReturn
    /// Within a line.
    case text
    /// After a CR.
    case carriageReturn
  }

  private let octetsMax: Int
  private var mail: [UInt8] = []
  private var length = 0
  private var taken = 0
  private var position = Position.lineStart
  private var hasBareLineEnd = false

  /// Starts at the first octet after DATA's CRLF; a mail may have `octetsMax` octets.
  init(octetsMax: Int) {
    self.octetsMax = octetsMax
  }

  /// Takes octets from the front of `input` up to the end of the mail.
  mutating func next(from input: inout ArraySlice<UInt8>) -> Outcome? {
    for index in input.indices where take(input[index]) {
      input = input[(index + 1)...]
      return outcome
    }
    taken += input.count
    input = []
    return taken - octetsMax > Limits.discardedOctets ? .endless : nil
  }

  /// Octets of the mail that it has in memory.
  var heldOctets: Int { mail.count }

  /// Expects a mail of so many octets, or a few more: one that grew into its memory would be there
  /// twice.
  mutating func expect(_ octets: Int) { mail.reserveCapacity(octets + octets / 64 + 4096) }

  private var outcome: Outcome {
    if hasBareLineEnd { return .bareLineEnd }
    return length > octetsMax ? .tooBig(octets: length) : .mail(mail)
  }

  /// Takes one octet and tells whether it was the last of the end mark.
  private mutating func take(_ octet: UInt8) -> Bool {
    switch position {
    case .lineStart:
      if octet == .dot { position = .dot } else { takeText(octet) }
    case .dot:
      if octet == .carriageReturn { position = .dotReturn } else { takeText(octet) }
    case .dotReturn:
      if octet == .lineFeed { return true }
      hasBareLineEnd = true
      takeText(octet)
    case .carriageReturn:
      if octet == .lineFeed {
        keep(.carriageReturn)
        keep(.lineFeed)
        position = .lineStart
      } else {
        hasBareLineEnd = true
        takeText(octet)
      }
    case .text:
      takeText(octet)
    }
    return false
  }

  private mutating func takeText(_ octet: UInt8) {
    switch octet {
    case .carriageReturn: position = .carriageReturn
    case .lineFeed:
      hasBareLineEnd = true
      position = .text
    default:
      keep(octet)
      position = .text
    }
  }

  private mutating func keep(_ octet: UInt8) {
    length += 1
    if length <= octetsMax, !hasBareLineEnd {
      mail.append(octet)
    } else if !mail.isEmpty {
      mail = []
    }
  }
}
