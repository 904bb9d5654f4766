// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Until when a mail is of use: `BY=` (RFC 2852).
public struct DeliverBy: Hashable, Sendable {
  /// What happens when the time is over.
  public enum Mode: Character, Hashable, Sendable {
    /// The mail is given up and its sender told.
    case returning = "R"
    /// The sender is told that it is late; it goes on.
    case notifying = "N"
  }

  /// The time left, in whole seconds of at most nine digits; negative when it is over already.
  public let remaining: Duration
  /// What happens then.
  public let mode: Mode
  /// Whether each relay on the way is to report the mail as relayed.
  public let isTraced: Bool

  /// Makes a deadline; nil when `remaining` cannot be said in nine digits of seconds, or is over in
  /// mode ``Mode/returning``.
  public init?(remaining: Duration, mode: Mode, isTraced: Bool = false) {
    let seconds = remaining.components.seconds
    guard (-999_999_999...999_999_999).contains(seconds) else { return nil }
    guard mode == .notifying || seconds > 0 else { return nil }
    self.remaining = .seconds(seconds)
    self.mode = mode
    self.isTraced = isTraced
  }

  /// Reads `120;R`, `-5;N` or `+86400;RT`.
  init?(parsing text: some StringProtocol) {
    let parts = text.split(separator: ";", omittingEmptySubsequences: false)
    guard parts.count == 2, (1...2).contains(parts[1].utf8.count) else { return nil }
    let digits = parts[0].first == "+" || parts[0].first == "-" ? parts[0].dropFirst() : parts[0]
    guard (1...9).contains(digits.utf8.count), digits.utf8.allSatisfy(\.isDigit),
      let seconds = Int64(parts[0])
    else { return nil }
    let letters = parts[1].uppercased()
    guard let first = letters.first, let mode = Mode(rawValue: first),
      letters.dropFirst().allSatisfy({ $0 == "T" })
    else { return nil }
    self.init(remaining: .seconds(seconds), mode: mode, isTraced: letters.utf8.count == 2)
  }

  /// The same deadline after so much time; nil when a mail to be returned is too late by then.
  public func after(_ elapsed: Duration) -> DeliverBy? {
    DeliverBy(remaining: remaining - elapsed, mode: mode, isTraced: isTraced)
  }
}

extension DeliverBy: CustomStringConvertible {
  /// The value of BY.
  public var description: String {
    "\(remaining.components.seconds);\(mode.rawValue)\(isTraced ? "T" : "")"
  }
}
