// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay

/// Our client talking to our server in memory.
struct Duet {
  private(set) var door: DoorDialogue
  private var client: MailClientSession
  private(set) var results: [[RecipientResult]] = []

  init(
    mail: [UInt8], from sender: String = "a@b", to recipients: [String],
    bodyKind: BodyKind = .sevenBit, encoding: AddressEncoding = .ascii,
    request: DeliveryRequest = DeliveryRequest(),
    configuration: MailServerSession.Configuration = DoorDialogue.configuration
  ) throws {
    let envelope = try Envelope(
      from: .mailbox(MailAddress(sender)), to: recipients.map { try MailAddress($0) },
      bodyKind: bodyKind, encoding: encoding)
    door = DoorDialogue(configuration)
    client = MailClientSession(
      configuration.dialect, envelope: envelope, mail: mail, hostName: HostName("c.example"),
      request: request)
  }

  /// Lets both talk until neither has anything to say; all octets in random pieces if wanted.
  ///
  /// After `limit` octets, if given, the connection is lost.
  mutating func run(pieces random: SplitMix64?, limit: Int = .max) -> [RecipientResult] {
    var random = random
    var left = limit
    var toServer: [UInt8] = []
    while true {
      let toClient = door.takeSent()
      guard !(toClient.isEmpty && toServer.isEmpty), left > 0 else { break }
      for piece in random?.pieces(toClient, most: 7) ?? [toClient] {
        let passed = Array(piece.prefix(max(0, left)))
        left -= piece.count
        toServer += perform(client.handle(.bytes(passed)))
      }
      let octets = toServer
      toServer = []
      for piece in random?.pieces(octets, most: 50) ?? [octets] {
        door.feed(.bytes(Array(piece.prefix(max(0, left)))))
        left -= piece.count
      }
    }
    _ = perform(client.handle(.closed("test")))
    door.feed(.closed)
    return results.first ?? []
  }

  private mutating func perform(_ actions: [MailClientSession.Action]) -> [UInt8] {
    var sent: [UInt8] = []
    for action in actions {
      switch action {
      case .send(let octets): sent += octets
      case .finished(let outcome): results.append(outcome)
      case .retry, .close: break
      }
    }
    return sent
  }
}
