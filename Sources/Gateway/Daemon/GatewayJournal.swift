// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import LoRaPHY
import Logging
import MailRelay

/// The log of a gateway: one line per event a person cares about, with the mail's name.
struct GatewayJournal: Sendable {
  let logger: Logger
  /// Whether addresses may stand in lines above debug.
  let addresses: AddressDisplay

  func record(_ notice: GatewayNotice) {
    logger.log(
      level: notice.level, "\(notice.text(showing: addresses))",
      metadata: notice.fields.mapValues { .string($0) })
  }

  func receiveOnly(_ why: String) { logger.warning("\(why)") }

  func clear(_ callSign: CallSign) {
    logger.warning("amateur radio: all is sent in clear, as \(callSign)")
  }

  func rekey(_ peer: String) { logger.notice("\(peer): a new handshake was asked for") }

  func changed(_ change: QueueChange) {
    logger.notice(
      "\(change.id): by the operator: \(change.done)",
      metadata: ["event": "changed", "mail": "\(change.id)"])
  }

  func peers(_ names: [String]) {
    logger.notice("peers read again: \(names.isEmpty ? "none" : names.joined(separator: ", "))")
  }

  func peersNotRead(_ why: String) { logger.warning("peers not read again: \(why)") }

  func radioFault(_ why: String) { logger.error("radio: \(why)") }

  func radioRecovered() { logger.notice("radio: in order again") }

  func transmissionFailed(_ why: String) { logger.warning("radio: frame not sent: \(why)") }
}

extension GatewayNotice: CustomStringConvertible {
  /// One line for people; no addresses.
  public var description: String { text(showing: .hidden) }

  /// One line for people.
  package func text(showing addresses: AddressDisplay) -> String {
    switch self {
    case .accepted(let id, let bytes, let recipients):
      "\(id): accepted, \(bytes) bytes, \(recipients) recipient\(recipients == 1 ? "" : "s")"
    case .packed(let id, let peer, let raw, let packed):
      "\(id): packed for \(peer), \(raw) -> \(packed) bytes"
    case .crossed(let id, let peer, let frames, let bytes, let airtime):
      "\(id): stored by \(peer), \(frames) frames, \(bytes) bytes, "
        + "\(airtime.forPeople) of airtime"
    case .arrived(let id, let peer, let bytes, let sha256):
      "\(id): arrived from \(peer), \(bytes) bytes, sha256 \(sha256.prefix(6).hexadecimal)"
    case .partArrived(let id, let peer, let stored, let count):
      "\(id): \(stored) of \(count) parts from \(peer) are stored"
    case .repeated(let id, let peer): "\(id): came again from \(peer) and is stored already"
    case .historyUnknown(let peer):
      "\(peer) packed a mail with earlier ones that are not here; it was asked to pack it without"
    case .unreadable(let id, let peer, let why):
      "\(id): from \(peer), cannot be read (\(why)); kept in the spool"
    case .handedOver(let id, let results):
      "\(id): handed over, "
        + results.map { $0.text(showing: addresses) }.joined(separator: "; ")
    case .reported(let id, let peer, let results):
      "\(id): \(peer) reports "
        + results.map { "recipient \($0.position + 1) \($0.status)" }.joined(separator: ", ")
    case .senderTold(let id, let action): "\(id): its sender is told: \(action.rawValue)"
    case .expired(let id, let peers):
      "\(id): given up, \(peers.joined(separator: ", ")) did not take it in its time"
    case .versionRefused(let peer, let highest): "\(peer) \(Self.refusal(ofVersion: highest))"
    case .pinged(let peer, let report?):
      "\(peer): answered a ping in \(report.roundTrip.forPeople), SNR"
        + " \(report.snrThere.decibels) dB there, \(report.snrHere.decibels) dB here"
    case .pinged(let peer, nil): "\(peer): no answer to a ping"
    case .partsExpired(let id, let peer, let stored, let count):
      "\(id): \(stored) of \(count) parts from \(peer) came, then none for too long; given up"
    case .deliveryExpired(let id, let recipients):
      "\(id): the relay did not take it in time; given up for \(recipients) recipients"
    case .spoolTrouble(let why):
      "spool: \(why); nothing was acknowledged, the state was read again"
    }
  }
}

extension GatewayNotice {
  /// Why there is no session with a peer of this version, and the way out.
  public static func refusal(ofVersion highest: Int) -> String {
    "speaks protocol version \(highest) at most, which is refused; update it, or remove it, start"
      + " once without it and accept it again"
  }
}

extension Sequence<UInt8> {
  /// Two digits a byte.
  var hexadecimal: String { map { String(format: "%02x", $0) }.joined() }
}
