// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What a receiver keeps of one direction of a session: which number each lane stands at, and the
/// keys of numbers that may still come.
///
/// The numbers of lane l are l, l + 8, … l + 248. The sender opens the next one only when the one
/// before is confirmed closed. So a slot, which is the lane and one bit of the generation, means
/// either the lane's lowest number not closed or the one closed last: one number, one trial of a
/// tag. And a big message in one lane holds up none of the others.
public struct ReceiveState: Sendable, Equatable, Codable {
  private var chain: ChainKey
  private var chainNumber = 0
  /// Keys the chain has passed, of numbers not closed.
  private var openKeys: [Int: [UInt8]] = [:]
  /// How many numbers of each lane are closed.
  private var closed = [UInt8](repeating: 0, count: Limits.openMessages)
  /// The seal tag of the number each lane closed last; empty when it was given up.
  private var sealTags: [Int: [UInt8]] = [:]

  package init(chain: ChainKey) { self.chain = chain }

  /// The message a frame's slot means; nil when it can mean none.
  package func number(slot: UInt8) -> MessageNumber? {
    let lane = Int(slot & 0x07)
    let open = Int(closed[lane])
    let generation = open & 1 == Int(slot >> 3 & 1) ? open : open - 1
    guard generation >= 0 else { return nil }
    return UInt8(exactly: generation * Limits.openMessages + lane).map { MessageNumber($0) }
  }

  /// Whether data of this number may be taken.
  package func accepts(_ number: MessageNumber) -> Bool {
    closed[Int(number.lane)] == number.generation
  }

  /// Whether this message was stored, or given up by its sender.
  package func isClosed(_ number: MessageNumber) -> Bool {
    number.generation < closed[Int(number.lane)]
  }

  /// The seal tag of a closed message that its sender may still ask for; empty when given up.
  package func sealTag(ofClosed number: MessageNumber) -> [UInt8]? { sealTags[Int(number.value)] }

  /// The key of an open message; nil when the number is not its lane's open one.
  package mutating func messageKey(_ number: MessageNumber) -> [UInt8]? {
    guard accepts(number) else { return nil }
    while chainNumber <= Int(number.value) {
      openKeys[chainNumber] = chain.next()
      chainNumber += 1
    }
    return openKeys[Int(number.value)]
  }

  /// Closes a message: its key is forgotten, its seal tag kept for late requests.
  package mutating func close(_ number: MessageNumber, sealTag: [UInt8]) {
    guard messageKey(number) != nil else { return }
    openKeys[Int(number.value)] = nil
    sealTags[Int(number.value) - Limits.openMessages] = nil
    sealTags[Int(number.value)] = sealTag
    closed[Int(number.lane)] += 1
  }
}
