// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY

/// The bytes of a message, read from the front.
struct EtherBody {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: some Collection<UInt8>) { self.bytes = Array(bytes) }

  var left: Int { bytes.count - position }
  var isAtEnd: Bool { left == 0 }

  mutating func byte() throws(EtherMessageError) -> UInt8 {
    guard position < bytes.count else { throw .truncated }
    defer { position += 1 }
    return bytes[position]
  }

  mutating func halfWord() throws(EtherMessageError) -> UInt16 {
    let high = UInt16(try byte())
    return high << 8 | UInt16(try byte())
  }

  mutating func word() throws(EtherMessageError) -> UInt32 {
    let high = UInt32(try halfWord())
    return high << 16 | UInt32(try halfWord())
  }

  mutating func rest() -> [UInt8] {
    defer { position = bytes.count }
    return Array(bytes[position...])
  }

  mutating func hundredths() throws(EtherMessageError) -> Double {
    Double(Int16(bitPattern: try halfWord())) / 100
  }

  mutating func activity() throws(EtherMessageError) -> ChannelActivity {
    switch try byte() {
    case 0: .clear
    case 1: .busy
    default: throw .value
    }
  }

  mutating func refusal() throws(EtherMessageError) -> EtherRefusal {
    guard let reason = EtherRefusal(rawValue: try byte()) else { throw .value }
    return reason
  }

  mutating func channel() throws(EtherMessageError) -> RadioChannel {
    let frequency = Frequency(hertz: try word())
    let factor = SpreadingFactor(rawValue: Int(try byte()))
    let bandwidth = Bandwidth(rawValue: try word())
    let rate = CodingRate(rawValue: Int(try byte()))
    let preamble = Int(try halfWord())
    let flags = try byte()
    guard let factor, let bandwidth, let rate, flags < 32,
      let optimization = Self.optimization(flags >> 2 & 3)
    else { throw .value }
    return RadioChannel(
      frequency: frequency,
      modulation: Modulation(
        spreadingFactor: factor, bandwidth: bandwidth, codingRate: rate,
        preambleSymbols: preamble, header: flags & 1 == 0 ? .explicit : .implicit,
        payloadCRC: flags & 2 == 0 ? .absent : .present, lowDataRateOptimization: optimization,
        family: flags & 16 == 0 ? .sx127x : .sx126x))
  }

  private static func optimization(_ code: UInt8) -> LowDataRateOptimization? {
    switch code {
    case 0: .auto
    case 1: .on
    case 2: .off
    default: nil
    }
  }
}
