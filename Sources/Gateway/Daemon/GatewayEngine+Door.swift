// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay

extension GatewayEngine: MailAcceptor {
  func judge(_ inquiry: RecipientInquiry) async -> Reply {
    journal.judged(inquiry, core.judge(inquiry))
  }

  func accept(_ transaction: MailTransaction) async -> [Reply] {
    await withCheckedContinuation { sender in
      door.append((transaction, sender))
      if door.count == 1 { Task { serveDoor() } }
    }
  }

  /// Takes some of the mails that wait at the door, with one wait for the disk.
  ///
  /// The rest waits until the radio and all others who asked meanwhile had their turn.
  private func serveDoor() {
    let some = door.prefix(GatewayLimits.mailsPerCommit)
    let verdicts = some.map { take($0.mail) }
    let security = core.secure()
    if case .failure(let error) = security {
      perform(.notice(.spoolTrouble(error.description)))
    }
    for ((mail, sender), verdict) in zip(some, verdicts) {
      let replies =
        verdict?.replies(after: security) ?? mail.envelope.forwardPaths.map { _ in Self.goingDown }
      journal.answered(mail, replies)
      sender.resume(returning: replies)
    }
    door.removeFirst(some.count)
    if !door.isEmpty { Task { serveDoor() } }
    schedule()
  }

  /// What a mail is answered once it is certain; nil when the gateway must stop.
  private func take(_ mail: MailTransaction) -> DoorVerdict? {
    do throws(SpoolError) {
      let (verdict, actions) = try core.take(mail, at: SystemClock.now())
      journal.taken(mail, actions)
      for action in actions { perform(action) }
      return verdict
    } catch {
      failure.yield(error)
      return nil
    }
  }

  static var goingDown: Reply {
    Reply(451, .init(4, 3, 0), "The radio gateway is going down; try later")
  }
}
