// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Crypto
import Glibc

/// The file that keeps a `GatewayIdentity`.
///
/// | bytes | content |
/// |---|---|
/// | 0-7 | "LORAGWI1" |
/// | 8-39 | X25519 secret key |
/// | 40-71 | Ed25519 secret key (seed) |
/// | 72-79 | first 8 bytes of SHA-256 over bytes 0-71 |
///
/// It lies in the state directory under the name `identity`, mode 0400.
package enum IdentityFile {
  /// The file's name in the state directory.
  package static let name = "identity"
  static let mode: UInt32 = 0o400
  static let size = 80
  private static let head = Array("LORAGWI1".utf8)

  /// The bytes of the file.
  package static func encode(_ identity: GatewayIdentity) -> [UInt8] {
    let keys =
      head + Array(identity.staticKey.rawRepresentation)
      + Array(identity.recordKey.rawRepresentation)
    return keys + checksum(keys)
  }

  /// Reads the bytes of the file; `nil` when they are not as they were written.
  package static func decode(_ bytes: [UInt8]) -> GatewayIdentity? {
    guard bytes.count == size, bytes.starts(with: head) else { return nil }
    guard Array(bytes[72...]) == checksum(Array(bytes[..<72])) else { return nil }
    do {
      return GatewayIdentity(
        staticKey: try Curve25519.KeyAgreement.PrivateKey(rawRepresentation: bytes[8..<40]),
        recordKey: try Curve25519.Signing.PrivateKey(rawRepresentation: bytes[40..<72]))
    } catch {
      return nil
    }
  }

  private static func checksum(_ bytes: [UInt8]) -> [UInt8] {
    Array(SHA256.hash(data: bytes).prefix(8))
  }
}

extension GatewayIdentity {
  /// Loads the identity from a state directory.
  ///
  /// - Throws: `IdentityError`; `.missing` when none was made yet.
  public static func load(
    stateDirectory: String
  ) throws(IdentityError) -> GatewayIdentity {
    let path = "\(stateDirectory)/\(IdentityFile.name)"
    let contents: DurableFile.Contents
    do {
      contents = try DurableFile.read(path, atMost: IdentityFile.size)
    } catch {
      switch error.code {
      case ENOENT: throw .missing(path: path)
      case EFBIG: throw .damaged(path: path)
      default: throw .file(error)
      }
    }
    guard contents.access.mode & 0o077 == 0 else {
      throw .exposed(path: path, mode: contents.access.mode)
    }
    guard let identity = IdentityFile.decode(contents.bytes) else { throw .damaged(path: path) }
    return identity
  }

  /// Loads the identity from a state directory, or makes and keeps a new one at the first start.
  ///
  /// The new file is on the disk before this returns. When two processes start at once, both get
  /// the keys of the one that came first. A damaged identity is never replaced.
  ///
  /// - Throws: `IdentityError`.
  public static func loadOrCreate(
    stateDirectory: String
  ) throws(IdentityError) -> GatewayIdentity {
    do {
      return try load(stateDirectory: stateDirectory)
    } catch {
      guard case .missing(let path) = error else { throw error }
      let fresh = GatewayIdentity()
      do {
        try fresh.save(to: path, stateDirectory: stateDirectory)
      } catch {
        guard error.code == EEXIST else { throw .file(error) }
        return try load(stateDirectory: stateDirectory)
      }
      return fresh
    }
  }

  /// Writes the file for the owner of the state directory, so that the daemon can read what root
  /// made by a command.
  ///
  /// Makes the directory when only its last part is missing.
  private func save(to path: String, stateDirectory: String) throws(FileError) {
    if unsafe mkdir(stateDirectory, 0o700) != 0, errno != EEXIST {
      throw FileError(path: stateDirectory, step: "create the state directory", code: errno)
    }
    var access = try DurableFile.access(of: stateDirectory)
    access.mode = IdentityFile.mode
    try DurableFile.write(
      IdentityFile.encode(self), to: path, access: access, existing: .keep)
  }
}
