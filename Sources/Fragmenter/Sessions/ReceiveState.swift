// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What a receiver keeps of one direction of a session: which number each slot stands at, and the
/// keys of numbers that may still come.
///
/// The numbers of slot s are s, s + 16, … s + 240. The sender opens the next one only when the one
/// before is confirmed closed; so a slot means its lowest number not closed or, in late requests,
/// the one closed last, and a big message in one slot holds up none of the others.
public struct ReceiveState: Sendable, Equatable, Codable {
  private var chain: ChainKey
  private var chainNumber = 0
  /// Keys the chain has passed, of numbers not closed.
  private var openKeys: [Int: [UInt8]] = [:]
  /// How many numbers of each slot are closed.
  private var closed = [UInt8](repeating: 0, count: Limits.openMessages)
  /// The seal tag of the number each slot closed last; empty when it was given up.
  private var sealTags: [Int: [UInt8]] = [:]

  package init(chain: ChainKey) { self.chain = chain }

  /// The messages a frame's slot can mean: the open one, then the one closed last.
  package func numbers(slot: UInt8) -> [MessageNumber] {
    let slot = Int(slot & 0x0F)
    let next = Int(closed[slot])
    return [next, next - 1].compactMap { generation in
      generation < 0 ? nil : UInt8(exactly: generation * Limits.openMessages + slot)
    }.map { MessageNumber($0) }
  }

  /// Whether data of this number may be taken.
  package func accepts(_ number: MessageNumber) -> Bool {
    closed[Int(number.slot)] == number.generation
  }

  /// Whether this message was stored, or given up by its sender.
  package func isClosed(_ number: MessageNumber) -> Bool {
    number.generation < closed[Int(number.slot)]
  }

  /// The seal tag of a closed message that its sender may still ask for; empty when given up.
  package func sealTag(ofClosed number: MessageNumber) -> [UInt8]? { sealTags[Int(number.value)] }

  /// The key of an open message; nil when the number is not its slot's open one.
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
    closed[Int(number.slot)] += 1
  }
}
