// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A mail that is stored by its peer, with its share of what the messages cost that carried it.
struct Crossing {
  var publicID: String
  var frames: Int
  var bytesOnAir: Int
  var airtimeMicroseconds: Int64
  /// What its sender is told of that; nil: nothing.
  var report: SenderReport?
}
