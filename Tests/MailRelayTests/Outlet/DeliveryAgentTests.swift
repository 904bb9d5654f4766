// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Logging
import MailRelay
import Testing

@Suite(.timeLimit(.minutes(1)))
struct DeliveryAgentTests {
  private let path = FileManager.default.temporaryDirectory
    .appendingPathComponent("lw-\(UInt64.random(in: .min ... .max))").path

  private func start(
    _ acceptor: RecordingAcceptor, _ dialect: MailDialect, connectionsMax: Int = 1
  ) async throws -> MailListener {
    let session = MailServerSession.Configuration(hostName: HostName("foo.edu"), dialect: dialect)
    return try await MailListener.start(
      at: .unix(path: path), acceptor: acceptor,
      configuration: .init(session: session, connectionsMax: connectionsMax),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  private func outlet(_ dialect: MailDialect) -> MailOutlet {
    dialect == .lmtp ? .lmtp(.unix(path: path)) : .smtp(.unix(path: path))
  }

  private func mail(_ recipients: String...) throws -> MailTransaction {
    MailTransaction(
      envelope: try Envelope(from: .null, to: recipients.map { try MailAddress($0) }),
      mail: Array("m\r\n".utf8), request: DeliveryRequest(envelopeID: EnvelopeID("id")))
  }

  @Test(arguments: [MailDialect.lmtp, .smtp])
  func `mails one after the other share a connection`(dialect: MailDialect) async throws {
    let acceptor = RecordingAcceptor()
    // A second connection would be turned away.
    let listener = try await start(acceptor, dialect)
    let agent = DeliveryAgent(outlet(dialect), as: HostName("c"))
    let id = try #require(DeliveryID("x"))
    for _ in 0..<20 {
      let results = await agent.deliver(try mail("ok@x", "jones@x"), deliveryID: id)
      #expect(results.map(\.reply.code) == [250, 550])
    }
    #expect(acceptor.transactions.count == 20)
    #expect(acceptor.transactions.allSatisfy { $0.request.envelopeID?.text == "id" })
    await agent.shutdown()
    await listener.shutdown()
  }

  @Test func `a relay that was started again is reached over a new connection`() async throws {
    let acceptor = RecordingAcceptor()
    let agent = DeliveryAgent(outlet(.lmtp), as: HostName("c"))
    let id = try #require(DeliveryID("x"))
    for _ in 0..<3 {
      let listener = try await start(acceptor, .lmtp)
      #expect(await agent.deliver(try mail("ok@x"), deliveryID: id).map(\.reply.code) == [250])
      await listener.shutdown()
    }
    #expect(acceptor.transactions.count == 3)
    #expect(
      await agent.deliver(try mail("ok@x"), deliveryID: id).map(\.reply.status) == [.init(4, 4, 1)])
    await agent.shutdown()
  }

  @Test func `mails side by side are all handed over`() async throws {
    let acceptor = RecordingAcceptor()
    let listener = try await start(acceptor, .smtp, connectionsMax: 64)
    let agent = DeliveryAgent(outlet(.smtp), as: HostName("c"))
    let id = try #require(DeliveryID("x"))
    let mails = try (0..<40).map { try mail("u\($0)@x") }
    await withTaskGroup(of: [Int].self) { group in
      for mail in mails {
        group.addTask { await agent.deliver(mail, deliveryID: id).map(\.reply.code) }
      }
      for await codes in group { #expect(codes == [250]) }
    }
    #expect(Set(acceptor.transactions.map(\.envelope)).count == 40)
    await agent.shutdown()
    await listener.shutdown()
  }

  @Test func `why a relay cannot be reached is said in the system's words`() async throws {
    let id = try #require(DeliveryID("x"))
    for (outlet, words) in [
      (MailOutlet.lmtp(.unix(path: "/nonexistent/x")), "No such file or directory"),
      (.smtp(.tcp(host: "127.0.0.1", port: 1)), "Connection refused"),
    ] {
      let agent = DeliveryAgent(outlet, as: HostName("c"))
      let reply = try #require(await agent.deliver(try mail("ok@x"), deliveryID: id).first?.reply)
      #expect(reply.text.hasSuffix(": \(words)"), "\(reply)")
    }
  }
}
