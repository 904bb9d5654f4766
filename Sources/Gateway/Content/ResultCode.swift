// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import MailRelay

/// The final answer about a recipient in two bytes: an enhanced status code of class 2 or 5
/// (RFC 3463).
///
/// | bits | content |
/// |---|---|
/// | 15 | 0: taken (class 2), 1: refused for good (class 5) |
/// | 14 | 0 |
/// | 13-10 | subject, 0 to 15; RFC 3463 has 0 to 7 |
/// | 9-0 | detail, 0 to 999 |
///
/// A code with a larger subject travels as x.0.0, "other undefined status".
package struct ResultCode: Hashable, Sendable {
  /// What the relay behind the far gateway decided.
  package enum Verdict: Sendable {
    /// It took the mail.
    case taken
    /// It refused the mail for good.
    case refused
  }

  /// The decision.
  package let verdict: Verdict
  /// The subject, 0 to 15.
  package let subject: Int
  /// The detail, 0 to 999.
  package let detail: Int

  /// The code of a status; nil for class 4, which is never final.
  package init?(_ status: EnhancedStatus) {
    switch status.class {
    case 2: verdict = .taken
    case 5: verdict = .refused
    default: return nil
    }
    let isKnown = status.subject < 16
    subject = isKnown ? status.subject : 0
    detail = isKnown ? status.detail : 0
  }

  /// The code of a relay's final answer; nil when it is to be asked again.
  package init?(_ result: RecipientResult) {
    switch result {
    case .delivered(let reply): self.init(reply.status ?? EnhancedStatus(2, 0, 0))
    case .permanent(let reply): self.init(reply.status ?? EnhancedStatus(5, 0, 0))
    case .temporary: return nil
    }
  }

  /// The mail arrived but cannot be read (RFC 3463: other or undefined media error).
  static let unreadable = ResultCode(verdict: .refused, subject: 6, detail: 0)

  /// The mail is there by a bearer beside the radio, and need not be sent.
  ///
  /// What becomes of it is told as ever. The subject is none of RFC 3463.
  static let storedBeside = ResultCode(verdict: .taken, subject: 15, detail: 0)

  /// From this value on somebody acts on a code; the others are good news.
  static let leastPrompt = storedBeside

  private init(verdict: Verdict, subject: Int, detail: Int) {
    self.verdict = verdict
    self.subject = subject
    self.detail = detail
  }

  /// Reads the two bytes; nil when they are no code.
  package init?(rawValue: UInt16) {
    guard rawValue & 0x4000 == 0, rawValue & 0x03FF <= 999 else { return nil }
    self.init(
      verdict: rawValue & 0x8000 == 0 ? .taken : .refused, subject: Int(rawValue >> 10 & 0x0F),
      detail: Int(rawValue & 0x03FF))
  }

  /// The two bytes.
  package var rawValue: UInt16 {
    (verdict == .refused ? 0x8000 : 0) | UInt16(subject) << 10 | UInt16(detail)
  }

  /// The status it stands for.
  package var status: EnhancedStatus {
    EnhancedStatus(verdict == .taken ? 2 : 5, subject, detail)
  }
}
