// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Why the gateway's own keys are not to be had.
public enum IdentityError: Error, Equatable, Sendable, CustomStringConvertible {
  /// There is no identity in that state directory yet.
  case missing(path: String)
  /// A system call failed.
  case file(FileError)
  /// Somebody else than the owner may read the secrets.
  case exposed(path: String, mode: UInt32)
  /// The file is not as it was written: wrong length, head or checksum.
  case damaged(path: String)

  /// One line that names the file and the fix.
  public var description: String {
    switch self {
    case .missing(let path):
      "\(path): no identity yet; 'loragw run' or 'loragw peer invite' makes one"
    case .file(let error):
      error.description
    case .exposed(let path, let mode):
      "\(path): the secret keys may be read by others (mode 0\(String(mode, radix: 8)));"
        + " chmod 0400 \(path)"
    case .damaged(let path):
      "\(path): the identity is damaged; restore it from a backup, or move it away and invite"
        + " all peers anew"
    }
  }
}
