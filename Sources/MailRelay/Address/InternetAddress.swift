// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The text forms of IP addresses.
enum InternetAddress {
  /// Tells a dotted quad without leading zeros.
  static func isIPv4(_ text: Substring) -> Bool {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4
      && parts.allSatisfy { part in
        (1...3).contains(part.utf8.count) && part.utf8.allSatisfy(\.isDigit)
          && (part.utf8.count == 1 || part.first != "0") && UInt8(part) != nil
      }
  }

  /// Tells eight groups, or fewer around one `::`, with an optional dotted quad at the end.
  static func isIPv6(_ text: Substring) -> Bool {
    let halves = split(text)
    guard let groups = groupCount(halves.head, mayEndInIPv4: halves.tail == nil) else {
      return false
    }
    guard let tail = halves.tail else { return groups == 8 }
    guard let more = groupCount(tail, mayEndInIPv4: true) else { return false }
    return groups + more <= 7
  }

  private static func split(_ text: Substring) -> (head: Substring, tail: Substring?) {
    var previous = text.startIndex
    for index in text.indices.dropFirst() {
      if text[previous] == ":", text[index] == ":" {
        return (text[..<previous], text[text.index(after: index)...])
      }
      previous = index
    }
    return (text, nil)
  }

  /// The number of 16-bit groups, nil when one of them is malformed.
  private static func groupCount(_ text: Substring, mayEndInIPv4: Bool) -> Int? {
    guard !text.isEmpty else { return 0 }
    let groups = text.split(separator: ":", omittingEmptySubsequences: false)
    var count = 0
    for (index, group) in groups.enumerated() {
      if mayEndInIPv4, index == groups.count - 1, isIPv4(group) {
        count += 2
      } else if (1...4).contains(group.utf8.count), group.utf8.allSatisfy(\.isHexDigit) {
        count += 1
      } else {
        return nil
      }
    }
    return count
  }
}
