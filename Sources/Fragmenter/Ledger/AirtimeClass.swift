// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What airtime is spent on; the order is the order of precedence.
public enum AirtimeClass: Sendable, Hashable, CaseIterable {
  /// Reports, DONE, handshakes: what keeps other stations from sending in vain.
  case control
  /// Chat text.
  case chat
  /// Receipts and mail without deadline.
  case normal
  /// Big messages.
  case bulk
}

extension MessageClass {
  /// What the message's own frames are charged as.
  package var airtimeClass: AirtimeClass {
    switch self {
    case .control: .control
    case .chat: .chat
    case .normal: .normal
    case .bulk: .bulk
    }
  }
}
