// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// How urgent a mail is: MT-PRIORITY, -9 to 9 (RFC 6710).
public struct MailPriority: Hashable, Sendable {
  /// The levels that may be said.
  public static let levels = -9...9

  /// The level; 0 is what a mail without priority has.
  public let level: Int

  /// Takes a level; nil outside of ``levels``.
  public init?(_ level: Int) {
    guard Self.levels.contains(level) else { return nil }
    self.level = level
  }

  private init(named level: Int) {
    self.level = level
  }

  /// The names of STANAG 4406 for six of the levels (RFC 6710, appendix A).
  public static let override = MailPriority(named: 6)
  /// Level 4.
  public static let flash = MailPriority(named: 4)
  /// Level 2.
  public static let immediate = MailPriority(named: 2)
  /// Level 0.
  public static let priority = MailPriority(named: 0)
  /// Level -2.
  public static let routine = MailPriority(named: -2)
  /// Level -4.
  public static let deferred = MailPriority(named: -4)

  /// Reads the value of MT-PRIORITY: `0`, or a number without leading zeros and plus.
  init?(parsing text: some StringProtocol) {
    guard let level = Int(text), text == String(level) else { return nil }
    self.init(level)
  }
}

extension MailPriority: Comparable {
  /// The less urgent one is less.
  public static func < (a: Self, b: Self) -> Bool { a.level < b.level }
}

extension MailPriority: CustomStringConvertible {
  /// The level as MT-PRIORITY says it.
  public var description: String { String(level) }
}
