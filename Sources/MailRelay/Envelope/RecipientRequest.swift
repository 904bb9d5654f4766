// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What the sender wants to be told about a recipient: `NOTIFY=` (RFC 3461 §4.1).
///
/// The empty set is NOTIFY=NEVER.
public struct NotifyConditions: OptionSet, Hashable, Sendable {
  /// One bit for each condition.
  public let rawValue: UInt8

  /// Makes a set from its bits.
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// The mail was delivered.
  public static let success = NotifyConditions(rawValue: 1)
  /// The mail cannot be delivered.
  public static let failure = NotifyConditions(rawValue: 2)
  /// The mail is late.
  public static let delay = NotifyConditions(rawValue: 4)
  /// Nothing.
  public static let never: NotifyConditions = []
  /// What is told when the sender did not say.
  public static let byDefault: NotifyConditions = [.failure, .delay]

  private static let keywords: [(String, NotifyConditions)] = [
    ("SUCCESS", .success), ("FAILURE", .failure), ("DELAY", .delay),
  ]

  /// Reads `NEVER` or a list such as `SUCCESS,DELAY`.
  init?(parsing text: some StringProtocol) {
    self = []
    guard text.uppercased() != "NEVER" else { return }
    for word in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let known = Self.keywords.first(where: { $0.0 == word.uppercased() }),
        insert(known.1).inserted
      else { return nil }
    }
  }

  /// The value of NOTIFY.
  var parameter: String {
    guard !isEmpty else { return "NEVER" }
    return Self.keywords.filter { contains($0.1) }.map(\.0).joined(separator: ",")
  }
}

/// What the sender asked for one recipient.
public struct RecipientRequest: Hashable, Sendable {
  /// What to tell about this recipient; nil when the sender did not say.
  public var notify: NotifyConditions?
  /// Whom the sender named; nil when that was not said.
  public var originalRecipient: OriginalRecipient?

  /// Makes a request; without arguments, that of a sender who asked for nothing.
  public init(notify: NotifyConditions? = nil, originalRecipient: OriginalRecipient? = nil) {
    self.notify = notify
    self.originalRecipient = originalRecipient
  }

  /// What is told about this recipient.
  public var conditions: NotifyConditions { notify ?? .byDefault }
}
