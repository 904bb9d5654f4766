// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The fields that every mail has, for one from a program that left them to sendmail (RFC 6409 §8).
struct MissingFields: Sendable {
  private let fields: [(name: String, value: String)]

  init(_ sender: ReversePath, _ fullName: String?, _ defaults: Submission.Defaults) {
    let path = sender == .null ? "MAILER-DAEMON@\(defaults.domain)" : Self.text(sender)
    let name = fullName.map { Self.phrase($0) } ?? ""
    fields = [
      ("from", "From: " + (name.isEmpty ? path : "\(name) <\(path)>")),
      ("date", "Date: \(defaults.date)"),
      ("message-id", "Message-ID: <\(defaults.messageID)@\(defaults.domain)>"),
    ]
  }

  /// The mail with those of the fields in front that it does not have.
  func added(to mail: [UInt8]) -> [UInt8] {
    let header = MailHeader(of: mail)
    let missing = fields.filter { header.value(of: $0.name) == nil }
    guard !missing.isEmpty else { return mail }
    var octets = missing.flatMap { Array("\($0.value)\r\n".utf8) }
    // A mail that begins with its text has no empty line yet.
    if header.fields.isEmpty, !mail.starts(with: "\r\n".utf8) { octets += "\r\n".utf8 }
    return octets + mail
  }

  private static func text(_ sender: ReversePath) -> String {
    String(decoding: sender.octets, as: UTF8.self)
  }

  /// A name as a quoted string of one line (RFC 5322 §3.2.4).
  private static func phrase(_ name: String) -> String {
    let plain = name.unicodeScalars.filter { scalar in
      scalar.value >= 0x20 && scalar.value != 0x7F && !AddressGrammar.isLineBreaking(scalar)
    }
    var text = ""
    for scalar in plain.prefix(200) {
      if scalar == "\"" || scalar == "\\" { text += "\\" }
      text.unicodeScalars.append(scalar)
    }
    return text.isEmpty ? "" : "\"\(text)\""
  }
}
