// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What a server answers to a command: a code, an enhanced code, and a text for people.
///
/// The text reaches the sender of a mail word for word in delivery reports, so it is written for
/// them. It is printable ASCII of at most 1000 octets, whatever was given.
public struct Reply: Hashable, Sendable {
  /// The reply code, 200...599 (RFC 5321 §4.2).
  public let code: Int
  /// The enhanced code, of the same class as ``code``; nil when there is none.
  public let status: EnhancedStatus?
  /// The text in one line, printable ASCII.
  public let text: String

  /// Makes a reply.
  ///
  /// A code outside 200...599 cannot be said: it becomes 451. A status of another class than the
  /// code is dropped. Line ends and runs of blanks in the text become one space, what is not
  /// printable ASCII becomes `?`.
  public init(_ code: Int, _ status: EnhancedStatus?, _ text: String) {
    self.code = (200...599).contains(code) ? code : 451
    self.status = status.flatMap { [code = self.code] in $0.class == code / 100 ? $0 : nil }
    self.text = Self.sanitized(text)
  }

  /// What the first digit of the code says.
  public var outcome: Outcome {
    switch code / 100 {
    case 2: .success
    case 3: .intermediate
    case 4: .temporaryFailure
    default: .permanentFailure
    }
  }

  /// The meaning of a reply's first digit (RFC 5321 §4.2.1).
  public enum Outcome: Sendable {
    /// 2yz: done.
    case success
    /// 3yz: go on.
    case intermediate
    /// 4yz: not now; the same may succeed later.
    case temporaryFailure
    /// 5yz: no; the same will fail again.
    case permanentFailure
  }

  private static func sanitized(_ text: String) -> String {
    var octets: [UInt8] = []
    for scalar in text.unicodeScalars where octets.count < Limits.replyTextOctets {
      let isBlank = scalar.value == 0x20 || (0x09...0x0D).contains(scalar.value)
      if isBlank {
        if let last = octets.last, last != .space { octets.append(.space) }
      } else {
        octets.append(
          (0x21...0x7E).contains(scalar.value) ? UInt8(scalar.value) : UInt8(ascii: "?"))
      }
    }
    if octets.last == .space { octets.removeLast() }
    return String(decoding: octets, as: UTF8.self)
  }
}

extension Reply: CustomStringConvertible {
  /// Code, enhanced code and text in one line.
  public var description: String {
    [String(code), status?.description, text.isEmpty ? nil : text].compactMap(\.self)
      .joined(separator: " ")
  }
}
