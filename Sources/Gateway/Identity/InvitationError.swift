// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Why a text is no usable invitation line.
public enum InvitationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// It does not begin with `loragw` and a version.
  case notAnInvitation
  /// It was made by another version of loragw.
  case unsupportedVersion(String)
  /// It holds a character that no invitation has; `position` counts from 1, without white space.
  case illegalCharacter(String, position: Int)
  /// At least one character is wrong, missing or too many.
  case checksum
  /// The line is whole, but one of its fields is not legal.
  case badField(String)

  /// One line: what is wrong and what to do.
  public var description: String {
    switch self {
    case .notAnInvitation:
      "this is no invitation: it must begin with loragw1;"
        + " run 'loragw peer invite' there and copy its whole line"
    case .unsupportedVersion(let version):
      "this invitation is of version \(version), this loragw reads version 1:"
        + " use the same release at both ends"
    case .illegalCharacter(let character, let position):
      "character \(position) ('\(character)') cannot be in an invitation: copy the line again"
    case .checksum:
      "checksum wrong: copy the line again"
    case .badField(let field):
      "the invitation's \(field) is not legal: run 'loragw peer invite' there again"
    }
  }
}
