// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The coded form of an envelope on the air.
///
/// Lines of UTF-8 joined by LF, none at the end; one envelope has one form, so it can be hashed:
///
///     8u                    flags in this order: 8 = BODY=8BITMIME or b = BODY=BINARYMIME,
///                           u = SMTPUTF8, A to G = 1 to 7 radio links before; may be empty
///     alice@camp.example    sender, empty for the null path
///     bob@village.example   recipients, one a line
///     carol@village.example
///
/// Later parameters take new flags in the first line, or follow a recipient after a space: outside
/// of quotes no address has one.
extension Envelope {
  private static let eightBitFlag = UInt8(ascii: "8")
  private static let binaryFlag = UInt8(ascii: "b")
  private static let utf8Flag = UInt8(ascii: "u")
  private static let hopFlags = UInt8(ascii: "A")...UInt8(ascii: "G")

  /// The one coded form of this envelope.
  public func encoded() -> [UInt8] {
    var octets: [UInt8] = []
    switch bodyKind {
    case .sevenBit: break
    case .eightBitMIME: octets.append(Self.eightBitFlag)
    case .binaryMIME: octets.append(Self.binaryFlag)
    }
    if encoding == .utf8 { octets.append(Self.utf8Flag) }
    if hops > 0 { octets.append(Self.hopFlags.lowerBound + UInt8(hops - 1)) }
    octets.append(.lineFeed)
    octets += reversePath.octets
    for recipient in forwardPaths {
      octets.append(.lineFeed)
      octets += recipient.octets
    }
    return octets
  }

  /// Reads the coded form; any octets may be given.
  ///
  /// - Throws: ``EnvelopeError`` when the octets are not the coded form of an envelope.
  public init(decoding octets: some Collection<UInt8>) throws(EnvelopeError) {
    guard octets.count <= Limits.envelopeOctets else { throw .tooLong }
    // One line more than an envelope can have is enough to see that there are too many.
    let lines = Array(octets).split(
      separator: .lineFeed, maxSplits: Limits.recipients + 2, omittingEmptySubsequences: false)
    guard lines.count > 2 else { throw .noRecipients }
    guard lines.count <= Limits.recipients + 2 else { throw .tooManyRecipients }
    let (bodyKind, encoding, hops) = try Self.flags(lines[0])
    try self.init(
      from: Self.sender(lines[1], encoding: encoding),
      to: Self.recipients(lines[2...], encoding: encoding),
      bodyKind: bodyKind, encoding: encoding)
    self = after(hops: hops) ?? self
  }

  private static func flags(
    _ line: ArraySlice<UInt8>
  ) throws(EnvelopeError) -> (BodyKind, AddressEncoding, hops: Int) {
    var rest = line
    let body: BodyKind =
      switch rest.first {
      case eightBitFlag: .eightBitMIME
      case binaryFlag: .binaryMIME
      default: .sevenBit
      }
    if body != .sevenBit { rest = rest.dropFirst() }
    let encoding: AddressEncoding = rest.first == utf8Flag ? .utf8 : .ascii
    if encoding == .utf8 { rest = rest.dropFirst() }
    var hops = 0
    if let flag = rest.first, hopFlags.contains(flag) {
      hops = Int(flag - hopFlags.lowerBound) + 1
      rest = rest.dropFirst()
    }
    guard rest.isEmpty else { throw .badFlags }
    return (body, encoding, hops)
  }

  private static func sender(
    _ line: ArraySlice<UInt8>, encoding: AddressEncoding
  ) throws(EnvelopeError) -> ReversePath {
    do throws(MailAddressError) {
      return try ReversePath(parsing: line, encoding: encoding)
    } catch {
      throw .badSender(error)
    }
  }

  private static func recipients(
    _ lines: ArraySlice<ArraySlice<UInt8>>, encoding: AddressEncoding
  ) throws(EnvelopeError) -> [MailAddress] {
    var recipients: [MailAddress] = []
    recipients.reserveCapacity(lines.count)
    for line in lines {
      do throws(MailAddressError) {
        recipients.append(try MailAddress(parsing: line, encoding: encoding))
      } catch {
        throw .badRecipient(index: recipients.count, error)
      }
    }
    return recipients
  }
}
