// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A mail and its envelope in two files, as programs without SMTP write them.
///
/// The envelope has the lines `MAIL FROM:<…>` and `RCPT TO:<…>` of SMTP, with their parameters, and
/// nothing else; lines of both files end in LF or CRLF.
public enum EnvelopeFile {
  /// Puts the two together; any octets may be given.
  ///
  /// The result is a mail, or a `refused` or `broken` one with the line of the envelope.
  public static func item(
    envelope: [UInt8], mail: [UInt8], octetsMax: Int
  ) -> BatchReader.Item {
    guard mail.count <= octetsMax else {
      return refused(
        552, .init(5, 3, 4), "The mail has \(mail.count) octets; at most \(octetsMax) fit")
    }
    var reader = BatchReader(octetsMax: octetsMax)
    let lineEnd = envelope.contains(.carriageReturn) ? "\r\n" : "\n"
    let gap = envelope.last == .lineFeed ? "" : lineEnd
    reader.append(envelope + "\(gap)DATA\(lineEnd).\(lineEnd)".utf8)
    guard let item = reader.next() ?? reader.finish() else {
      return refused(501, .init(5, 5, 2), "The envelope has no mail")
    }
    guard case .mail(let found) = item else { return item }
    guard found.mail.isEmpty, reader.next() == nil, reader.finish() == nil else {
      return refused(501, .init(5, 5, 2), "The envelope has more than MAIL and RCPT lines")
    }
    do throws(SubmissionError) {
      let text = try UnixText(mail, endsAtDot: false)
      return .mail(
        MailTransaction(envelope: found.envelope, mail: text.octets, request: found.request))
    } catch {
      return refused(550, .init(5, 6, 0), "The mail has a CR that ends no line")
    }
  }

  private static func refused(
    _ code: Int, _ status: EnhancedStatus, _ text: String
  ) -> BatchReader.Item {
    .refused(Reply(code, status, text), line: 1)
  }
}
