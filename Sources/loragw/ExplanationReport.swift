// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import LoRaPHY
import MailRelay

/// What `check-config --explain --json` prints.
struct ExplanationReport: Encodable {
  /// What becomes of the mail for one recipient.
  private struct Fate: Encodable {
    var recipient: String
    var rcptReply: String
    /// The number of the rule that matches, as in `policy[2]`; nil without one.
    var rule: Int?
    var action: String?
    var mailClass: String?
    var dataReply: String?
  }

  /// What would go to one peer.
  private struct Load: Encodable {
    var peer: String
    var mailClass: String
    var packedBytes: Int
    var airtimeUs: Int64
  }

  private let bytes: Int
  private let isEncrypted: Bool
  private let mediaTypes: [String]
  private let recipients: [Fate]
  private let loads: [Load]

  /// The report of an explanation.
  init(_ explanation: MailExplanation) {
    bytes = explanation.bytes
    isEncrypted = explanation.isEncrypted
    mediaTypes = explanation.mediaTypes
    recipients = explanation.fates.map { fate in
      Fate(
        recipient: "\(fate.recipient)", rcptReply: "\(fate.judgement)", rule: fate.verdict?.rule,
        action: fate.verdict?.action.rawValue, mailClass: fate.verdict?.mailClass?.rawValue,
        dataReply: fate.reply.map { "\($0)" })
    }
    loads = explanation.loads.map { load in
      Load(
        peer: load.peer, mailClass: load.mailClass, packedBytes: load.packedBytes,
        airtimeUs: load.airtime.wholeMicroseconds)
    }
  }
}
