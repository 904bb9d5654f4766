// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Why bytes are no packed mail.
public enum MailCodecError: Error, Equatable, Sendable {
  /// They end before the mail does.
  case truncated
  /// They say what no packer says.
  case malformed
  /// The first byte names a mode this version does not know.
  case unknownMode(UInt8)
  /// They need a model this version does not have.
  case unknownModel(UInt8)
  /// The mail would be larger than the limit.
  case tooLarge(declaredBytes: Int, maximumBytes: Int)
  /// The mail would be larger than so few bytes may stand for.
  case ratioExceeded(declaredBytes: Int, packedBytes: Int)
  /// They were packed with earlier mails that are not known here, or not all of them.
  case unknownHistory
}

extension MailCodecError: CustomStringConvertible {
  /// One line that says what is wrong, and what to do where something can be done.
  public var description: String {
    switch self {
    case .truncated: "the bytes end before the mail does"
    case .malformed: "the bytes are damaged, or were never a packed mail"
    case .unknownMode(let mode):
      "mode \(mode) is unknown to this version; unpack it with a newer one"
    case .unknownModel(let model):
      "model \(model) is unknown to this version; unpack it with a newer one"
    case .tooLarge(let declared, let maximum):
      "the mail would have \(declared) bytes, more than the limit of \(maximum)"
    case .ratioExceeded(let declared, let packed):
      "\(packed) bytes that claim to be a mail of \(declared) are not believed"
    case .unknownHistory: "packed after mails that are not known here"
    }
  }
}
