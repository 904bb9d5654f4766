// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Whether a mail hides its meaning from all but its recipients; amateur radio must not carry it.
///
/// Known are multipart/encrypted (RFC 1847), application/pkcs7-mime unless it is only signed
/// (RFC 8551), and OpenPGP messages in the text (RFC 9580, 6.2). What is disguised is not found.
enum HiddenContent {
  /// Whether a mail is encrypted, as far as its form tells.
  static func isHidden(in mail: [UInt8]) -> Bool {
    let type = contentType(of: mail)
    if type.hasPrefix("multipart/encrypted") || type.hasPrefix("application/pgp-encrypted") {
      return true
    }
    if type.hasPrefix("application/pkcs7-mime") || type.hasPrefix("application/x-pkcs7-mime") {
      return !["signed-data", "certs-only"].contains { type.contains("smime-type=\($0)") }
    }
    return lines(of: mail[...]).contains {
      $0.elementsEqual("-----BEGIN PGP MESSAGE-----".utf8)
    }
  }

  /// The value of the mail's Content-Type field in lower case, without white space and quotes;
  /// empty when there is none.
  private static func contentType(of mail: [UInt8]) -> String {
    var value: [UInt8]?
    for line in lines(of: mail[...]) {
      guard let first = line.first else { break }
      let isFolded = first == UInt8(ascii: " ") || first == UInt8(ascii: "\t")
      if value != nil {
        guard isFolded else { break }
        value? += line
      } else if isContentType(line) {
        value = Array(line.drop { $0 != UInt8(ascii: ":") }.dropFirst())
      }
    }
    let kept = (value ?? []).filter { !" \t\"".utf8.contains($0) }
    return String(decoding: kept, as: UTF8.self).lowercased()
  }

  private static func isContentType(_ line: ArraySlice<UInt8>) -> Bool {
    let name = line.prefix { $0 != UInt8(ascii: ":") }
    return String(decoding: name, as: UTF8.self).lowercased() == "content-type"
  }

  /// The lines without their ends.
  private static func lines(of mail: ArraySlice<UInt8>) -> some Sequence<ArraySlice<UInt8>> {
    mail.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).lazy
      .map { $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0 }
  }
}
