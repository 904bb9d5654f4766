// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Makes the symbols of one message: the message itself cut in pieces, then coded sums of these.
///
/// Symbol `esi` is source symbol `esi` verbatim below the source count, and from there on the sum
/// of all source symbols weighted by `CodingCoefficients`. Source: RFC 8681 §3.7.2.
public struct RepairEncoder: Sendable {
  private let sources: SymbolMatrix

  /// Bytes in each symbol.
  public var symbolBytes: Int { sources.rowBytes }

  /// Count of source symbols.
  public var sourceCount: Int { sources.rowCount }

  /// Cuts a message in source symbols.
  ///
  /// - Throws: ``CodingError/symbolBytes(_:)``, ``CodingError/messageBytes(_:)`` for a message that
  ///   is no multiple of the symbol size, ``CodingError/sourceCount(_:)`` if empty or too long.
  public init(message: [UInt8], symbolBytes: Int) throws(CodingError) {
    guard 1...CodingLimits.maximumSymbolBytes ~= symbolBytes else {
      throw .symbolBytes(symbolBytes)
    }
    guard message.count.isMultiple(of: symbolBytes) else { throw .messageBytes(message.count) }
    let count = message.count / symbolBytes
    guard 1...CodingLimits.maximumSourceCount ~= count else { throw .sourceCount(count) }
    var sources = SymbolMatrix(rowBytes: symbolBytes, reservingRows: count)
    for start in stride(from: 0, to: message.count, by: symbolBytes) {
      sources.append(message[start..<start + symbolBytes])
    }
    self.sources = sources
  }

  /// Returns the symbol of an encoding symbol identifier.
  ///
  /// - Throws: ``CodingError/symbolIdentifier(_:)`` outside 0 ... 4095.
  public func symbol(esi: Int) throws(CodingError) -> [UInt8] {
    var symbol: [UInt8] = []
    symbol.reserveCapacity(symbolBytes)
    try appendSymbol(esi: esi, to: &symbol)
    return symbol
  }

  /// Appends the symbol of an encoding symbol identifier; allocates nothing where there is room.
  ///
  /// - Throws: ``CodingError/symbolIdentifier(_:)`` outside 0 ... 4095.
  public func appendSymbol(esi: Int, to bytes: inout [UInt8]) throws(CodingError) {
    guard 0..<CodingLimits.symbolIdentifierCount ~= esi else { throw .symbolIdentifier(esi) }
    guard esi >= sourceCount else { return sources.append(row: esi, to: &bytes) }
    var coefficients = CodingCoefficients(repairKey: UInt16(esi))
    var sum = SymbolSum(rowBytes: symbolBytes)
    for row in 0..<sourceCount {
      sum.add(coefficients.next(), timesRow: row, of: sources)
    }
    sum.append(to: &bytes)
  }
}
