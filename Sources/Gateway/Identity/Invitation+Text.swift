// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Crypto
import LoRaPHY

extension Invitation {
  private static let prefix = "loragw"
  private static let version = "1"
  private static let checksumSize = 5
  /// Far above the longest line that `line` makes.
  private static let textLimit = 32_768

  /// The one line to copy to the other gateway.
  public var line: String {
    let body = encodedFields
    return Invitation.prefix + Invitation.version
      + Base32.encode(body + Invitation.checksum(of: body))
  }

  /// The line in capitals, which make a smaller QR code.
  public var compactLine: String { line.uppercased() }

  /// Reads a line; white space in it is ignored, upper case is taken.
  ///
  /// - Throws: `InvitationError`; any text whatever is answered, none traps.
  public init(parsing text: String) throws(InvitationError) {
    let bytes = try Invitation.verifiedFields(of: text)
    var reader = FieldReader(bytes)
    let staticKey = try reader.bytes(32, "X25519 key")
    let recordKey = try reader.bytes(32, "Ed25519 key")
    let channel = try reader.channel()
    let name = try reader.text("name")
    var domains: [DomainName] = []
    for _ in 0..<(try reader.number(bytes: 1, "list of domains")) {
      let text = try reader.text("list of domains")
      guard let domain = DomainName(text), domain.text == text else {
        throw .badField("list of domains")
      }
      domains.append(domain)
    }
    guard reader.isAtEnd else { throw .badField("length") }
    try self.init(
      name: name, staticKeyBytes: staticKey, recordKeyBytes: recordKey, domains: domains,
      channel: channel)
  }

  private var encodedFields: [UInt8] {
    let bandwidth = channel.bandwidth.rawValue
    var bytes = staticKeyBytes + recordKeyBytes
    bytes += bigEndian(channel.frequency.hertz, count: 4)
    bytes += bigEndian(bandwidth, count: 3)
    bytes.append(
      UInt8(channel.spreadingFactor.rawValue << 4 | channel.rescueSpreadingFactor.rawValue))
    bytes.append(UInt8(channel.codingRate.rawValue))
    bytes.append(UInt8(clamping: channel.preambleSymbols))
    bytes += counted(channel.region) + counted(name)
    bytes.append(UInt8(clamping: domains.count))
    for domain in domains { bytes += counted(domain.text) }
    return bytes
  }

  private func bigEndian(_ number: UInt32, count: Int) -> [UInt8] {
    (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  private func counted(_ text: String) -> [UInt8] {
    [UInt8(clamping: text.utf8.count)] + Array(text.utf8)
  }

  private static func checksum(of body: [UInt8]) -> [UInt8] {
    Array(SHA256.hash(data: Array((prefix + version).utf8) + body).prefix(checksumSize))
  }

  /// The bytes of a line whose checksum is right, without the checksum.
  private static func verifiedFields(of text: String) throws(InvitationError) -> [UInt8] {
    guard text.utf8.count <= textLimit else { throw .checksum }
    let characters = text.unicodeScalars.filter { !$0.properties.isWhitespace }
    let head = String(String.UnicodeScalarView(characters.prefix(prefix.count))).lowercased()
    guard head == prefix, let given = characters.dropFirst(prefix.count).first,
      given.isASCII, given.properties.numericType == .decimal
    else { throw .notAnInvitation }
    guard String(given) == version else { throw .unsupportedVersion(String(given)) }
    var digits: [UInt8] = []
    for (index, scalar) in characters.enumerated().dropFirst(prefix.count + 1) {
      guard scalar.isASCII, Base32.value(of: UInt8(truncatingIfNeeded: scalar.value)) != nil else {
        throw .illegalCharacter(ProblemLog.oneLine(String(scalar)), position: index + 1)
      }
      digits.append(UInt8(truncatingIfNeeded: scalar.value))
    }
    guard let bytes = Base32.decode(digits), bytes.count > checksumSize else { throw .checksum }
    let body = Array(bytes.dropLast(checksumSize))
    guard Array(bytes.suffix(checksumSize)) == checksum(of: body) else { throw .checksum }
    return body
  }
}

/// Takes the fields of an invitation from its bytes, one after the other.
private struct FieldReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) {
    rest = bytes[...]
  }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func bytes(_ count: Int, _ field: String) throws(InvitationError) -> [UInt8] {
    guard rest.count >= count else { throw .badField(field) }
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }

  mutating func number(bytes count: Int, _ field: String) throws(InvitationError) -> UInt32 {
    try bytes(count, field).reduce(0) { $0 << 8 | UInt32($1) }
  }

  mutating func text(_ field: String) throws(InvitationError) -> String {
    let count = try number(bytes: 1, field)
    let raw = try bytes(Int(count), field)
    guard let text = String(validating: raw, as: UTF8.self) else { throw .badField(field) }
    return text
  }

  mutating func channel() throws(InvitationError) -> SharedChannel {
    let hertz = try number(bytes: 4, "frequency")
    guard let bandwidth = Bandwidth(rawValue: try number(bytes: 3, "bandwidth")) else {
      throw .badField("bandwidth")
    }
    let factors = Int(try number(bytes: 1, "spreading factor"))
    guard let factor = SpreadingFactor(rawValue: factors >> 4),
      let rescue = SpreadingFactor(rawValue: factors & 15)
    else { throw .badField("spreading factor") }
    guard let rate = CodingRate(rawValue: Int(try number(bytes: 1, "coding rate"))) else {
      throw .badField("coding rate")
    }
    let preamble = Int(try number(bytes: 1, "preamble"))
    return SharedChannel(
      region: try text("region"), frequency: Frequency(hertz: hertz), bandwidth: bandwidth,
      spreadingFactor: factor, codingRate: rate, preambleSymbols: preamble,
      rescueSpreadingFactor: rescue)
  }
}
