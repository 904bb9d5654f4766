// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY
import Testing

struct HandshakeShareTests {
  private static let response = [UInt8](
    HelloFrame(
      kind: .response, address: 1,
      noiseMessage: [UInt8](repeating: 0, count: HelloFrame.noiseMessageBytes(.response))
    ).encoded)

  private static var parameters: LinkParameters {
    var parameters = LinkParameters(modulation: LinkPair.channel.modulation)
    parameters.airtimeRule = AirtimeRule(window: .seconds(3600), limit: .seconds(36))
    parameters.airtimeReserve = DutyReserve(control: .seconds(2), chat: .zero)
    return parameters
  }

  @Test func `answers to handshakes take a quarter of the control reserve in any window`() {
    let parameters = Self.parameters
    var share = HandshakeShare(parameters)
    let airtime = parameters.timeOnAir(bytes: Self.response.count)
    var taken: [Instant] = []
    for minute in 0..<300 {
      let now = Instant.zero + .seconds(60 * minute)
      if share.airtimeClass(of: Self.response, at: now) == .control { taken.append(now) }
    }
    for instant in taken {
      let used = airtime * taken.count { instant <= $0 && $0 - instant < .seconds(3600) }
      #expect(used <= .milliseconds(500))
    }
    #expect(taken.count == 5 * 4)
  }

  @Test func `other answers are charged as control, whatever handshakes have used`() {
    var share = HandshakeShare(Self.parameters)
    for _ in 0..<100 { _ = share.airtimeClass(of: Self.response, at: .zero) }
    let done = ControlFrame(connection: 1, slot: 0, content: .done).untagged
    #expect(share.airtimeClass(of: done, at: .zero) == .control)
    #expect(share.airtimeClass(of: Self.response, at: .zero) == .chat)
  }

  @Test
  func `a station leaves three quarters of the reserve to reports, however often it is called`()
    throws
  {
    var pair = try HandshakePair()
    let identities = try [1, 2].map { byte in
      try #require(LinkIdentity(privateKey: [UInt8](repeating: byte, count: 32)))
    }
    var parameters = Self.parameters
    parameters.airtimeRule = AirtimeRule(window: .seconds(3600), limit: .seconds(3))
    var station = LinkStation(
      identity: identities[1], peers: [identities[0].publicKey], parameters: parameters,
      random: SplitMix64(seed: 1))
    var answers = 0
    for round in 0..<100 {
      let now = Instant.zero + .seconds(30 * round)
      let hello = try pair.freshInitiation(at: now)
      let step = station.handle(.received(hello.encoded, snr: SNR(decibels: 5)), at: now)
      guard step.actions.contains(where: { if case .transmit = $0 { true } else { false } })
      else { continue }
      answers += 1
      _ = station.handle(.transmitted, at: now + .milliseconds(110))
    }
    // One second lies outside the reserve of two; a response takes 0.103 s.
    #expect(answers == 9)
  }
}
