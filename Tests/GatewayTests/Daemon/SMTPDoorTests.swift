// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import GRDB
import Gateway
import LoRaDriver
import LoRaPHY
import MailCodec
import MailRelay
import ServiceLifecycle
import Testing

/// A daemon whose relay speaks SMTP, and asks for all that the door offers.
@Suite struct SMTPDoorTests {
  private static func service(in directory: String) throws -> GatewayService {
    let text = try GatewayServiceTests.text("camp", peer: "village", in: directory)
      .replacing("[mail.in]", with: "[mail.in]\nsmtp = [\"unix:\(directory)/camp/smtp.sock\"]")
    return GatewayService(
      try Configuration(parsing: text, file: "camp.toml"),
      identity: try Sample.identity(GatewayServiceTests.seed("camp")),
      logger: GatewayServiceTests.logger
    ) { try $0.open(clock: SystemClock.now) }
  }

  @Test(.timeLimit(.minutes(1)))
  func `an SMTP door takes binary mail, reports, priorities and deadlines, and answers once`()
    async throws
  {
    try await Sample.inDirectory { directory in
      let ether = try EtherServer(
        socketPath: directory + "/ether.sock", loss: .independent(0), seed: 3, speed: 20)
      try await ether.start()
      try FileManager.default.createDirectory(
        atPath: directory + "/camp", withIntermediateDirectories: true)
      let group = ServiceGroup(
        services: [try Self.service(in: directory)], logger: GatewayServiceTests.logger)
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        let client = ControlClient(stateDirectory: directory + "/camp")
        try await Wait.until { await (try? client.status()) != nil }
        try await Self.handOver(in: directory)
        let queue = try await client.queue()
        #expect(queue.map { $0.recipients.map(\.address) } == [["b@village.example"]])
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
      }
      await ether.shutdown()
      let spool = try DatabaseQueue(path: directory + "/camp/spool.sqlite")
      let stored = try await spool.read {
        try Data.fetchOne($0, sql: "SELECT request FROM terms")
      }
      let request = try DeliveryRequest(decoding: Array(try #require(stored)))
      #expect(request == Self.request.restricted(to: [0]))
    }
  }

  private static let request = DeliveryRequest(
    priority: .immediate, deliverBy: DeliverBy(remaining: .seconds(9000), mode: .notifying),
    returnedContent: .headers, envelopeID: EnvelopeID("id-1"),
    recipients: [
      RecipientRequest(
        notify: .success,
        originalRecipient: OriginalRecipient(addressType: "rfc822", address: "b@camp.example")),
      RecipientRequest(notify: .never),
    ])

  private static func handOver(in directory: String) async throws {
    let door = MailOutlet.smtp(.unix(path: directory + "/camp/smtp.sock"))
    // Only a door that offers BINARYMIME is given such a mail.
    let mail = Array("Subject: x\r\n\r\n".utf8) + [0, 10, 13, 0]
    let results = await door.deliver(
      try TestMail.envelope(
        from: "a@camp.example", to: ["b@village.example", "c@no.example"],
        bodyKind: .binaryMIME),
      mail: mail, deliveryID: try #require(DeliveryID("test")), request: request)
    #expect(results.map(\.reply.code) == [250, 550])
  }
}
