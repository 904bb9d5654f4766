// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What a relay offered in its answer to LHLO or EHLO (RFC 5321 §4.1.1.1).
struct RelayExtensions: Hashable, Sendable {
  /// The extensions that are made use of.
  enum Keyword: String, Hashable, Sendable {
    case pipelining = "PIPELINING"
    case eightBitMIME = "8BITMIME"
    case binaryMIME = "BINARYMIME"
    case chunking = "CHUNKING"
    case smtputf8 = "SMTPUTF8"
    case size = "SIZE"
    case dsn = "DSN"
    case priority = "MT-PRIORITY"
    case deliverBy = "DELIVERBY"
  }

  private var keywords: Set<Keyword> = []
  /// The largest mail the relay takes; nil when it did not say.
  private(set) var mailOctetsMax: Int?

  /// Nothing is offered: what HELO gives.
  init() {}

  /// Reads the lines of the answer; the first is a greeting for people.
  init(_ lines: some Collection<String>) {
    for line in lines.dropFirst() {
      let words = line.split(separator: " ")
      guard let keyword = words.first.flatMap({ Keyword(rawValue: $0.uppercased()) }) else {
        continue
      }
      keywords.insert(keyword)
      if keyword == .size {
        // 0 means that there is no fixed limit (RFC 1870 §4).
        mailOctetsMax = words.dropFirst().first.flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
      }
    }
  }

  /// Whether the relay offers all of these.
  func offers(_ wanted: Keyword...) -> Bool { keywords.isSuperset(of: wanted) }
}
