// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY

extension EtherMessage {
  private static let version: UInt8 = 1

  private enum Kind: UInt8 {
    case tune = 1
    case transmit
    case sense
    case tuned = 129
    case transmitted
    case sensed
    case refused
    case received
  }

  // MARK: - Writing

  /// The message as it goes into the stream, length field included.
  ///
  /// - Throws: ``EtherMessageError/frameBytes(_:)`` when its frame is too long.
  package func encoded() throws(EtherMessageError) -> [UInt8] {
    var body: [UInt8] = [Self.version, kind.rawValue]
    switch self {
    case .sense(let request), .tuned(let request), .transmitted(let request):
      body.append(bigEndian: request)
    case .tune(let request, let channel):
      body.append(bigEndian: request)
      body.append(channel)
    case .transmit(let request, let frame):
      body.append(bigEndian: request)
      body += try Self.checked(frame)
    case .sensed(let request, let activity):
      body.append(bigEndian: request)
      body.append(activity == .busy ? 1 : 0)
    case .refused(let request, let reason):
      body.append(bigEndian: request)
      body.append(reason.rawValue)
    case .received(let frame, let snr, let rssi, let channel):
      body.append(bigEndian: Self.hundredths(snr.decibels))
      body.append(bigEndian: Self.hundredths(rssi.dBm))
      body.append(channel)
      body += try Self.checked(frame)
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(2 + body.count)
    bytes.append(bigEndian: UInt16(clamping: body.count))
    return bytes + body
  }

  private var kind: Kind {
    switch self {
    case .tune: .tune
    case .transmit: .transmit
    case .sense: .sense
    case .tuned: .tuned
    case .transmitted: .transmitted
    case .sensed: .sensed
    case .refused: .refused
    case .received: .received
    }
  }

  private static func checked(_ frame: [UInt8]) throws(EtherMessageError) -> [UInt8] {
    guard frame.count <= EtherLimits.frameBytes else { throw .frameBytes(frame.count) }
    return frame
  }

  /// Hundredths of a decibel; what is beyond them saturates, what is no number is zero.
  private static func hundredths(_ decibels: Double) -> UInt16 {
    guard !decibels.isNaN else { return 0 }
    let bounded = min(max((decibels * 100).rounded(), -32_768), 32_767)
    return UInt16(bitPattern: Int16(bounded))
  }

  // MARK: - Reading

  /// Reads what follows a length field.
  ///
  /// - Throws: ``EtherMessageError`` when the bytes are no message.
  package init(decoding bytes: some Collection<UInt8>) throws(EtherMessageError) {
    var body = EtherBody(bytes)
    let version = try body.byte()
    guard version == Self.version else { throw .version(version) }
    let code = try body.byte()
    guard let kind = Kind(rawValue: code) else { throw .kind(code) }
    self = try Self.read(kind, from: &body)
    guard body.isAtEnd else { throw .surplus(body.left) }
  }

  private static func read(
    _ kind: Kind, from body: inout EtherBody
  ) throws(EtherMessageError) -> Self {
    switch kind {
    case .tune: .tune(request: try body.word(), channel: try body.channel())
    case .transmit: .transmit(request: try body.word(), frame: try checked(body.rest()))
    case .sense: .sense(request: try body.word())
    case .tuned: .tuned(request: try body.word())
    case .transmitted: .transmitted(request: try body.word())
    case .sensed: .sensed(request: try body.word(), activity: try body.activity())
    case .refused: .refused(request: try body.word(), reason: try body.refusal())
    case .received: try received(&body)
    }
  }

  private static func received(_ body: inout EtherBody) throws(EtherMessageError) -> Self {
    let snr = SNR(decibels: try body.hundredths())
    let rssi = RSSI(dBm: try body.hundredths())
    let channel = try body.channel()
    return .received(frame: try checked(body.rest()), snr: snr, rssi: rssi, channel: channel)
  }
}

extension [UInt8] {
  fileprivate mutating func append(bigEndian number: UInt16) {
    append(UInt8(truncatingIfNeeded: number >> 8))
    append(UInt8(truncatingIfNeeded: number))
  }

  fileprivate mutating func append(bigEndian number: UInt32) {
    append(bigEndian: UInt16(truncatingIfNeeded: number >> 16))
    append(bigEndian: UInt16(truncatingIfNeeded: number))
  }

  fileprivate mutating func append(_ channel: RadioChannel) {
    let modulation = channel.modulation
    append(bigEndian: channel.frequency.hertz)
    append(UInt8(clamping: modulation.spreadingFactor.rawValue))
    append(bigEndian: modulation.bandwidth.rawValue)
    append(UInt8(clamping: modulation.codingRate.rawValue))
    append(bigEndian: UInt16(clamping: modulation.preambleSymbols))
    append(modulation.flags)
  }
}

extension Modulation {
  fileprivate var flags: UInt8 {
    let optimization: UInt8 =
      switch lowDataRateOptimization {
      case .auto: 0
      case .on: 1
      case .off: 2
      }
    return (header == .implicit ? 1 : 0) | (payloadCRC == .present ? 2 : 0) | optimization << 2
      | (family == .sx126x ? 16 : 0)
  }
}
