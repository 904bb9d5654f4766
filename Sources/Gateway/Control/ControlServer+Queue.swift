// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import Hummingbird

/// Wishes about mails.
///
/// | request | answer |
/// |---|---|
/// | POST /v1/queue/show, body {"id": ID} | ``MailDetails`` |
/// | POST /v1/queue/hold, release, delete, redeliver, body {"id": ID} | ``QueueChange`` |
/// | POST /v1/queue/prioritise, body {"id": ID, "message_class": CLASS} | ``QueueChange`` |
/// | POST /v1/queue/waiting, body {"peer": NAME} | ``WaitingMails`` |
/// | POST /v1/queue/batched, body {"id": ID, "peer": NAME} | ``BatchedMail`` |
/// | POST /v1/queue/exported, body {"id": ID, "peer": NAME} | ``QueueChange`` |
extension ControlServer {
  static func addQueue(_ mails: any QueueKeeper, to router: Router<BasicRequestContext>) {
    router.post("/v1/queue/show") { request, _ in
      try await answer(request) { wish throws(QueueRefusal) in
        try await mails.details(of: wish.mail())
      }
    }
    let verbs: [(String, QueueVerb)] = [
      ("hold", .hold), ("release", .release), ("delete", .delete), ("redeliver", .redeliver),
    ]
    for (name, verb) in verbs {
      router.post("/v1/queue/\(name)") { request, _ in
        try await answer(request) { wish throws(QueueRefusal) in
          try await mails.change(wish.mail(), verb)
        }
      }
    }
    router.post("/v1/queue/prioritise") { request, _ in
      try await answer(request) { wish throws(QueueRefusal) in
        try await mails.change(wish.mail(), .prioritise(wish.chosenClass()))
      }
    }
    addExport(mails, to: router)
  }

  private static func addExport(
    _ mails: any QueueKeeper, to router: Router<BasicRequestContext>
  ) {
    router.post("/v1/queue/waiting") { request, _ in
      try await answer(request) { wish throws(QueueRefusal) in
        try await mails.waiting(for: wish.chosenPeer())
      }
    }
    router.post("/v1/queue/batched") { request, _ in
      try await answer(request) { wish throws(QueueRefusal) in
        try await mails.batched(wish.mail(), for: wish.chosenPeer())
      }
    }
    router.post("/v1/queue/exported") { request, _ in
      try await answer(request) { wish throws(QueueRefusal) in
        try await mails.change(wish.mail(), .exported(peer: wish.chosenPeer()))
      }
    }
  }

  private static func answer(
    _ request: Request, _ work: (QueueRequest) async throws(QueueRefusal) -> some Encodable
  ) async throws -> Response {
    let body = try await request.body.collect(upTo: 4096)
    let wish: QueueRequest
    do {
      wish = try ControlAnswer.decoder.decode(
        QueueRequest.self, from: Data(body.readableBytesView))
    } catch {
      return try ControlAnswer.refusal("the request must be {\"id\": ID}", .badRequest)
    }
    do throws(QueueRefusal) {
      return try json(try await work(wish))
    } catch {
      let status: HTTPResponse.Status =
        switch error {
        case .unknownMail, .unknownPeer: .notFound
        case .conflict: .conflict
        case .unavailable: .serviceUnavailable
        }
      return try ControlAnswer.refusal(error.description, status)
    }
  }

  private static func json(_ value: some Encodable) throws(QueueRefusal) -> Response {
    do {
      return try ControlAnswer.json(value)
    } catch {
      throw .unavailable("\(error)")
    }
  }
}

/// The body of a request about a mail.
struct QueueRequest: Codable {
  var id: String?
  var peer: String?
  var messageClass: String?

  func mail() throws(QueueRefusal) -> String {
    guard let id else { throw .conflict("the request names no mail: {\"id\": ID}") }
    return id
  }

  func chosenPeer() throws(QueueRefusal) -> String {
    guard let peer else { throw .conflict("the request names no peer: {\"peer\": NAME}") }
    return peer
  }

  /// The class; chat when the request names none.
  func chosenClass() throws(QueueRefusal) -> MessageClass {
    guard let messageClass else { return .chat }
    let legal: [MessageClass] = [.chat, .normal, .bulk]
    guard let found = legal.first(where: { $0.label == messageClass }) else {
      throw .conflict("\"\(ProblemLog.oneLine(messageClass))\" is none of chat, normal and bulk")
    }
    return found
  }
}
