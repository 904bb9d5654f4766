// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What rules about mail ask of a header.
extension MailHeader {
  /// Who caused a mail: `Auto-Submitted` (RFC 3834 §5).
  public enum Origin: String, Hashable, Sendable {
    /// A person, or nobody has said.
    case person = "no"
    /// A program by itself.
    case generated = "auto-generated"
    /// A program that answers.
    case replied = "auto-replied"
  }

  /// How a mail was sent to its recipients: `Precedence` and `List-Id`.
  public enum Distribution: Hashable, Sendable {
    /// To each by itself, as far as is known.
    case personal
    /// To a list.
    case list
    /// To many.
    case bulk
  }

  /// By what means a mail hides its content, as far as its header tells.
  public enum Protection: Hashable, Sendable {
    /// Not at all.
    case none
    /// OpenPGP (RFC 3156).
    case openPGP
    /// S/MIME (RFC 8551).
    case smime
    /// Another scheme of multipart/encrypted (RFC 1847).
    case other
  }

  /// Who caused the mail; an unknown word counts as a program.
  public var origin: Origin {
    guard let value = value(of: "auto-submitted") else { return .person }
    let word = Comments.removed(from: value).lowercased().prefix { $0 != ";" && $0 != " " }
    return Origin(rawValue: String(word)) ?? .generated
  }

  /// How the mail was sent.
  public var distribution: Distribution {
    switch value(of: "precedence")?.lowercased() {
    case "bulk", "junk": .bulk
    case "list": .list
    default: value(of: "list-id") == nil ? .personal : .list
    }
  }

  /// What the body is; nil when the header does not say, which means plain text.
  public var contentType: ContentType? {
    value(of: "content-type").flatMap(ContentType.init(parsing:))
  }

  /// By what means the content is hidden; a signature hides nothing.
  public var protection: Protection {
    guard let content = contentType else { return .none }
    switch content.type {
    case "multipart/encrypted":
      return content.parameters["protocol"] == "application/pgp-encrypted" ? .openPGP : .other
    case "application/pgp-encrypted": return .openPGP
    case "application/pkcs7-mime", "application/x-pkcs7-mime":
      let isSigned = ["signed-data", "certs-only"].contains(content.parameters["smime-type"])
      return isSigned ? .none : .smime
    default: return .none
    }
  }

  /// Whether the mail is a report about the delivery of another.
  public var isDeliveryReport: Bool {
    guard let content = contentType, content.type == "multipart/report" else { return false }
    return content.parameters["report-type"] == "delivery-status"
  }

  /// The urgency that the header claims: `MT-Priority` (RFC 6758), else `Priority` (RFC 2156),
  /// `Importance`, `X-Priority`; nil when it says nothing that is known.
  ///
  /// Anybody can write these fields, so they count only where the sender is trusted.
  public var claimedPriority: MailPriority? {
    if let text = value(of: "mt-priority"), let priority = MailPriority(parsing: text) {
      return priority
    }
    let words = [
      "priority": ["urgent": MailPriority.flash, "normal": .priority, "non-urgent": .deferred],
      "importance": ["high": .immediate, "normal": .priority, "low": .routine],
      "x-priority": [
        "1": .immediate, "2": .immediate, "3": .priority, "4": .routine, "5": .routine,
      ],
    ]
    for name in ["priority", "importance", "x-priority"] {
      let word = value(of: name)?.lowercased().prefix { $0 != " " }
      if let priority = word.flatMap({ words[name]?[String($0)] }) { return priority }
    }
    return nil
  }
}
