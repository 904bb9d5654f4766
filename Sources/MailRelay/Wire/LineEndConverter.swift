// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Makes CRLF of the LF of Unix files, in whatever pieces they come.
///
/// The first line tells which line end the text has. Where that is LF, a CR is passed on as it is,
/// and stands bare then: nothing can be hidden in a mixture.
struct LineEndConverter: Sendable {
  private enum Convention: Sendable {
    case unknown
    case unix
    case network
  }

  private var convention = Convention.unknown
  private var previous: UInt8 = 0

  mutating func convert(_ octets: some Collection<UInt8>) -> [UInt8] {
    guard convention != .network else { return Array(octets) }
    var converted: [UInt8] = []
    converted.reserveCapacity(octets.count + octets.count / 16)
    for octet in octets {
      if octet == .lineFeed {
        if convention == .unknown {
          convention = previous == .carriageReturn ? .network : .unix
        }
        if convention == .unix { converted.append(.carriageReturn) }
      }
      converted.append(octet)
      previous = octet
    }
    return converted
  }
}
