// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailCodec
import Testing

@Suite struct MarkedMailTests {
  /// Transforms and undoes; gives the transform when the mail came back.
  private static func transformed(
    _ mail: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> MailTransform {
    let bytes = Array(mail.replacing("\r\n", with: "\n").replacing("\n", with: "\r\n").utf8)
    let transform = MailTransform(envelope: [], mail: bytes)
    let back = try UnpackedMail(
      text: transform.text, raw: transform.raw.packed,
      limits: UnpackLimits(maximumBytes: bytes.count))
    #expect(back.mail == bytes, sourceLocation: sourceLocation)
    return transform
  }

  private static let head = """
    Content-Type: text/plain; charset="utf-8"
    Content-Transfer-Encoding: Quoted-Printable


    """

  /// Encodes lines of text as an encoder with a limit does.
  private static func quoted(_ text: String, limit: Int, mayFill: Bool) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let bytes = Array(line.utf8)
      var (written, column) = ("", 0)
      for (index, byte) in bytes.enumerated() {
        let isLast = index + 1 == bytes.count
        let isPlain = byte > 0x20 && byte < 0x7F && byte != 0x3D || byte == 0x20 && !isLast
        let token =
          isPlain
          ? String(UnicodeScalar(byte))
          : "=" + MailMaker.hex([byte]).uppercased()
        if column + token.utf8.count > limit + (isLast && mayFill ? 1 : 0) {
          written += "=\n"
          column = 0
        }
        written += token
        column += token.utf8.count
      }
      return written
    }.joined(separator: "\n")
  }

  private static let prose = String(
    repeating: "Στο λιμάνι φυσάει. Der Weg führt über die Brücke = 3 km, then left. \n", count: 7)

  @Test(arguments: [60, 72, 75, 76, 78], [true, false])
  func `quoted-printable of any line length is undone`(limit: Int, mayFill: Bool) throws {
    let body = Self.quoted(
      Self.prose + Self.prose.replacing("\n", with: ""), limit: limit, mayFill: mayFill)
    let transform = try Self.transformed(Self.head + body)
    #expect(transform.steps.contains(.quotedPrintable))
    #expect(!transform.text.contains(0x03) && !transform.text.contains(0x04))
    #expect(String(decoding: transform.text, as: UTF8.self).contains("über die Brücke = 3 km"))
  }

  @Test func `lines that an encoder never breaks need no marks`() throws {
    let body = Self.prose.replacing("\n", with: "")
    let transform = try Self.transformed(Self.head + Self.quoted(body, limit: 9999, mayFill: true))
    #expect(transform.steps.contains(.quotedPrintable))
    #expect(!transform.text.contains(0x04))
  }

  @Test func `each part in quoted-printable is undone`() throws {
    let body = Self.quoted(Self.prose, limit: 75, mayFill: true)
    let mail = """
      Content-Type: multipart/mixed; boundary="x--y"

      --x--y
      \(Self.head)\(body)
      --
      no delimiter =C3=A9
      --x--y
      \(Self.head)caf=C3=A9=
      --x--y
      Content-Type: text/plain

      caf=C3=A9
      --x--y--

      """
    let transform = try Self.transformed(mail)
    #expect(transform.text.count { $0 == 0x01 } == 2)
    #expect(transform.text.dropFirst(3).count { $0 == 0x02 } == 2)
    #expect(String(decoding: transform.text, as: UTF8.self).contains("no delimiter é"))
    #expect(String(decoding: transform.text, as: UTF8.self).contains("caf=C3=A9"))
  }

  @Test(arguments: [
    "a=2E b=41", "trailing \n", "tab\t\n=09\n", "=\n=\n", "=\n", "end=\n\nnext", "=0D=0A=0D", "=20",
    "a\u{7F}=7F", "é raw", "=20=\n=20", "x=\nyyy=\nz", "", "\n\n", "=3D=3D", "=00=0B",
  ])
  func `unusual quoted-printable is undone too`(body: String) throws {
    let transform = try Self.transformed(Self.head + "longer caf=C3=A9\n" + body)
    #expect(transform.steps.contains(.quotedPrintable))
  }

  @Test(arguments: ["=e9", "=4", "=", "a=b", "=01=06", "=G0", "caf=C3=A9 = x"])
  func `what is no quoted-printable stays`(body: String) throws {
    #expect(!(try Self.transformed(Self.head + body).steps.contains(.quotedPrintable)))
  }

  @Test func `a mail that holds a mark's byte stays`() throws {
    for mark in UInt8(1)...6 {
      let mail = "X: \(String(UnicodeScalar(mark)))\n" + Self.head + "caf=C3=A9\n"
      #expect(!(try Self.transformed(mail).steps.contains(.quotedPrintable)))
    }
  }

  private static func signed(_ hash: String, body: String) -> String {
    "DKIM-Signature: v=1; bh=\(hash);\n\tb=\nSubject: x\n\n\(body)"
  }

  /// The first is the example of RFC 6376, appendix A.2; the others were computed by another
  /// implementation.
  @Test(arguments: [
    (
      "2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=",
      "Hi.\n\nWe lost the game. Are you hungry yet?\n\nJoe.\n\n\n"
    ),
    ("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "\n\n"),
    ("frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY=", ""),
    ("unak6JHq0wL+Q1HP7dW1tjBx9FLA6DffoZ0qrLwbbpo=", " C \nD \t E\n\n\n"),
    ("NOeivbQlDH9TmNKJUw7D53wZfsk8YMZ/hTuVVwTgi8s=", " C \nD \t E\n\n\n"),
  ])
  func `the right hash of a body is left out`(hash: String, body: String) throws {
    let transform = try Self.transformed(Self.signed(hash, body: body))
    #expect(transform.steps.contains(.bodyHashes))
    #expect(transform.raw.count == 0)
    let other = try Self.transformed(Self.signed(hash, body: body + "x"))
    #expect(!other.steps.contains(.bodyHashes))
  }

  @Test func `the hash of a mail within the mail is left out`() throws {
    let inner = Self.signed(
      "2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=",
      body: "Hi.\n\nWe lost the game. Are you hungry yet?\n\nJoe.\n")
    let mail = """
      Content-Type: multipart/report; boundary=cut

      --cut
      Content-Type: message/rfc822

      \(inner)
      --cut--

      """
    #expect(try Self.transformed(mail).steps.contains(.bodyHashes))
  }

  @Test func `many hashes, right or not, come back`() throws {
    let right = "bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
    let wrong = "bh=57DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
    for count in [1, 8, 9, 30] {
      let lines = (0..<count).map { "A: \($0 % 3 == 2 ? wrong : right);\n" }
      let transform = try Self.transformed(lines.joined() + "\n")
      #expect(transform.text.count { $0 == 0x05 } == min(8, count - count / 3))
    }
  }
}
