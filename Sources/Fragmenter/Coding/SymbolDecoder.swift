// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Rebuilds the source symbols of one message from any symbols, in any order.
///
/// The work is spread over the arrivals: source symbols cost next to nothing, a repair symbol is
/// reduced by all that is known when it arrives, and nothing is left to compute at the end. Memory
/// is the symbols received, and for each of u symbols that repair symbols replace u + T more bytes.
///
/// Before the source count is known no symbol can be placed: all are held as they came.
public struct SymbolDecoder: Sendable {
  /// Bytes in each symbol.
  public let symbolBytes: Int

  /// Count of source symbols, once it was learnt.
  public private(set) var sourceCount: Int?

  /// Symbols that came before the source count was known.
  private var held: [ReceivedSymbol] = []
  /// The row of ``sources`` in which each source symbol is, if it has arrived.
  private var sourceRows: [Int?] = []
  private var sources: SymbolMatrix
  private var repairs: [ReceivedSymbol] = []
  /// What the repair symbols say; made when the first one is used.
  private var basis: EquationBasis?

  /// Makes a decoder for symbols of one size, whose count is not known yet.
  ///
  /// - Throws: ``CodingError/symbolBytes(_:)`` outside 1 ... 250.
  public init(symbolBytes: Int) throws(CodingError) {
    guard 1...CodingLimits.maximumSymbolBytes ~= symbolBytes else {
      throw .symbolBytes(symbolBytes)
    }
    self.symbolBytes = symbolBytes
    sources = SymbolMatrix(rowBytes: symbolBytes, reservingRows: 0)
  }

  /// Count of independent symbols; the message is complete when it equals the source count.
  ///
  /// Before the source count is known, the count of symbols held; some may prove dependent.
  public var rank: Int {
    sourceCount == nil ? held.count : sources.rowCount + repairs.count
  }

  /// Whether all source symbols can be had.
  public var isComplete: Bool { missingCount == 0 }

  /// Count of further independent symbols that complete the message; `nil` without source count.
  public var missingCount: Int? { sourceCount.map { $0 - rank } }

  /// Learns the count of source symbols and uses the symbols held until now.
  ///
  /// - Throws: ``CodingError/sourceCount(_:)`` outside 1 ... 700,
  ///   ``CodingError/sourceCountAlreadyKnown(_:)`` when it was set to another value before.
  public mutating func setSourceCount(_ count: Int) throws(CodingError) {
    guard 1...CodingLimits.maximumSourceCount ~= count else { throw .sourceCount(count) }
    if let sourceCount {
      guard count == sourceCount else { throw .sourceCountAlreadyKnown(sourceCount) }
      return
    }
    sourceCount = count
    sourceRows = [Int?](repeating: nil, count: count)
    sources = SymbolMatrix(rowBytes: symbolBytes, reservingRows: count)
    let waiting = held
    held = []
    // Source symbols first: they cost nothing then, and make the equations smaller.
    for symbol in waiting where symbol.esi < count {
      _ = insert(esi: symbol.esi, symbol: symbol.bytes)
    }
    for symbol in waiting where symbol.esi >= count {
      _ = insert(esi: symbol.esi, symbol: symbol.bytes)
    }
  }

  /// Takes in a symbol and says what it was worth.
  ///
  /// Anything may be passed: what is of no use is not stored and changes nothing.
  public mutating func insert(esi: Int, symbol: [UInt8]) -> Insertion {
    guard 0..<CodingLimits.symbolIdentifierCount ~= esi else {
      return .mismatch(.symbolIdentifier(esi))
    }
    guard symbol.count == symbolBytes else { return .mismatch(.size(symbol.count)) }
    guard let sourceCount else { return hold(ReceivedSymbol(esi: esi, bytes: symbol)) }
    guard rank < sourceCount else { return .redundant }
    return esi < sourceCount
      ? insertSource(esi, symbol) : insertRepair(ReceivedSymbol(esi: esi, bytes: symbol))
  }

  private mutating func hold(_ symbol: ReceivedSymbol) -> Insertion {
    guard held.count < CodingLimits.maximumSourceCount,
      !held.contains(where: { $0.esi == symbol.esi })
    else { return .redundant }
    held.append(symbol)
    return .held
  }

  private mutating func insertSource(_ esi: Int, _ symbol: [UInt8]) -> Insertion {
    guard sourceRows[esi] == nil else { return .redundant }
    let row = sources.rowCount
    sources.append(symbol)
    if basis?.insert(sourceSymbol: esi, row: row, of: sources) == false {
      sources.removeLast()
      return .redundant
    }
    sourceRows[esi] = row
    return .innovative
  }

  private mutating func insertRepair(_ symbol: ReceivedSymbol) -> Insertion {
    guard !repairs.contains(where: { $0.esi == symbol.esi }) else { return .redundant }
    var basis = self.basis.take() ?? makeBasis()
    let isIndependent = basis.insert(
      symbol.bytes, coefficients: CodingCoefficients(repairKey: UInt16(symbol.esi)),
      sourceRows: sourceRows, sources: sources)
    self.basis = basis
    guard isIndependent else { return .redundant }
    repairs.append(symbol)
    return .innovative
  }

  /// An empty basis, with room for all repair symbols that can be of use.
  private mutating func makeBasis() -> EquationBasis {
    repairs.reserveCapacity(missingCount ?? 0)
    return EquationBasis(sourceRows: sourceRows, symbolBytes: symbolBytes)
  }

  /// Forgets all repair symbols, for when one of them was false.
  ///
  /// Before the source count is known, those held symbols stay that may be source symbols.
  public mutating func dropRepairSymbols() {
    held.removeAll { $0.esi >= CodingLimits.maximumSourceCount }
    repairs = []
    basis = nil
  }

  /// Returns the message, all source symbols in order, once it is complete, else `nil`.
  public func message() -> [UInt8]? {
    guard isComplete else { return nil }
    var message: [UInt8] = []
    message.reserveCapacity(sourceRows.count * symbolBytes)
    for (symbol, row) in sourceRows.enumerated() {
      if let row {
        sources.append(row: row, to: &message)
      } else if basis?.appendSolution(forSymbol: symbol, to: &message) != true {
        return nil
      }
    }
    return message
  }

  /// The symbols stored, exactly as received, for a later process to insert again.
  ///
  /// Inserted into a new decoder that knows the source count, they give the same rank.
  public var receivedSymbols: [ReceivedSymbol] {
    let known = sourceRows.enumerated().compactMap { esi, row in
      row.map { ReceivedSymbol(esi: esi, bytes: sources.elements(ofRow: $0)) }
    }
    return held + known + repairs
  }
}

extension SymbolDecoder {
  /// What a symbol was worth.
  public enum Insertion: Equatable, Sendable {
    /// It was stored and raised the rank.
    case innovative
    /// It was stored; its worth shows when the source count is known.
    case held
    /// It was not stored: it says nothing new, or the message is complete.
    case redundant
    /// It was not stored: it cannot be a symbol of this message.
    case mismatch(Mismatch)
  }

  /// Why bytes cannot be a symbol of this message.
  public enum Mismatch: Equatable, Sendable {
    /// The symbol has this count of bytes instead of ``SymbolDecoder/symbolBytes``.
    case size(Int)
    /// The identifier is not within 0 ... 4095.
    case symbolIdentifier(Int)
  }
}
