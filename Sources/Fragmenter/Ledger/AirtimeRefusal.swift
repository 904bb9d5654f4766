// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Why airtime will never be granted, however long one waits.
public enum AirtimeRefusal: Sendable, Hashable {
  /// There is no frame to send.
  case nothingToSend
  /// A frame is longer than a single transmission may be.
  case longerThan(Duration)
  /// All frames together exceed what the class may use of an empty window.
  case overBudget(Duration)
  /// From first to last the burst takes longer than the window.
  case longerThanWindow(Duration)
}
