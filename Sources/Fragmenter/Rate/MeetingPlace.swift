// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Where two stations meet: the two channels of the configuration on which they listen.
package enum MeetingPlace: Sendable, Hashable, CaseIterable {
  /// The usual one.
  case home
  /// The slower one, for peers that do not hear each other at home.
  case rescue

  /// The other one.
  package var other: MeetingPlace { self == .home ? .rescue : .home }
}
