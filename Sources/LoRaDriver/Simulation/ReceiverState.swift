// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What the demodulator of a station in the physical model is doing.
public enum ReceiverState: Sendable, Equatable {
  /// It looks for a preamble.
  case searching
  /// It has found a preamble; a much stronger one can still take over.
  case locked
  /// It is bound to a frame until that ends, whatever comes.
  case decoding
  /// The station sends.
  case transmitting
}
