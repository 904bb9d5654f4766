// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

extension GatewayEngine: QueueKeeper {
  func details(of id: String) throws(QueueRefusal) -> MailDetails {
    try core.details(of: id, at: SystemClock.now())
  }

  func change(_ id: String, _ verb: QueueVerb) throws(QueueRefusal) -> QueueChange {
    var result = Result<QueueChange, QueueRefusal>.failure(.unavailable("it is going down"))
    run { core, now throws(SpoolError) in
      let outcome = try core.change(id, verb, at: now)
      result = outcome.result
      return outcome.actions
    }
    let change = try result.get()
    journal.changed(change)
    return change
  }

  func waiting(for peer: String) throws(QueueRefusal) -> WaitingMails {
    try core.waitingMails(for: peer)
  }

  func batched(_ id: String, for peer: String) throws(QueueRefusal) -> BatchedMail {
    try core.batched(id, for: peer)
  }
}
