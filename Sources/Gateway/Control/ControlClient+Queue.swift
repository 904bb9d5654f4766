// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import NIOHTTP1

extension ControlClient {
  /// All that the gateway knows of a mail.
  ///
  /// - Throws: ``ControlError`` when no gateway answers, or it refuses.
  public func details(of id: String) async throws(ControlError) -> MailDetails {
    try await wish("show", QueueRequest(id: id))
  }

  /// Makes the gateway do something with a mail; it is on disk when this returns.
  ///
  /// - Throws: ``ControlError`` when no gateway answers, or it refuses.
  public func change(_ id: String, _ verb: QueueVerb) async throws(ControlError) -> QueueChange {
    switch verb {
    case .hold: try await wish("hold", QueueRequest(id: id))
    case .release: try await wish("release", QueueRequest(id: id))
    case .delete: try await wish("delete", QueueRequest(id: id))
    case .redeliver: try await wish("redeliver", QueueRequest(id: id))
    case .prioritise(let messageClass):
      try await wish("prioritise", QueueRequest(id: id, messageClass: messageClass.label))
    case .exported(let peer): try await wish("exported", QueueRequest(id: id, peer: peer))
    }
  }

  /// The names of the mails that wait for a peer.
  ///
  /// - Throws: ``ControlError`` when no gateway answers, or it knows no such peer.
  public func waiting(for peer: String) async throws(ControlError) -> WaitingMails {
    try await wish("waiting", QueueRequest(peer: peer))
  }

  /// A mail as it stands in a batch for a peer.
  ///
  /// - Throws: ``ControlError`` when no gateway answers, or the mail waits no longer.
  public func batched(_ id: String, for peer: String) async throws(ControlError) -> BatchedMail {
    try await wish("batched", QueueRequest(id: id, peer: peer))
  }

  private func wish<Answer: Decodable>(
    _ name: String, _ request: QueueRequest
  ) async throws(ControlError) -> Answer {
    let body: Data
    do {
      body = try ControlAnswer.encoder.encode(request)
    } catch {
      throw .badAnswer("\(error)")
    }
    return try await ask(.POST, "/v1/queue/\(name)", body: body)
  }
}
