// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import MailRelay

/// Where a mail goes among those that wait, by the priority its sender gave (RFC 6710).
///
/// | MT-PRIORITY | class on the air |
/// |---|---|
/// | 3 to 9 | chat, before the others of that class |
/// | a rule of the operator says chat | chat; normal when it is no small mail |
/// | -1 to 2, or none | by size |
/// | -3, -2 | normal, or bulk by its size |
/// | -9 to -4 | bulk |
enum Urgency: Int {
  case bulk = -2
  case normal = -1
  case bySize = 0
  case chat = 1
  case first = 2

  init(_ priority: MailPriority?) {
    self =
      switch priority?.level ?? 0 {
      case 3...: .first
      case -1...2: .bySize
      case -3 ... -2: .normal
      default: .bulk
      }
  }

  /// The urgency that a rule of the operator asks for.
  init(_ mailClass: MailClass) {
    self =
      switch mailClass {
      case .chat: .chat
      case .normal: .normal
      case .bulk: .bulk
      }
  }

  /// Whether the mail may travel among the small ones, which alone are packed with earlier mails.
  var mayBeChat: Bool { rawValue >= Urgency.bySize.rawValue }

  /// The class of a mail whose packed form is so long.
  func messageClass(packedBytes: Int) -> MessageClass {
    let bySize = MessageClass(packedBytes: packedBytes)
    return switch self {
    case .first: .chat
    case .bySize: bySize
    // A big one would keep all others waiting.
    case .chat: bySize == .chat ? .chat : .normal
    case .normal: bySize == .bulk ? .bulk : .normal
    case .bulk: .bulk
    }
  }
}
