// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// One thing a diagnosis has to say.
public struct Finding: Hashable, Sendable, Encodable {
  /// How it is.
  public enum Kind: String, Hashable, Sendable, Encodable {
    /// In order.
    case good = "ok"
    /// Worth knowing.
    case note
    /// It keeps the radio from working.
    case fault
  }

  /// How it is.
  public var kind: Kind
  /// What was found, and where.
  public var what: String
  /// What to do about it; `nil` when nothing is to be done.
  public var fix: String?

  /// A finding.
  public init(_ kind: Kind, _ what: String, fix: String? = nil) {
    self.kind = kind
    self.what = what
    self.fix = fix
  }
}
