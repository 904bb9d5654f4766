// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Gateway
import LoRaPHY
import MailRelay
import Testing

@Suite struct SetupTests {
  @Test func `with a known HAT a region is all that must be said`() throws {
    let setup = try SetupSample.answered(SetupSample.setup(), [.region: "EU868"])
    let configuration = try SetupSample.configuration(setup)
    #expect(configuration.gateway.name == "camp")
    #expect(configuration.gateway.localDomains.map(\.text) == ["camp.example"])
    #expect(configuration.gateway.stateDirectory == "/var/lib/loragw")
    guard case .board(let board) = configuration.radio.attachment else {
      Issue.record("no board")
      return
    }
    #expect(board.id == "meshadv-pi")
    #expect(configuration.radio.channel.radioChannel.frequency == Frequency(hertz: 869_525_000))
    #expect(configuration.mail.deliver == .lmtp(.unix(path: "/run/dovecot/lmtp")))
    #expect(configuration.mail.lmtpListen.count == 2)
    #expect(configuration.receiveOnly == nil)
  }

  @Test func `questions come in their order, those of others' cases not at all`() throws {
    var setup = try SetupSample.setup()
    var asked: [SetupQuestion] = []
    while let question = setup.question {
      asked.append(question)
      #expect(setup.answer(question == .region ? "UK" : "") == nil)
    }
    #expect(asked == [.region, .radio, .frequency, .name, .domains, .deliver, .lmtp])
    #expect(setup.prompt == nil)
  }

  @Test func `what must be said has no default where the machine does not tell`() throws {
    var setup = try SetupSample.setup(MachineSnapshot(), mailDomain: nil)
    #expect(setup.defaultAnswer == nil)
    #expect(setup.answer("  ") == "this must be said")
    #expect(setup.answer("EU868") == nil)
    #expect(setup.question == .radio)
    #expect(setup.defaultAnswer == nil)
    #expect(setup.answer("rfm95w") == nil)
    #expect(setup.answer("") == nil)
    #expect(setup.answer("") == nil)
    #expect(setup.question == .domains)
    #expect(setup.defaultAnswer == nil)
    #expect(setup.text() == nil)
  }

  @Test(arguments: [
    (SetupQuestion.region, "EU86", "did you mean \"EU868\"?"), (.region, "lab", "simulations only"),
    (.radio, "meshadv-py", "did you mean \"meshadv-pi\"?"),
    (.radio, "7", "no radio has that number"),
    (.radio, "0", "no radio has that number"), (.radio, "waveshare-sx126x-uart", "airtime"),
    (.radio, "meshtoad-e22", "no driver yet"), (.radio, "/dev/ttyUSB0", "by-id"),
    (.radio, "iot4pi-lora-gateway", "no channel of EU868"), (.radio, "simulated:ether", "absolute"),
    (.frequency, "868.65", "alarm"), (.frequency, "915", "EU868"), (.frequency, "869,5", "MHz"),
    (.name, "no spaces", "letters, digits"), (.domains, "a@b.example", "no @"),
    (.domains, "a.example, a.example", "twice"), (.deliver, "dovecot", "names no outlet"),
    (.lmtp, "127.0.0.1", "127.0.0.1"), (.lmtp, "unix:relative", "unix"),
  ])
  func `a wrong answer is refused with the reason, and the question stays`(
    question: SetupQuestion, wrong: String, reason: String
  ) throws {
    var setup = try SetupSample.setup()
    while let present = setup.question, present != question {
      #expect(setup.answer(present == .region ? "EU868" : "") == nil)
    }
    let answered = setup.answer(wrong)
    let refusal = try #require(answered)
    #expect(refusal.contains(reason), "\(refusal)")
    #expect(!refusal.contains("\n"))
    #expect(setup.question == question)
    let right = try SetupSample.answered(setup, [.region: "EU868"])
    #expect(try SetupSample.configuration(right).gateway.name == "camp")
  }

