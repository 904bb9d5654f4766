// SPDX-License-Identifier: Apache-2.0
// Part of loragw

extension MailTransaction {
  /// What makes the mail unfit for any relay behind; nil when nothing does.
  var defect: Reply? { Self.defect(of: mail, envelope.bodyKind) }

  /// What makes a mail unfit for any relay behind; nil when nothing does.
  static func defect(of mail: [UInt8], _ bodyKind: BodyKind) -> Reply? {
    let shape = MailShape(mail)
    // Without an empty line there is no telling a long header from a text.
    if shape.headerOctets > Limits.headerOctets, shape.headerOctets < mail.count {
      return Reply(552, .init(5, 3, 4), "The header has more than \(Limits.headerOctets) octets")
    }
    guard bodyKind != .binaryMIME else { return nil }
    if shape.hasBareLineEnd { return .bareLineEnd }
    if shape.longestLineOctets > Limits.textLineOctets {
      return Reply(
        550, .init(5, 6, 0), "The mail has a line of more than \(Limits.textLineOctets) octets")
    }
    return nil
  }
}
