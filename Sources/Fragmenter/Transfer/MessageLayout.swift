// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// How a sealed message is cut.
public enum MessageLayout: Sendable, Equatable, Codable {
  /// Into one frame.
  case single
  /// Into `sourceCount` symbols of `symbolBytes` each.
  case symbols(sourceCount: Int, symbolBytes: Int)

  /// The number of source symbols.
  public var sourceCount: Int {
    switch self {
    case .single: 1
    case .symbols(let sourceCount, _): sourceCount
    }
  }
}
