// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
package import MailCodec

/// What the codec is to make of a message from the air.
public struct UnpackingJob: Sendable {
  /// Tells the jobs of a core apart.
  let number: Int
  /// The message they came in.
  let message: InboundMessage
  /// Packed mails that are still to be unpacked, at least one.
  let packed: ArraySlice<[UInt8]>
  /// The part that made its mail whole; nil where mails came whole.
  let part: MailPart?
  /// What is kept of the peer's mails; nil where none is used.
  let history: MailHistory?

  /// Runs the codec over so many of the mails as one transaction may store.
  ///
  /// Each mail of a message may have been packed with those before it, so they enter the history.
  package func unpacked(by codec: MailCodec) -> UnpackingResult {
    var history = history
    var mails: [UnpackingResult.Mail] = []
    var held = 0
    for packed in packed {
      guard let mail = read(packed, by: codec, after: history) else { return .historyUnknown }
      mails.append(mail)
      if case .read(let mail) = mail, let entry = mail.entry {
        history?.append(entry)
        history?.trimForUnpacking()
      }
      held += mail.bytes
      if held >= GatewayLimits.heldMailBytes { break }
    }
    return .mails(mails)
  }

  /// Nil when the mail was packed with others that are not in the history.
  private func read(
    _ packed: [UInt8], by codec: MailCodec, after history: MailHistory?
  ) -> UnpackingResult.Mail? {
    do {
      let mail = try CarriedMail(
        packed, copy: part?.copy ?? message.copy, by: codec, after: history,
        memory: history != nil && message.messageClass == .chat ? .kept : .none)
      if let part, mail.airID != part.mailID { throw ArrivalError.wrongMailID }
      return .read(mail)
    } catch MailCodecError.unknownHistory where part == nil {
      return nil
    } catch {
      // Whatever a message holds is acknowledged once it is stored: what cannot be read is kept.
      return .unreadable(packed, why: "\(error)")
    }
  }
}

/// What the codec made of a message.
package enum UnpackingResult: Sendable {
  /// The first of its mails, at least one; the others are another job.
  case mails([Mail])
  /// A mail was packed with others that are not in the history.
  case historyUnknown

  /// A packed mail, once the codec was run over it.
  package enum Mail: Sendable {
    case read(CarriedMail)
    case unreadable([UInt8], why: String)

    /// Bytes it holds in memory.
    var bytes: Int {
      switch self {
      case .read(let mail): mail.content.count
      case .unreadable(let packed, _): packed.count
      }
    }
  }
}
