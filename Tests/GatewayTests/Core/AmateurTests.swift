// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import Gateway
import LoRaPHY
import LoRaDriver
import MailRelay
import Testing

/// Two gateways of radio amateurs.
struct AmateurTests {
  private static let callSigns = ["F4ABC", "DL1ABC/P"]

  private func world(
    _ memory: GatewayWorld.Memory = .volatile, loss: Double = 0.1
  ) throws -> GatewayWorld {
    let world = try GatewayWorld(memory, loss: loss)
    for index in 0...1 {
      try world.configure(index) {
        $0.link.mode = .clear
        $0.link.callSign = CallSign(Self.callSigns[index])
      }
      try world.restart(index)
    }
    return world
  }

  private func status(_ world: GatewayWorld, _ index: Int) throws -> GatewayStatus {
    let channel = RadioChannel(
      frequency: Frequency(hertz: 434_500_000), modulation: GatewayWorld.modulation)
    return try world.core(index).status(
      driver: "simulated", radioFault: nil, channel: channel, since: .zero, at: world.now)
  }

  @Test func `mail crosses both ways in clear, and both call signs are told`() throws {
    let world = try world()
    let mails = [TestMail.text(1), TestMail.noise(2, bytes: 3000)]
    try world.accept(TestMail.envelope(), mails[0])
    try world.accept(
      TestMail.envelope(from: "bob@b.test", to: ["alice@a.test"]), mails[1], at: 1)
    try world.run { $0.sites.allSatisfy { !$0.delivered.isEmpty } }
    try world.run(for: .seconds(120))
    #expect(world.sites[1].delivered.map(\.content) == [mails[0]])
    #expect(world.sites[0].delivered.map(\.content) == [mails[1]])
    for index in 0...1 {
      let sent = world.network.users[index].sent
      #expect(sent.allSatisfy { $0.mode == .clear })
      #expect(sent.contains { if case .identification = $0 { true } else { false } })
      let status = try status(world, index)
      #expect(status.callSign == Self.callSigns[index])
      #expect(status.peers.map(\.callSign) == [Self.callSigns[1 - index]])
      #expect(Set(status.heardCallSigns.map(\.callSign)).isSubset(of: [Self.callSigns[1 - index]]))
    }
  }

  @Test func `mail of two amateurs survives the end of a process`() throws {
    try Sample.inDirectory { directory in
      let world = try world(.disk(directory), loss: 0.2)
      let mail = TestMail.noise(3, bytes: 8000)
      try world.accept(TestMail.envelope(), mail)
      try world.run(for: .seconds(8))
      for index in 0...1 { try world.restart(index) }
      try world.run { !$0.sites[1].delivered.isEmpty }
      #expect(world.sites[1].delivered.map(\.content) == [mail])
    }
  }

  private static let hidden = [
    "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"\r\n\r\nx\r\n",
    "Subject: x\r\nCONTENT-TYPE:\r\n Multipart/Encrypted;\r\n boundary=x\r\n\r\nx\r\n",
    "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\r\n\r\nx\r\n",
    "Content-Type: application/x-pkcs7-mime; name=smime.p7m\r\n\r\nx\r\n",
    "Subject: x\r\n\r\nsee\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nhQ\r\n",
  ]

  @Test(arguments: hidden) func `encrypted mail is refused by amateurs, and by them only`(
    mail: String
  ) throws {
    let replies = try world().accept(TestMail.envelope(), Array(mail.utf8))
    #expect(replies.map(\.code) == [550])
    #expect(replies.map(\.status) == [.init(5, 7, 1)])
    #expect(replies.first?.text.contains("must not carry encrypted mail") == true)
    let others = try GatewayWorld(.volatile).accept(TestMail.envelope(), Array(mail.utf8))
    #expect(others.map(\.code) == [250])
  }

  @Test(arguments: [
    "Content-Type: text/plain\r\n\r\nContent-Type: multipart/encrypted\r\n",
    "Content-Type: multipart/signed; protocol=\"application/pgp-signature\"\r\n\r\nx\r\n",
    "Content-Type: application/pkcs7-mime; smime-type=\"signed-data\"\r\n\r\nx\r\n",
    "X-Content-Type: multipart/encrypted\r\n\r\nx\r\n", "\r\n", "Content-Type", "",
    "Subject: x\r\n\r\nwrite -----BEGIN PGP MESSAGE----- before it\r\n",
  ]) func `readable and signed mail is taken by amateurs`(mail: String) throws {
    let replies = try world().accept(TestMail.envelope(), Array(mail.utf8))
    #expect(replies.map(\.code) == [250])
  }
}
