// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import EmulatedModems
import LoRaDriver
import LoRaPHY
import Testing

/// What every modem's protocol must withstand, in virtual time.
struct ModemUnplugTests {
  /// The modems and their firmware.
  enum Kind: CaseIterable {
    case rnode
    case meshCore

    var bench: ModemBench {
      switch self {
      case .rnode:
        ModemBench(
          RNodeModem(RNodeSettings(powerDBm: 14, legalPartsPerMillion: nil)), EmulatedRNode(seed: 1)
        )
      case .meshCore: ModemBench(MeshCoreModem(powerDBm: 14), EmulatedMeshCoreModem())
      }
    }
  }

  private let channel = RadioChannel.test()
  private let frame = [0xC0, 0xDB] + [UInt8](repeating: 5, count: 20)

  /// Tunes, sends and hears a frame; how many answers must have come.
  private func work(_ bench: inout ModemBench) -> Int {
    _ = bench.ask(.configure(channel))
    guard bench.isOpen else { return 1 }
    bench.hear(
      ReceivedFrame(
        bytes: frame, snr: SNR(decibels: -16), rssi: RSSI(dBm: -100), channel: channel, at: .zero))
    guard bench.isOpen else { return 1 }
    _ = bench.ask(.transmit(frame))
    return 2
  }

  @Test(arguments: Kind.allCases)
  func `unplugged at any byte, it answers once, faults once, and comes back tuned`(kind: Kind) {
    var whole = kind.bench
    whole.pieceBytes = 1
    whole.plugIn()
    #expect(work(&whole) == 2)
    #expect(whole.answers == [.success(.done), .success(.done)])
    for count in 1...whole.bytesMoved {
      var bench = kind.bench
      bench.pieceBytes = 1
      bench.bytesLeft = count
      bench.plugIn()
      let asked = bench.isOpen ? work(&bench) : 0
      bench.unplug()
      #expect(bench.answers.count == asked, "after byte \(count)")
      #expect(bench.answers.allSatisfy { $0.isDoneOrInterrupted }, "after byte \(count)")
      #expect(bench.troubles == [.fault(.unreachable("unplugged"))], "after byte \(count)")
      bench.plugIn()
      if asked == 0 { #expect(bench.ask(.configure(channel)) == .success(.done)) }
      bench.wait(.seconds(4))
      #expect(bench.troubles.last == .recovered, "after byte \(count)")
      #expect(bench.channel?.frequency == channel.frequency, "after byte \(count)")
      #expect(bench.ask(.transmit(frame)) == .success(.done), "after byte \(count)")
    }
  }

  @Test(arguments: Kind.allCases)
  func `split at any byte, all comes out the same`(kind: Kind) {
    for piece in [1, 2, 3, 5, 8, 13, .max] {
      var bench = kind.bench
      bench.pieceBytes = piece
      bench.plugIn()
      #expect(work(&bench) == 2)
      #expect(bench.answers == [.success(.done), .success(.done)], "pieces of \(piece)")
      #expect(bench.received.map(\.bytes) == [frame], "pieces of \(piece)")
    }
  }

  @Test(arguments: Kind.allCases)
  func `a device that says anything at all harms nobody`(kind: Kind) {
    for seed in 0..<150 as Range<UInt64> {
      var random = SplitMix64(seed: seed)
      var bench = kind.bench
      bench.plugIn()
      var asked = 0
      for _ in 0..<60 {
        if !bench.isOpen { bench.plugIn() }
        switch Int.random(in: 0..<8, using: &random) {
        case 0 where bench.answers.count == asked:
          asked += 1
          bench.begin(.configure(.test([.sf7, .sf9].randomElement(using: &random) ?? .sf7)))
        case 1 where bench.answers.count == asked:
          asked += 1
          bench.begin(.transmit(Self.noise(&random, most: 300)))
        case 2: bench.wait(.milliseconds(Int.random(in: 0..<3_000, using: &random)))
        case 3: bench.unplug()
        default: bench.inject(Self.noise(&random, most: 60))
        }
        #expect(bench.answers.count <= asked, "seed \(seed)")
        #expect(bench.received.allSatisfy { (1...255).contains($0.bytes.count) }, "seed \(seed)")
      }
      bench.unplug()
      #expect(bench.answers.count == asked, "seed \(seed)")
      bench.plugIn()
      bench.wait(.seconds(5))
      #expect(bench.ask(.configure(channel)) == .success(.done), "seed \(seed)")
    }
  }

  /// Bytes with many ends, escapes and known commands among them.
  private static func noise(_ random: inout SplitMix64, most: Int) -> [UInt8] {
    (0..<Int.random(in: 0...most, using: &random)).map { _ in
      Bool.random(using: &random)
        ? [0xC0, 0xC0, 0xDB, 0xDC, 0x00, 0x06, 0x24, 0x25, 0x26, 0x55, 0x90, 0xF8, 0xF9, 0x8B]
          .randomElement(using: &random) ?? 0
        : UInt8.random(in: 0...255, using: &random)
    }
  }
}

extension Result<SerialAnswer, RadioError> {
  fileprivate var isDoneOrInterrupted: Bool {
    switch self {
    case .success(.done), .failure(.interrupted): true
    default: false
    }
  }
}
