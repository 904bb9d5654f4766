// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What a message holds, for its owner above the link; the link carries all kinds alike.
public enum MessageContent: UInt8, Sendable, Codable, CaseIterable {
  /// One packed mail.
  case mail = 0
  /// Several packed mails.
  case bundle = 1
  /// A part of a packed mail.
  case part = 2
  /// What became of recipients of mails that went the other way.
  case results = 3
}
