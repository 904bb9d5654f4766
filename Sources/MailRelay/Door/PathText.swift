// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A path in angle brackets at the start of an argument (RFC 5321 §4.1.2 `Path`).
struct PathText: Hashable, Sendable {
  /// What stands between the brackets; a source route is left out (RFC 5321 §C).
  let mailbox: ArraySlice<UInt8>
  /// What follows the path and a space.
  let rest: ArraySlice<UInt8>

  /// Finds the `>` that is not inside of quotes; nil when there is no path or no space behind it.
  init?(_ text: ArraySlice<UInt8>) {
    guard text.first == UInt8(ascii: "<"), let end = Self.end(text) else { return nil }
    let behind = text[(end + 1)...]
    guard behind.first ?? .space == .space else { return nil }
    mailbox = Self.withoutRoute(text[(text.startIndex + 1)..<end])
    rest = behind.dropFirst()
  }

  private static func end(_ text: ArraySlice<UInt8>) -> Int? {
    var isQuoted = false
    var index = text.startIndex
    while index < text.endIndex {
      switch text[index] {
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: "\\") where isQuoted: index += 1
      case UInt8(ascii: ">") where !isQuoted: return index
      default: break
      }
      index += 1
    }
    return nil
  }

  private static func withoutRoute(_ path: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard path.first == UInt8(ascii: "@"), let colon = path.firstIndex(of: UInt8(ascii: ":"))
    else { return path }
    return path[(colon + 1)...]
  }
}
