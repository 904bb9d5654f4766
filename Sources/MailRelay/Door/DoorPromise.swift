// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What the one behind a door keeps its word about; a door offers nothing else.
public enum DoorPromise: Hashable, Sendable {
  /// Mail of seven and eight bits arrives as it is.
  case delivery
  /// Besides binary mail (RFC 3030), reports as asked for (RFC 3461), priorities (RFC 6710) and
  /// times (RFC 2852).
  case everything
}
