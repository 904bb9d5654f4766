// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What a relay offered in its answer to LHLO or EHLO (RFC 5321 §4.1.1.1).
struct RelayExtensions: Hashable, Sendable {
  var pipelining = false
  var eightBitMIME = false
  var smtputf8 = false
  /// Whether SIZE may be sent with MAIL.
  var size = false
  /// The largest mail the relay takes; nil when it did not say.
  var mailOctetsMax: Int?

  /// Nothing is offered: what HELO gives.
  init() {}

  /// Reads the lines of the answer; the first is a greeting for people.
  init(_ lines: some Collection<String>) {
    for line in lines.dropFirst() {
      let words = line.split(separator: " ")
      switch words.first?.uppercased() {
      case "PIPELINING": pipelining = true
      case "8BITMIME": eightBitMIME = true
      case "SMTPUTF8": smtputf8 = true
      case "SIZE":
        size = true
        // 0 means that there is no fixed limit (RFC 1870 §4).
        mailOctetsMax = words.dropFirst().first.flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
      default: break
      }
    }
  }
}
