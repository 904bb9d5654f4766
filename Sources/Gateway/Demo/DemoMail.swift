// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import MailRelay

/// A mail of the demo, with the envelope a mail server would hand over.
public struct DemoMail: Sendable {
  /// What the display calls it.
  public let name: String
  /// Sender and recipients.
  public let envelope: Envelope
  /// The mail, CRLF lines.
  public let content: [UInt8]

  /// The domain behind gateway A.
  public static let nearDomain = "sitea.test"
  /// The domain behind gateway B.
  public static let farDomain = "siteb.test"

  /// Makes a demo mail of a file's bytes; line ends become CRLF, and the last line gets one.
  ///
  /// - Throws: ``EnvelopeError`` or `MailAddressError` when the addresses are none.
  public init(
    name: String, from sender: String = "demo@" + nearDomain,
    to recipients: [String] = ["demo@" + farDomain], file: [UInt8]
  ) throws {
    self.name = name
    envelope = try Envelope(
      from: .mailbox(MailAddress(sender)), to: recipients.map { try MailAddress($0) },
      bodyKind: .eightBitMIME, encoding: .utf8)
    content = Self.withCRLF(file)
  }

  private static func withCRLF(_ file: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(file.count + file.count / 40)
    for byte in file {
      if byte == UInt8(ascii: "\n"), result.last != UInt8(ascii: "\r") {
        result.append(UInt8(ascii: "\r"))
      }
      result.append(byte)
    }
    if !result.suffix(2).elementsEqual("\r\n".utf8) { result.append(contentsOf: "\r\n".utf8) }
    return result
  }

  /// The mails kept with the program: a chat between two people, made for this project.
  ///
  /// - Throws: never in a program that was built whole.
  public static func builtIn() throws -> [DemoMail] {
    let (alice, bob) = ("alice@" + nearDomain, "bob@" + farDomain)
    let files: [(name: String, file: [UInt8])] = [
      ("first text", PackageResources.first_text_eml),
      ("text", PackageResources.text_eml),
      ("long text", PackageResources.long_text_eml),
      ("read receipt", PackageResources.read_receipt_eml),
      ("image", PackageResources.image_eml),
    ]
    return try files.map { try DemoMail(name: $0.name, from: alice, to: [bob], file: $0.file) }
  }
}