  @Test func `a number stands for what is listed under it, and a dongle's firmware is asked`()
    throws
  {
    var setup = try SetupSample.setup()
    #expect(setup.answer("EU868") == nil)
    #expect(setup.prompt?.help.contains { $0.contains("1  meshadv-pi") } == true)
    #expect(setup.answer("2") == nil)
    #expect(setup.question == .firmware)
    #expect(setup.deviceToProbe == SetupSample.dongle)
    #expect(setup.answer("sx127x") != nil)
    setup.probed(.rui3)
    #expect(setup.deviceToProbe == nil)
    #expect(setup.defaultAnswer == "rui3")
    let configuration = try SetupSample.configuration(SetupSample.answered(setup, [:]))
    #expect(configuration.radio.driver == .rui3)
    #expect(configuration.radio.attachment == .serial(path: SetupSample.dongle))
  }

  @Test func `an amateur is asked for a call sign and for a frequency`() throws {
    var setup = try SetupSample.setup()
    #expect(setup.answer("HAM-70CM-ITU1") == nil)
    #expect(setup.question == .callSign)
    #expect(setup.answer("f4abc") != nil)
    #expect(setup.answer("F4ABC") == nil)
    #expect(setup.answer("ebyte-e22-400m33s") == nil)
    #expect(setup.question == .frequency)
    #expect(setup.defaultAnswer == nil)
    let done = try SetupSample.answered(setup, [.frequency: "433.775"])
    let configuration = try SetupSample.configuration(done)
    #expect(configuration.gateway.callSign?.text == "F4ABC")
    #expect(configuration.receiveOnly == nil)
    #expect(configuration.radio.channel.powerDBm == 8)
  }

  @Test func `without a call sign an amateur's station only listens`() throws {
    let setup = try SetupSample.answered(
      SetupSample.setup(),
      [
        .region: "HAM-70CM-ITU1", .callSign: "none", .radio: "ebyte-e22-400m33s",
        .frequency: "433.775",
      ])
    #expect(try SetupSample.configuration(setup).receiveOnly != nil)
  }

  @Test func `options that are not asked about reach the file`() throws {
    var options = SetupOptions()
    options.stateDirectory = "/srv/with \"quotes\" and \\"
    options.smtp = ["127.0.0.1:2525"]
    options.spreadingFactor = .sf9
    options.bandwidth = .kHz62_5
    let setup = try SetupSample.answered(
      SetupSample.setup(options: options), [.region: "EU868", .frequency: "869.45"])
    let configuration = try SetupSample.configuration(setup)
    #expect(configuration.gateway.stateDirectory == options.stateDirectory)
    #expect(configuration.mail.smtpListen == [.tcp(host: "127.0.0.1", port: 2525)])
    #expect(configuration.radio.channel.radioChannel.modulation.spreadingFactor == .sf9)
    #expect(configuration.radio.channel.radioChannel.modulation.bandwidth == .kHz62_5)
    #expect(configuration.radio.channel.radioChannel.frequency == Frequency(hertz: 869_450_000))
  }

  @Test func `whatever is typed, what is written says that and nothing else`() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SplitMix64(seed: seed)
    let pieces = [
      "\"", "\\", "\n", "]", "[status]", "=", "#", "a.example", ",", " ", "\u{0}", "é", "'''", "/x",
      "unix:", "maildir:", "1", "\t", "\u{7F}", "none", "EU868", "rnode:",
    ]
    let usual: [SetupQuestion: String] = [
      .region: "EU868", .frequency: "869.525", .radio: "simulated:/x", .firmware: "rnode",
    ]
    for _ in 0..<30 {
      var setup = try SetupSample.setup()
      var taken: [SetupQuestion: String] = [:]
      while let question = setup.question {
        let count = Int.random(in: 1...4, using: &random)
        let typed = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
        if setup.answer(typed) == nil {
          taken[question] = typed.trimmingCharacters(in: .whitespacesAndNewlines)
        } else if let refusal = setup.answer(usual[question] ?? "") {
          Issue.record("\(question): \(refusal), seed \(seed)")
          return
        }
      }
      let configuration = try SetupSample.configuration(setup)
      #expect(configuration.status == nil && configuration.peers.isEmpty, "seed \(seed)")
      if let name = taken[.name], !name.isEmpty {
        #expect(configuration.gateway.name == name, "seed \(seed)")
      }
    }
  }
}
