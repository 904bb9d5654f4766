// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The mail addresses of a mail and their domains, in the order in which they came.
///
/// Both transforms keep one and put the same addresses in, so an address may be named by its
/// index from its second use on.
struct AddressBook {
  /// How many addresses, and how many domains, are remembered.
  static let limit = 128
  private static let longestLocalPart = 64
  private static let longestDomain = 80
  /// How many bytes tell whether an address begins, and where it ends.
  static let reach = longestLocalPart + 1 + 1 + longestDomain + 1

  private var addressIndices: [ArraySlice<UInt8>: Int] = [:]
  private var domainIndices: [ArraySlice<UInt8>: Int] = [:]
  private(set) var addresses: [ArraySlice<UInt8>] = []
  private(set) var domains: [ArraySlice<UInt8>] = []

  /// Puts in all addresses of an envelope.
  mutating func remember(envelope: [UInt8]) {
    for line in envelope.split(separator: 0x0A) {
      guard let range = Self.address(envelope, at: line.startIndex) else { continue }
      remember(envelope[range])
    }
  }

  /// Puts in an address, unless it is known or the book is full.
  mutating func remember(_ address: ArraySlice<UInt8>) {
    guard let at = address.firstIndex(of: UInt8(ascii: "@")) else { return }
    let domain = address[(at + 1)...]
    if addresses.count < Self.limit, addressIndices[address] == nil {
      addressIndices[address] = addresses.count
      addresses.append(address)
    }
    if domains.count < Self.limit, domainIndices[domain] == nil {
      domainIndices[domain] = domains.count
      domains.append(domain)
    }
  }

  func index(ofAddress address: ArraySlice<UInt8>) -> Int? { addressIndices[address] }

  func index(ofDomain domain: ArraySlice<UInt8>) -> Int? { domainIndices[domain] }

  /// The address that begins at a place, if any.
  static func address(_ bytes: [UInt8], at start: Int) -> Range<Int>? {
    let local = bytes[start..<min(start + longestLocalPart + 1, bytes.count)]
      .prefix { isLocalByte($0) }
    let at = local.endIndex
    guard !local.isEmpty, at < bytes.count, bytes[at] == UInt8(ascii: "@"),
      let domain = domain(bytes, at: at + 1)
    else { return nil }
    return start..<domain.upperBound
  }

  /// The domain that begins at a place, if any.
  static func domain(_ bytes: [UInt8], at start: Int) -> Range<Int>? {
    guard start < bytes.count else { return nil }
    var name = bytes[start..<min(start + longestDomain + 1, bytes.count)].prefix {
      isDomainByte($0)
    }
    guard name.count <= longestDomain else { return nil }
    while let last = name.last, !Identifier.isWordByte(last) { name.removeLast() }
    return name.isEmpty ? nil : name.startIndex..<name.endIndex
  }

  static func isLocalByte(_ byte: UInt8) -> Bool {
    Identifier.isWordByte(byte) || [0x2E, 0x5F, 0x2B, 0x2D].contains(byte)
  }

  static func isDomainByte(_ byte: UInt8) -> Bool {
    Identifier.isWordByte(byte) || byte == 0x2E || byte == 0x2D
  }
}
