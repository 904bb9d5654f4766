// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The recipients that a header names: those of To, Cc and Bcc, or of Resent-To, Resent-Cc and
/// Resent-Bcc when there are any (`sendmail -t`).
struct HeaderRecipients: Hashable, Sendable {
  /// The recipients in their order, each once.
  let addresses: [MailAddress]
  /// The mail without Bcc and Resent-Bcc.
  let mailWithoutBcc: [UInt8]

  private static let names = ["to", "cc", "bcc"]

  init(of mail: [UInt8], defaultDomain: HostName) throws(SubmissionError) {
    let header = MailHeader(of: mail)
    // A Bcc behind the limits would be sent to everybody.
    guard header.bodyStart < Limits.headerOctets, header.fields.count < Limits.headerFields else {
      throw .headerTooLong
    }
    let resent = header.fields.filter { field in
      Self.names.contains { field.name == "resent-" + $0 }
    }
    let plain = header.fields.filter { Self.names.contains($0.name) }
    var addresses: [MailAddress] = []
    var seen: Set<MailAddress> = []
    for field in resent.isEmpty ? plain : resent {
      do throws(AddressListError) {
        let list = try AddressList(parsing: field.value, defaultDomain: defaultDomain)
        addresses += list.addresses.filter { seen.insert($0).inserted }
      } catch {
        throw .badAddress("\(error)")
      }
    }
    guard !addresses.isEmpty else { throw .noRecipients }
    self.addresses = addresses
    var kept: [UInt8] = []
    var position = 0
    for field in header.fields where ["bcc", "resent-bcc"].contains(field.name) {
      kept += mail[position..<field.range.lowerBound]
      position = field.range.upperBound
    }
    mailWithoutBcc = kept + mail[position...]
  }
}
