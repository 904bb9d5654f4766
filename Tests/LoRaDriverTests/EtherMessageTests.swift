// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaDriver
import LoRaPHY
import Testing

struct EtherMessageTests {
  private static func samples() -> [EtherMessage] {
    var channels: [RadioChannel] = []
    for (index, bandwidth) in Bandwidth.allCases.enumerated() {
      var channel = RadioChannel.test(
        SpreadingFactor.allCases[index % 8], bandwidth: bandwidth, hertz: UInt32.max)
      channel.modulation.codingRate = CodingRate.allCases[index % 4]
      channel.modulation.preambleSymbols = index.isMultiple(of: 2) ? 65_535 : 6
      channel.modulation.header = index.isMultiple(of: 2) ? .explicit : .implicit
      channel.modulation.payloadCRC = index.isMultiple(of: 3) ? .present : .absent
      channel.modulation.lowDataRateOptimization = [.auto, .on, .off][index % 3]
      channel.modulation.family = index < 5 ? .sx127x : .sx126x
      channels.append(channel)
    }
    let frames: [[UInt8]] = [[], [1], Array(0..<255)]
    return channels.map { .tune(request: .max, channel: $0) }
      + frames.map { .transmit(request: 1, frame: $0) }
      + [.sense(request: 0), .tuned(request: 2), .transmitted(request: 3)]
      + [.sensed(request: 4, activity: .clear), .sensed(request: 5, activity: .busy)]
      + EtherRefusal.allCases.map { .refused(request: 6, reason: $0) }
      + frames.map {
        .received(
          frame: $0, snr: SNR(decibels: -7.25), rssi: RSSI(dBm: -107.5), channel: channels[0])
      }
  }

  @Test func `every message comes back as it was, in pieces of any size`() throws {
    let samples = Self.samples()
    let stream = try samples.flatMap { try $0.encoded() }
    for size in [1, 2, 3, 7, 100, stream.count] {
      var reader = EtherMessageReader()
      var messages: [EtherMessage] = []
      for start in Swift.stride(from: 0, to: stream.count, by: size) {
        reader.append(stream[start..<min(start + size, stream.count)])
        while let message = try reader.next() { messages.append(message) }
      }
      #expect(messages == samples)
    }
  }

  @Test func `the bytes are those of the table`() throws {
    let tune = EtherMessage.tune(request: 0x0102_0304, channel: .test())
    #expect(
      try tune.encoded() == [
        0, 19, 1, 1, 1, 2, 3, 4, 0x33, 0xBE, 0x27, 0xA0, 7, 0, 1, 0xE8, 0x48, 1, 0, 8, 0,
      ])
    let sensed = EtherMessage.sensed(request: 9, activity: .busy)
    #expect(try sensed.encoded() == [0, 7, 1, 131, 0, 0, 0, 9, 1])
  }

  @Test func `a message cut short anywhere is refused`() throws {
    for sample in Self.samples() {
      let body = try sample.encoded().dropFirst(2)
      for count in 0..<body.count {
        let cut = try? EtherMessage(decoding: body.prefix(count))
        #expect(cut != sample)
        // Only a message that ends in a frame can be another message when it is shorter.
        switch sample {
        case .transmit, .received: break
        default: #expect(cut == nil)
        }
      }
    }
  }

  @Test func `bytes left over are refused`() throws {
    var body = try EtherMessage.sense(request: 1).encoded()
    body.removeFirst(2)
    body.append(0)
    let surplus = body
    #expect(throws: EtherMessageError.surplus(1)) { try EtherMessage(decoding: surplus) }
  }

  @Test func `illegal lengths, versions and kinds are named`() throws {
    for length in [0, 1, 513, 65_535] {
      var reader = EtherMessageReader()
      reader.append([UInt8(length >> 8), UInt8(length & 255)])
      #expect(throws: EtherMessageError.length(length)) { try reader.next() }
    }
    #expect(throws: EtherMessageError.version(2)) { try EtherMessage(decoding: [2, 1] as [UInt8]) }
    #expect(throws: EtherMessageError.kind(77)) { try EtherMessage(decoding: [1, 77] as [UInt8]) }
    #expect(throws: EtherMessageError.truncated) { try EtherMessage(decoding: [] as [UInt8]) }
  }

  @Test func `a frame that is too long goes neither out nor in`() throws {
    let long = [UInt8](repeating: 0, count: 256)
    let head: [UInt8] = [1, 2, 0, 0, 0, 1]
    let body = head + long
    let message = EtherMessage.transmit(request: 1, frame: long)
    #expect(throws: EtherMessageError.frameBytes(256)) { try message.encoded() }
    #expect(throws: EtherMessageError.frameBytes(256)) {
      try EtherMessage(decoding: body)
    }
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity, 1e300])
  func `a signal strength that is no such thing is sent as the nearest one`(
    decibels: Double
  ) throws {
    let message = EtherMessage.received(
      frame: [1], snr: SNR(decibels: decibels), rssi: RSSI(dBm: decibels), channel: .test())
    let back = try EtherMessage(decoding: message.encoded().dropFirst(2))
    guard case .received(let frame, let snr, _, let channel) = back else {
      Issue.record("\(back)")
      return
    }
    #expect(abs(snr.decibels) <= 327.68)
    #expect(frame == [1])
    #expect(channel == .test())
  }

  @Test func `mutated bytes never trap, and what is read is written alike`() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var dice = SplitMix64(seed: seed)
    let samples = try Self.samples().map { try $0.encoded() }
    var accepted = 0
    for round in 0..<50_000 {
      var bytes = samples[round % samples.count]
      for _ in 0..<Int.random(in: 1...3, using: &dice) {
        let index = Int.random(in: bytes.indices, using: &dice)
        bytes[index] = UInt8.random(in: 0...255, using: &dice)
      }
      var reader = EtherMessageReader()
      reader.append(bytes)
      guard let message = try? reader.next() else { continue }
      accepted += 1
      let again = try message.encoded()
      #expect(again == Array(bytes.prefix(again.count)), "seed \(seed), round \(round)")
    }
    #expect(accepted > 1_000, "seed \(seed)")
  }

  @Test func `random bytes never trap`() {
    let seed = UInt64.random(in: 0 ... .max)
    var dice = SplitMix64(seed: seed)
    var refused = 0
    for _ in 0..<20_000 {
      let count = Int.random(in: 0...300, using: &dice)
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &dice) }
      if (try? EtherMessage(decoding: bytes)) == nil { refused += 1 }
    }
    #expect(refused > 19_000, "seed \(seed)")
  }
}
