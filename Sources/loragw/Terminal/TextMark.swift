// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// How a part of a text is marked.
package enum TextMark: Sendable, Equatable {
  /// In order.
  case good
  /// Somebody should look at it.
  case warn
  /// It keeps mail from flowing, or it failed.
  case bad
  /// A heading.
  case strong

  /// The parameters of Select Graphic Rendition (ECMA-48, 8.3.117).
  var rendition: String {
    switch self {
    case .good: "32"
    case .warn: "33"
    case .bad: "31"
    case .strong: "1"
    }
  }
}
