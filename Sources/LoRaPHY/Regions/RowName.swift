// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The name of a region or of one of its rows, as an operator confirms it.
public struct RowName: Sendable, Hashable {
  /// `REGION` or `REGION/SUBBAND`: `RU864`, `EU868/46b-NAP`.
  public let text: String

  /// Takes the name as an operator wrote it.
  public init(_ text: String) { self.text = text }
}

extension RowName: CustomStringConvertible {
  /// The name as an operator writes it.
  public var description: String { text }
}

extension Region {
  /// The region's own name.
  public var rowName: RowName { RowName(id) }

  /// The name of one of its rows.
  public func rowName(of subBand: SubBand) -> RowName { RowName("\(id)/\(subBand.name)") }

  /// Every name that an operator may confirm, of all regions.
  public static var confirmableRows: [RowName] {
    all.flatMap { region in
      let rows = region.subBands.filter { $0.confidence == .low || $0.selection != .byDefault }
      return (region.confidence == .low ? [region.rowName] : []) + rows.map(region.rowName(of:))
    }
  }
}
