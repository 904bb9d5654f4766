// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import Logging
import MailRelay

/// A notice as the log has it, beside its words.
extension GatewayNotice {
  /// How much it weighs: info what becomes of a mail, more when somebody should look.
  package var level: Logger.Level {
    switch self {
    case .spoolTrouble, .unreadable: .error
    case .versionRefused, .partsExpired, .expired, .deliveryExpired: .warning
    case .reported(_, _, let results) where results.contains { $0.status.class == 5 }: .warning
    case .handedOver(_, let results): results.map(\.result.level).max() ?? .info
    case .packed: .debug
    default: .info
    }
  }

  /// What programs look for: the event, the mail's id, the peer's name.
  package var fields: [String: String] {
    var fields = ["event": event]
    fields["mail"] = mailID
    fields["peer"] = peerName
    return fields
  }

  private var event: String {
    switch self {
    case .accepted: "accepted"
    case .packed: "packed"
    case .crossed: "crossed"
    case .arrived: "arrived"
    case .partArrived: "part-arrived"
    case .repeated: "repeated"
    case .historyUnknown: "history-unknown"
    case .unreadable: "unreadable"
    case .handedOver: "handed-over"
    case .reported: "reported"
    case .senderTold: "sender-told"
    case .expired: "expired"
    case .versionRefused: "version-refused"
    case .partsExpired: "parts-expired"
    case .deliveryExpired: "delivery-expired"
    case .pinged: "pinged"
    case .spoolTrouble: "spool-trouble"
    }
  }

  private var mailID: String? {
    switch self {
    case .accepted(let id, _, _), .packed(let id, _, _, _), .crossed(let id, _, _, _, _),
      .arrived(let id, _, _, _), .partArrived(let id, _, _, _), .repeated(let id, _),
      .unreadable(let id, _, _), .handedOver(let id, _), .reported(let id, _, _),
      .senderTold(let id, _), .expired(let id, _), .partsExpired(let id, _, _, _),
      .deliveryExpired(let id, _):
      id
    case .historyUnknown, .versionRefused, .pinged, .spoolTrouble: nil
    }
  }

  private var peerName: String? {
    switch self {
    case .packed(_, let peer, _, _), .crossed(_, let peer, _, _, _), .arrived(_, let peer, _, _),
      .partArrived(_, let peer, _, _), .repeated(_, let peer), .historyUnknown(let peer),
      .unreadable(_, let peer, _), .reported(_, let peer, _), .versionRefused(let peer, _),
      .partsExpired(_, let peer, _, _), .pinged(let peer, _):
      peer
    case .expired(_, let peers): peers.joined(separator: ",")
    case .accepted, .handedOver, .senderTold, .deliveryExpired, .spoolTrouble: nil
    }
  }
}

extension RecipientResult {
  /// How much it weighs in the log.
  fileprivate var level: Logger.Level {
    switch self {
    case .delivered: .info
    case .temporary: .notice
    case .permanent: .warning
    }
  }
}
