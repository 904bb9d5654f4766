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
