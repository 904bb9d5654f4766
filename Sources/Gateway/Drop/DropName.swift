// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A file in a drop directory that is whole by its name.
package struct DropName: Hashable, Comparable, Sendable {
  /// What it holds.
  package enum Kind: Hashable, Sendable {
    /// `NAME.bsmtp`: a batch of mails.
    case batch
    /// `NAME.env`, and beside it `NAME.eml`: the envelope of a mail, and the mail.
    case envelope
  }

  package let kind: Kind
  /// The name without what stands behind the dot.
  package let stem: String

  /// The files that are meant, the one that makes it whole first.
  package var files: [String] {
    switch kind {
    case .batch: [stem + ".bsmtp"]
    case .envelope: [stem + ".env", stem + ".eml"]
    }
  }

  /// What of a directory's names is whole; hidden files and all others are left alone.
  package static func all(in names: [String]) -> [DropName] {
    let present = Set(names)
    return names.compactMap { name in
      guard !name.hasPrefix("."), !name.contains("/"), let dot = name.lastIndex(of: ".") else {
        return nil
      }
      let stem = String(name[..<dot])
      let found: DropName
      switch name[dot...] {
      case ".bsmtp": found = DropName(kind: .batch, stem: stem)
      case ".env": found = DropName(kind: .envelope, stem: stem)
      default: return nil
      }
      return found.files.allSatisfy(present.contains) ? found : nil
    }.sorted()
  }

  package static func < (one: DropName, other: DropName) -> Bool { one.files[0] < other.files[0] }
}
