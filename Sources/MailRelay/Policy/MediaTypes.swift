// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The media types of a mail and of its parts (RFC 2046), in the order in which they stand there.
///
/// What is encrypted is not looked into. A part beyond the limits is not seen.
public struct MediaTypes: Hashable, Sendable {
  /// Type and subtype in lower case; the first is that of the whole mail.
  public private(set) var types: [String] = []
  /// The lines, as compared, that begin a part.
  private var marks: Set<[UInt8]> = []

  /// Parts that are looked at.
  private static let most = 1000
  /// The header of a part, as far as it is read, in octets.
  private static let partHeaderOctets = 16 << 10
  /// A mail without Content-Type is plain text (RFC 2045 §5.2).
  private static let byDefault = "text/plain"

  /// Reads the types of a mail with lines in CRLF or LF; any octets may be given.
  public init(of mail: [UInt8]) {
    var position = enter(MailHeader(of: mail), at: 0, mail)
    while position < mail.count, types.count < Self.most {
      let end = mail[position...].firstIndex(of: .lineFeed) ?? mail.count
      let line = mail[position..<end]
      position = min(end + 1, mail.count)
      guard line.starts(with: "--".utf8), line.count < 256, marks.contains(Self.compared(line))
      else { continue }
      position = enterPart(at: position, mail)
    }
  }

  private mutating func enterPart(at start: Int, _ mail: [UInt8]) -> Int {
    let end = min(mail.count, start + Self.partHeaderOctets)
    return enter(MailHeader(of: Array(mail[start..<end])), at: start, mail)
  }

  /// Notes a header that stands at a place, and returns where to go on.
  private mutating func enter(_ header: MailHeader, at start: Int, _ mail: [UInt8]) -> Int {
    let content = header.contentType
    types.append(content?.type ?? Self.byDefault)
    let body = start + header.bodyStart
    if content?.type.hasPrefix("multipart/") == true, let boundary = content?.parameters["boundary"]
    {
      marks.insert(Self.compared(Array("--\(boundary)".utf8)[...]))
    }
    guard content?.type == "message/rfc822", body < mail.count, types.count < Self.most else {
      return body
    }
    return enterPart(at: body, mail)
  }

  /// A line as ``ContentType`` leaves boundaries: in lower case, without blanks and quotes.
  private static func compared(_ line: ArraySlice<UInt8>) -> [UInt8] {
    line.filter { !" \t\r\"".utf8.contains($0) }.map {
      (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0
    }
  }
}
