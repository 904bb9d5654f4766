// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY

/// A stranger with a radio: it hears everything, knows the layout of all frames and has no key.
struct Attacker {
  var random: SplitMix64

  /// A frame like one just heard, with other contents and a random tag or seal.
  mutating func forgery(like heard: [UInt8]) -> [UInt8] {
    guard let frame = try? Frame(decoding: heard) else { return heard }
    var forged = forgery(like: frame)
    if !forged.isEmpty { forged[0] = forged[0] & ~1 | frame.mode.rawValue }
    return forged
  }

  private mutating func forgery(like frame: Frame) -> [UInt8] {
    switch frame {
    case .identification(let identification): return identification.encoded

    case .hello(let hello):
      var forged = hello
      forged.noiseMessage = noise(hello.noiseMessage.count)
      return forged.encoded
    case .single(let single):
      return forgery(connection: single.connection, slot: single.number.slot)
    case .symbol(let symbol): return forgery(connection: symbol.connection, slot: symbol.slot)
    case .control(let control): return forgery(connection: control.connection, slot: control.slot)
    case .reservation(var reservation):
      reservation.durationUnits = .max
      return reservation.untagged + noise(FrameTag.shortBytes)
    }
  }

  /// A frame of any kind for a connection and a message that exist.
  mutating func forgery(connection: UInt8, slot: UInt8) -> [UInt8] {
    switch Int.random(in: 0..<12, using: &random) {
    case 0:
      let sealed = noise(Int.random(in: 19...235, using: &random))
      return SingleFrame(connection: connection, number: MessageNumber(slot), sealed: sealed)
        .encoded
    case 1..<5:
      let kinds: [SymbolFrame.Kind] = [
        .source, .last, .repair(sourceCount: nil), .repair(sourceCount: 43),
      ]
      let kind = kinds[Int.random(in: 0..<4, using: &random)]
      let frame = SymbolFrame(
        kind: kind,
        poll: kind == kinds[3] || (kind != kinds[2] && random.next() & 1 == 0) ? .answer : .silent,
        connection: connection, slot: slot, symbolID: Int.random(in: 0..<60, using: &random),
        symbol: noise(Int.random(in: 1...240, using: &random)))
      return frame.untagged + noise(FrameTag.shortBytes)
    default:
      let frame = ControlFrame(connection: connection, slot: slot, content: content())
      return frame.untagged + noise(frame.tagKind.tagBytes)
    }
  }

  private mutating func content() -> ControlFrame.Content {
    switch Int.random(in: 0..<8, using: &random) {
    case 0: .done
    case 1: .poll(sourceCount: 9, sent: Int.random(in: 1...60, using: &random), repetition: 1)
    case 2: .report(need: 700, wantedSpreadingFactor: .sf12, snrQuarterDecibels: 0)
    case 3: .busy(tensOfSeconds: 255)
    case 4: .abort
    case 5: .abortAcknowledged
    case 6: .historyUnknown
    default: .rejected
    }
  }

  mutating func noise(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
  }

  /// Whether a chance of one in so many comes up.
  mutating func strikes(oneIn count: Int) -> Bool {
    Int.random(in: 0..<count, using: &random) == 0
  }
}
