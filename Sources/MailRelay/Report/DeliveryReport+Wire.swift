// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The form of a report as a mail.
extension DeliveryReport {
  /// The octets of the mail, lines in CRLF.
  public func encoded(_ stamp: Stamp) -> [UInt8] {
    var parts = [textPart, statusPart] + [returnedPart].compactMap(\.self)
    let found = Self.boundary(stamp.id, notIn: parts)
    // Who knew all boundaries beforehand does not get his mail back.
    if found == nil { parts = Array(parts.prefix(2)) }
    let boundary = found ?? "=_\(stamp.id.prefix(50))"
    var octets = Self.lines(header(stamp, boundary: boundary))
    for part in parts {
      octets += "\r\n--\(boundary)\r\n".utf8
      octets += part
    }
    return octets + "\r\n--\(boundary)--\r\n".utf8
  }

  private func header(_ stamp: Stamp, boundary: String) -> [String] {
    [
      "From: Mail Delivery System <MAILER-DAEMON@\(reporter)>",
      "To: <\(sender)>",
      "Date: \(stamp.date)",
      "Message-ID: <\(stamp.id)@\(reporter)>",
      "Subject: \(subject)",
      "Auto-Submitted: auto-replied",
      "MIME-Version: 1.0",
      "Content-Type: multipart/report; report-type=delivery-status;",
      " boundary=\"\(boundary)\"",
      "",
      "This is a delivery report in several parts (RFC 3464).",
    ]
  }

  private var subject: String {
    switch gist {
    case .failed: "Undelivered mail returned to sender"
    case .delayed: "Your mail is delayed"
    case .relayed: "Your mail was relayed"
    case .delivered: "Your mail was delivered"
    }
  }

  /// A boundary that no line of the parts begins with; nil when there is none within its length
  /// (RFC 2046 §5.1.1: 70).
  private static func boundary(_ id: String, notIn parts: [[UInt8]]) -> String? {
    (0..<16).lazy.map { "=_\(id.prefix(50))" + String(repeating: "=", count: $0) }.first { text in
      !parts.contains { hasLine($0, beginningWith: "--" + text) }
    }
  }

  private static func hasLine(_ part: [UInt8], beginningWith text: String) -> Bool {
    part.split(separator: .lineFeed).contains { $0.starts(with: text.utf8) }
  }

  static func lines(_ lines: [String]) -> [UInt8] {
    lines.flatMap { Array($0.utf8) + [.carriageReturn, .lineFeed] }
  }

  // MARK: Status

  private var statusPart: [UInt8] {
    let type =
      isInternational
      ? ["Content-Type: message/global-delivery-status", "Content-Transfer-Encoding: 8bit"]
      : ["Content-Type: message/delivery-status"]
    var lines = type + ["", "Reporting-MTA: dns; \(reporter)"]
    if let id = transaction.request.envelopeID { lines.append("Original-Envelope-Id: \(id.text)") }
    if let arrival { lines.append("Arrival-Date: \(arrival)") }
    for fate in fates { lines += [""] + fields(of: fate) }
    return Self.lines(lines)
  }

  private func fields(of fate: RecipientFate) -> [String] {
    let address = address(of: fate)
    var lines: [String] = []
    if let original = transaction.request.recipient(at: fate.position).originalRecipient {
      let shown =
        isInternational || original.addressType != "utf-8"
        ? "\(original.addressType); \(original.address)" : original.parameter
      lines.append("Original-Recipient: \(shown)")
    }
    lines.append(
      "Final-Recipient: \(address.encoding == .ascii ? "rfc822" : "utf-8"); \(address)")
    lines.append("Action: \(fate.action.rawValue)")
    lines.append("Status: \(fate.status)")
    if let remote = fate.remote {
      lines.append("Remote-MTA: dns; \(remote.name)")
      lines += FoldedText("Diagnostic-Code: smtp; \(remote.reply)", indent: "  ").lines
    }
    if let date = fate.lastAttempt { lines.append("Last-Attempt-Date: \(date)") }
    if let date = fate.retryUntil, fate.action == .delayed {
      lines.append("Will-Retry-Until: \(date)")
    }
    return lines
  }

  // MARK: The mail

  /// The mail when it failed and its sender wants it back, else its header; nil for a header that
  /// is no text.
  private var returnedPart: [UInt8]? {
    let mail = transaction.mail
    let shape = MailShape(mail)
    let wantsAll = transaction.request.returnedContent == .full && gist == .failed
    if wantsAll, !shape.hasBareLineEnd, !shape.hasNull {
      let type = isInternational ? "message/global" : "message/rfc822"
      return Self.part(type, mail, isEightBit: shape.hasEightBit)
    }
    var header = mail[..<min(shape.headerOctets, Limits.returnedHeaderOctets)]
    if header.count < shape.headerOctets {
      header = header[..<(header.lastIndex(of: .lineFeed).map { $0 + 1 } ?? 0)]
    }
    let headerShape = MailShape(header)
    guard !headerShape.hasBareLineEnd, !headerShape.hasNull else { return nil }
    let type = isInternational ? "message/global-headers" : "text/rfc822-headers"
    return Self.part(type, Array(header), isEightBit: headerShape.hasEightBit)
  }

  private static func part(_ type: String, _ content: [UInt8], isEightBit: Bool) -> [UInt8] {
    let encoding = isEightBit ? "8bit" : "7bit"
    return lines(["Content-Type: \(type)", "Content-Transfer-Encoding: \(encoding)", ""]) + content
  }
}
