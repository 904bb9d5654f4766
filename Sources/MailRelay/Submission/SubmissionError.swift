// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Why a mail is not taken from a command line.
public enum SubmissionError: Error, Hashable, Sendable {
  /// An option is unknown, or its value is wrong or missing.
  case badOption(String, expected: String)
  /// An option asks for what this command does not do.
  case notOffered(String)
  /// The sender or a recipient is no address.
  case badAddress(String)
  /// There is nobody to send to.
  case noRecipients
  /// There are recipients both on the command line and by `-t`.
  case recipientsTwice
  /// The mail has a CR that ends no line.
  case bareCarriageReturn
  /// The mail is longer than so many octets.
  case tooBig(octetsMax: Int)
  /// The header is longer than is read for recipients.
  case headerTooLong

  /// What the caller is told.
  public var exit: SystemExit {
    switch self {
    case .badOption, .notOffered, .noRecipients, .recipientsTwice: .usage
    case .badAddress: .noUser
    case .bareCarriageReturn, .headerTooLong: .dataError
    case .tooBig: .unavailable
    }
  }
}

extension SubmissionError: CustomStringConvertible {
  /// An enhanced code, and what is wrong.
  public var description: String {
    switch self {
    case .badOption(let option, let expected): "5.5.4 \(option): expected \(expected)"
    case .notOffered(let option):
      "5.5.4 \(option) is not done here; see loragw queue and loragw --help"
    case .badAddress(let text): "5.1.3 \(text)"
    case .noRecipients: "5.5.4 there is no recipient; name some, or give -t and a To field"
    case .recipientsTwice: "5.5.4 give either -t or recipients, not both"
    case .bareCarriageReturn: "5.6.0 the mail has a CR that ends no line"
    case .tooBig(let octetsMax): "5.3.4 the mail is too big; at most \(octetsMax) octets fit"
    case .headerTooLong: "5.6.0 the header has more than \(Limits.headerOctets) octets"
    }
  }
}
