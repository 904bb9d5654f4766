// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The numbers and keys one direction of a session still has for sealing; lives in memory only.
///
/// The lowest number whose lane is free goes next. Keys of numbers passed over wait until their
/// lane is free; each is given out once.
package struct SendState: Sendable {
  private var chain: ChainKey
  private var chainNumber = 0
  private var passed: [Int: [UInt8]] = [:]
  /// The next number of each lane; 256 and more when it has none left.
  private var next = Array(0..<Limits.openMessages)
  /// How many messages were sealed.
  package private(set) var sealed = 0

  package init(chain: ChainKey) { self.chain = chain }

  /// The number that would be sealed next, while the given ones are not confirmed closed; nil when
  /// no lane is free.
  package func nextNumber(whileOpen open: some Sequence<MessageNumber>) -> MessageNumber? {
    let taken = Set(open.map(\.lane))
    let free = next.indices.filter { !taken.contains(UInt8($0)) }.map { next[$0] }
    return free.min().flatMap { UInt8(exactly: $0) }.map { MessageNumber($0) }
  }

  /// The key of a number that `nextNumber` named; a second time there is none.
  package mutating func takeKey(_ number: MessageNumber) -> [UInt8]? {
    let value = Int(number.value)
    guard next[Int(number.lane)] == value else { return nil }
    while chainNumber <= value {
      passed[chainNumber] = chain.next()
      chainNumber += 1
    }
    next[Int(number.lane)] += Limits.openMessages
    sealed += 1
    return passed.removeValue(forKey: value)
  }
}
