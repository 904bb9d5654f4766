// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The coding rate of the payload: 4 bits become 5 to 8.
public enum CodingRate: Int, Sendable, Hashable, CaseIterable, Codable {
  case fourFifths = 1
  case fourSixths
  case fourSevenths
  case fourEighths

  /// Reads `4/5` to `4/8`.
  public init?(_ text: String) {
    guard let rate = Self.allCases.first(where: { $0.description == text }) else { return nil }
    self = rate
  }
}

extension CodingRate: CustomStringConvertible {
  /// The rate as people write it.
  public var description: String { "4/\(rawValue + 4)" }
}
