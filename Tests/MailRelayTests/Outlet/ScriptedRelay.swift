// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay

/// A relay that says its replies one after the other, whatever it is told.
struct ScriptedRelay {
  /// All that the client sent.
  private(set) var heard = ""
  private(set) var results: [RecipientResult]?
  private(set) var isClosed = false
  private(set) var isRetried = false
  private(set) var patience: [Duration?] = []

  init(
    _ dialect: MailClientSession.Dialect, envelope: Envelope, mail: String = "x\r\n",
    request: DeliveryRequest = DeliveryRequest(), replies: [String],
    last: MailClientSession.Event? = nil
  ) {
    var session = MailClientSession(
      dialect, envelope: envelope, mail: Array(mail.utf8), hostName: HostName("c.example"),
      request: request)
    patience.append(session.patience)
    for reply in replies {
      take(session.handle(.bytes(Array((reply + "\r\n").utf8))))
      patience.append(session.patience)
    }
    if let last { take(session.handle(last)) }
  }

  private mutating func take(_ actions: [MailClientSession.Action]) {
    for action in actions {
      switch action {
      case .send(let octets): heard += String(decoding: octets, as: UTF8.self)
      case .finished(let results): self.results = results
      case .retry: isRetried = true
      case .close: isClosed = true
      }
    }
  }

  /// The first letters of the results: d, t or p.
  var outcome: String {
    guard let results else { return "" }
    return String(
      results.map { result in
        switch result {
        case .delivered: "d"
        case .temporary: "t"
        case .permanent: "p"
        }
      })
  }
}
