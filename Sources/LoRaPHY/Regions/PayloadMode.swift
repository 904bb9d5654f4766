// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Whether a station's frames hide their meaning; the bit C of every frame.
public enum PayloadMode: UInt8, Sendable, Hashable, CaseIterable {
  /// Contents are encrypted and authenticated.
  case encrypted = 0
  /// Contents are authenticated and readable by everybody, as amateur radio asks.
  case clear = 1
}
