// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import MailRelay

/// What the relay here answered about a recipient of a mail from the air.
public struct RecipientHandover: Sendable, Equatable {
  /// The recipient.
  public let recipient: MailAddress
  /// What became of the mail for it.
  public let result: RecipientResult

  /// Puts them together.
  public init(recipient: MailAddress, result: RecipientResult) {
    self.recipient = recipient
    self.result = result
  }

  /// Recipient and reply, for people.
  package func text(showing addresses: AddressDisplay) -> String {
    switch addresses {
    case .shown: "<\(recipient)> \(result.reply)"
    case .hidden: AddressMask.masked(result.reply, of: recipient)
    }
  }
}
