// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What a receiver keeps of one direction of a session: keys of open messages and the window.
///
/// The window: `base` is the lowest number not closed. Data is taken in [base, base + 8), requests
/// in [base - 8, base + 8), so that four bits name exactly one message.
public struct ReceiveState: Sendable, Equatable, Codable {
  private var chain: ChainKey
  private var chainNumber = 0
  private var openKeys: [Int: [UInt8]] = [:]
  private var sealTags: [Int: [UInt8]] = [:]
  private(set) var base = 0

  package init(chain: ChainKey) { self.chain = chain }

  /// The one message a frame's slot can mean.
  package func number(slot: UInt8, in range: Range) -> MessageNumber? {
    let lowest = range == .data ? base : base - Limits.openMessages
    let number = lowest + (Int(slot) - lowest) & 0x0F
    guard number < base + Limits.openMessages, let value = UInt8(exactly: number) else {
      return nil
    }
    return MessageNumber(value)
  }

  /// Whether a SINGLE with this number may be taken.
  package func accepts(_ number: MessageNumber) -> Bool {
    (base..<base + Limits.openMessages).contains(Int(number.value)) && !isClosed(number)
  }

  /// Whether this message was stored, or given up by its sender.
  package func isClosed(_ number: MessageNumber) -> Bool {
    Int(number.value) < base || sealTags[Int(number.value)] != nil
  }

  /// The seal tag of a closed message that its sender may still ask for; empty when given up.
  package func sealTag(ofClosed number: MessageNumber) -> [UInt8]? { sealTags[Int(number.value)] }

  /// The key of an open message; nil outside the window.
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
    _ = messageKey(number)
    openKeys[Int(number.value)] = nil
    sealTags[Int(number.value)] = sealTag
    while sealTags[base] != nil { base += 1 }
    let oldest = base - Limits.openMessages
    sealTags = sealTags.filter { $0.key >= oldest }
  }

  /// Which frames a slot is resolved for.
  package enum Range: Sendable {
    case data
    case request
  }
}
