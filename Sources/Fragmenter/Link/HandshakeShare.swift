// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// Keeps answers to handshakes from using up what reports need: a quarter of the control reserve.
///
/// Beyond that quarter they are charged as chat is: sent while there is room outside the reserve.
package struct HandshakeShare: Sendable {
  private let parameters: LinkParameters
  private var spent: [(at: Instant, airtime: Duration)] = []

  package init(_ parameters: LinkParameters) { self.parameters = parameters }

  /// How an answer is charged; one to a handshake that may use the reserve is counted.
  package mutating func airtimeClass(of answer: [UInt8], at now: Instant) -> AirtimeClass {
    guard let first = answer.first, let header = try? FrameHeader(decoding: first),
      header.type == .hello
    else { return .control }
    let airtime = parameters.timeOnAir(bytes: answer.count)
    spent.removeAll { now - $0.at >= parameters.airtimeRule.window }
    let used = spent.reduce(airtime) { $0 + $1.airtime }
    guard used * Limits.handshakeShareDivisor <= parameters.airtimeReserve.control else {
      return .chat
    }
    spent.append((now, airtime))
    return .control
  }
}
