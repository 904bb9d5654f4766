// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// An enhanced mail system status code such as 5.3.4 (RFC 3463).
public struct EnhancedStatus: Hashable, Sendable {
  /// 2 success, 4 temporary failure, 5 permanent failure.
  public let `class`: Int
  /// What the code is about, 0...999.
  public let subject: Int
  /// The detail, 0...999.
  public let detail: Int

  /// Makes a code from its three numbers; numbers outside their range become 0.
  public init(_ class: Int, _ subject: Int, _ detail: Int) {
    self.class = [2, 4, 5].contains(`class`) ? `class` : 0
    self.subject = (0...999).contains(subject) ? subject : 0
    self.detail = (0...999).contains(detail) ? detail : 0
  }

  /// Reads `class.subject.detail`; nil when the text is anything else.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3,
      parts.allSatisfy({ (1...3).contains($0.utf8.count) && $0.utf8.allSatisfy(\.isDigit) }),
      let first = Int(parts[0]), [2, 4, 5].contains(first),
      let subject = Int(parts[1]), let detail = Int(parts[2])
    else { return nil }
    self.init(first, subject, detail)
  }
}

extension EnhancedStatus: CustomStringConvertible {
  /// The code as it stands in a reply.
  public var description: String { "\(`class`).\(subject).\(detail)" }
}
