// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Where a mail has been, by its Received fields (RFC 5321 §4.4): what tells a loop.
public struct ReceivedTrace: Hashable, Sendable {
  /// How many servers took the mail.
  public let count: Int
  /// The names of those servers in lower case, the last one first; those that say none are left
  /// out.
  public let names: [String]

  /// Reads the trace of a header.
  public init(of header: MailHeader) {
    let values = header.values(of: "received")
    count = values.count
    names = values.compactMap(Self.name)
  }

  /// How often the mail was taken under one of these names.
  public func visits(of own: Set<String>) -> Int {
    let own = Set(own.map { $0.lowercased() })
    return names.count { own.contains($0) }
  }

  /// The name behind `by`, comments left out.
  private static func name(_ value: String) -> String? {
    let words = Comments.removed(from: value).split { $0 == " " || $0 == ";" }
    guard let by = words.firstIndex(where: { $0.lowercased() == "by" }),
      words.indices.contains(by + 1)
    else { return nil }
    var name = words[by + 1].lowercased()
    while name.last == "." { name.removeLast() }
    return name
  }
}
