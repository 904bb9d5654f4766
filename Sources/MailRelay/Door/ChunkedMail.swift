// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A mail that comes in chunks of known length: BDAT (RFC 3030 §2).
///
/// Memory is bounded: what outgrows the limit is counted and no longer kept.
struct ChunkedMail: Hashable, Sendable {
  private let octetsMax: Int
  private(set) var octets: [UInt8] = []
  /// All octets so far, kept or not.
  private(set) var length = 0

  init(octetsMax: Int) {
    self.octetsMax = octetsMax
  }

  var isTooBig: Bool { length > octetsMax }

  /// Expects so many octets in all: a mail that grew into its memory would be there twice.
  mutating func expect(_ octets: Int) { self.octets.reserveCapacity(octets) }

  mutating func append(_ piece: ArraySlice<UInt8>) {
    length += piece.count
    if isTooBig { octets = [] } else { octets += piece }
  }

  /// Whether a chunk of so many octets may still be read, if only to be thrown away.
  func mayRead(_ chunkOctets: Int) -> Bool {
    chunkOctets <= octetsMax + Limits.discardedOctets - min(length, octetsMax)
      && length - octetsMax <= Limits.discardedOctets
  }
}
