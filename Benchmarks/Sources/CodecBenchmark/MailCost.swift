// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import MailCodec

/// What one mail costs.
struct MailCost {
  let mail: HeldBackMail
  /// What the other compressors make of it.
  let others: [OtherCompressor: Int]
  /// What the codec makes of envelope and mail.
  private(set) var bytes: Int
  /// Random bytes of its OpenPGP packets.
  let randomBytes: Int

  /// The cost of a mail by itself.
  init(_ mail: HeldBackMail, _ codec: MailCodec, _ programs: [OtherCompressor: URL]) throws {
    self.mail = mail
    others = try programs.reduce(into: [:]) { others, entry in
      others[entry.key] = try entry.key.compressedBytes(mail.mail, with: entry.value)
    }
    let packed = codec.pack(envelope: mail.envelope, mail: mail.mail)
    bytes = packed.bytes.count
    randomBytes = packed.report.shares[.openPGPRandom]?.rawBytes ?? 0
  }

  /// The costs of the same mails, each packed after those before it in its direction; without the
  /// mails whose sender no mail before them has.
  ///
  /// Both gateways share what a sender may pack with when every mail has arrived, as the gateway
  /// keeps it. In each direction mails come in their order here.
  static func afterEarlier(_ costs: [Self], _ codec: MailCodec) throws -> [Self] {
    var histories: [String: MailHistory] = [:]
    var heard: Set<String> = []
    var found: [Self] = []
    for var cost in costs {
      let mail = cost.mail
      var history = histories[mail.direction] ?? MailHistory()
      if !heard.insert(mail.sender).inserted {
        let packed = codec.pack(envelope: mail.envelope, mail: mail.mail, history: history)
        cost.bytes = packed.bytes.count
        found.append(cost)
      }
      if let entry = MailHistory.Entry(envelope: mail.envelope, mail: mail.mail) {
        history.append(entry)
        history.trimForPacking()
      }
      histories[mail.direction] = history
    }
    return found
  }
}
