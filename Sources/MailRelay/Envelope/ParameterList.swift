// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The parameters behind the path of MAIL or RCPT (RFC 5321 §4.1.1.11), taken apart but not judged.
struct ParameterList: Hashable, Sendable {
  /// A keyword in upper case and what follows its `=`.
  struct Parameter: Hashable, Sendable {
    let keyword: String
    let value: String?

    /// The value as `read` understands it.
    ///
    /// - Throws: ``MailParameterError/badValue(_:)`` when there is none, or it is not understood.
    func value<Value>(_ read: (String) -> Value?) throws(MailParameterError) -> Value {
      guard let value, !value.isEmpty, let understood = read(value) else {
        throw .badValue(keyword)
      }
      return understood
    }
  }

  /// The parameters in their order; no keyword stands twice.
  let parameters: [Parameter]

  init(_ text: ArraySlice<UInt8>) throws(MailParameterError) {
    var seen: Set<String> = []
    var parameters: [Parameter] = []
    for word in text.split(separator: .space) {
      let parts = word.split(
        separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      let keyword = String(decoding: parts[0], as: UTF8.self).uppercased()
      guard seen.insert(keyword).inserted else { throw .repeated(keyword) }
      let value = parts.count > 1 ? String(validating: parts[1], as: UTF8.self) : nil
      guard value != nil || parts.count == 1 else { throw .badValue(keyword) }
      parameters.append(Parameter(keyword: keyword, value: value))
    }
    self.parameters = parameters
  }
}

/// Why parameters of MAIL or RCPT are refused.
public enum MailParameterError: Error, Hashable, Sendable {
  /// The keyword belongs to no extension that was announced.
  case unknown(String)
  /// The keyword has a value it may not have.
  case badValue(String)
  /// The keyword stands twice.
  case repeated(String)

  var reply: Reply {
    switch self {
    case .unknown(let keyword):
      Reply(555, .init(5, 5, 4), "The parameter \(keyword) is not supported here")
    case .badValue(let keyword):
      Reply(501, .init(5, 5, 4), "The parameter \(keyword) has a value it may not have")
    case .repeated(let keyword):
      Reply(501, .init(5, 5, 4), "The parameter \(keyword) stands twice")
    }
  }
}
