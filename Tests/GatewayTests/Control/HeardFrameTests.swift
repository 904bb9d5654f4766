// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import Gateway
import LoRaDriver
import LoRaPHY
import Testing

extension PingReport {
  static var sample: PingReport {
    PingReport(
      peer: "village", roundTripUs: 123_456, snrThereDecibels: 4.25, snrHereDecibels: -3.5,
      airtimeUs: 82_432)
  }
}

extension HeardFrame {
  static func sample(bytes: Int, unixSeconds: Double) -> HeardFrame {
    let channel = RadioChannel(
      frequency: Frequency(hertz: 869_525_000),
      modulation: Modulation(spreadingFactor: .sf9, bandwidth: .kHz125, codingRate: .fourFifths))
    let frame = ReceivedFrame(
      bytes: [UInt8](repeating: 0x55, count: bytes), snr: SNR(decibels: -7.25),
      rssi: RSSI(dBm: -113.5), channel: channel, at: .zero)
    return HeardFrame(frame, unixSeconds: unixSeconds)
  }
}

struct HeardFrameTests {
  private func heard(_ bytes: [UInt8]) -> HeardFrame {
    var packets = RNodeSplitPackets()
    return heard(bytes, after: &packets)
  }

  private func heard(_ bytes: [UInt8], after packets: inout RNodeSplitPackets) -> HeardFrame {
    let channel = RadioChannel(
      frequency: Frequency(hertz: 868_100_000),
      modulation: Modulation(spreadingFactor: .sf7, bandwidth: .kHz125, codingRate: .fourFifths))
    let frame = ReceivedFrame(
      bytes: bytes, snr: SNR(decibels: 8.5), rssi: RSSI(dBm: -71), channel: channel, at: .zero)
    return HeardFrame(frame, unixSeconds: 1_700_000_000.25, packets: &packets)
  }

  /// A frame of ten bytes with a control subtype; its tag is nobody's.
  private func control(_ content: ControlFrame.Content) -> [UInt8] {
    let frame = ControlFrame(connection: 7, slot: 0, content: content).untagged
    return frame + [UInt8](repeating: 0, count: ControlFrame.encodedBytes - frame.count)
  }

  @Test func `frames have the protocol's names, and others none`() throws {
    #expect(heard(control(.poll(sourceCount: 3, sent: 1, repetition: 0))).kind == "POLL")
    #expect(heard(control(.done)).kind == "DONE")
    #expect(heard(control(.historyUnknown)).kind == "UNKNOWN-HISTORY")
    let callSign = try #require(CallSign("OE1ABC"))
    let identification = heard(IdentificationFrame(callSign).encoded)
    #expect(identification.kind == "call sign")
    #expect(identification.callSign == "OE1ABC")
    for bytes in [[], [0], [UInt8](repeating: 0xFF, count: 255)] as [[UInt8]] {
      #expect(heard(bytes).kind == nil)
    }
  }

  @Test func `every kind of frame a transfer uses has a name`() throws {
    let world = try GatewayWorld(.volatile)
    try world.accept(TestMail.envelope(), TestMail.noise(1, bytes: 9000))
    try world.accept(TestMail.envelope(), TestMail.text(2))
    var kinds: Set<String> = []
    for index in 0...1 { try world.watch(index) { kinds.insert($0.name) } }
    #expect(try world.run { try $0.core(0).queue().isEmpty })
    #expect(kinds.isSuperset(of: ["HELLO 1", "HELLO 2", "SINGLE", "SRC", "LAST", "DONE"]))
  }

  @Test func `a line tells time, levels, length, kind and whose it is`() throws {
    let zone = try #require(TimeZone(secondsFromGMT: 0))
    var frame = heard(control(.done))
    #expect(
      frame.line(in: zone)
        == "22:13:20.250  SNR   8.5 dB  RSSI  -71.0 dBm   10 bytes  DONE")
    frame.verdict = .authentic
    frame.peer = "village"
    #expect(frame.line(in: zone).hasSuffix("10 bytes  DONE             village"))
    frame.verdict = .forged
    frame.peer = nil
    #expect(frame.line(in: zone).hasSuffix("DONE             forged"))
    #expect(heard([1, 2, 3]).line(in: zone).hasSuffix("  3 bytes  not loragw"))
  }

  @Test func `the second half of a packet that an RNode has split tells of the whole`() throws {
    var packets = RNodeSplitPackets()
    let halves = [255, 47].map { [0x91] + [UInt8](repeating: 0, count: $0 - 1) }
    let frames = halves.map { heard($0, after: &packets) }
    #expect(frames.map(\.rnodePacketBytes) == [nil, 300])
    let zone = try #require(TimeZone(secondsFromGMT: 0))
    let told = "second half of an RNode's packet of 300 bytes"
    #expect(
      frames[1].line(in: zone).hasSuffix("not loragw" + String(repeating: " ", count: 9) + told))
    #expect(frames[0].line(in: zone).hasSuffix("not loragw"))
    #expect(try ControlClient.jsonLine(frames[1]).contains("\"rnode_packet_bytes\":300"))
    // Frames of ours belong to no packet of others.
    for _ in 0..<2 { #expect(heard(control(.done), after: &packets).rnodePacketBytes == nil) }
  }

  @Test func `a frame is on one line of JSON, with keys in snake case`() throws {
    let text = try ControlClient.jsonLine(heard(control(.done)))
    #expect(!text.contains("\n"))
    for key in ["unix_seconds", "snr_decibels", "rssi_dbm", "frequency_hertz", "spreading_factor"] {
      #expect(text.contains("\"\(key)\""))
    }
  }
}
