// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Why the payload of an authentic message is not what its header says.
package enum ContentError: Error, Equatable, CustomStringConvertible {
  /// It ends too early.
  case truncated
  /// It says what no sender of this version says; the text names the field.
  case malformed(String)

  /// One clear line.
  package var description: String {
    switch self {
    case .truncated: "the message ends too early; the peer may run another version"
    case .malformed(let field): "bad \(field); the peer may run another version"
    }
  }
}
