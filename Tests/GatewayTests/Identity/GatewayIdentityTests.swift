// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Crypto
import Foundation
import Gateway
import Testing

struct GatewayIdentityTests {
  @Test func `the first start makes keys and each later one has the same`() throws {
    try Sample.inDirectory { directory in
      #expect(throws: IdentityError.missing(path: directory + "/identity")) {
        try GatewayIdentity.load(stateDirectory: directory)
      }
      let first = try GatewayIdentity.loadOrCreate(stateDirectory: directory)
      let second = try GatewayIdentity.loadOrCreate(stateDirectory: directory)
      #expect(IdentityFile.encode(first) == IdentityFile.encode(second))
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["identity"])
    }
  }

  @Test func `only the owner can read the file`() throws {
    try Sample.inDirectory { directory in
      _ = try GatewayIdentity.loadOrCreate(stateDirectory: directory)
      let access = try DurableFile.access(of: directory + "/identity")
      #expect(access.mode == 0o400)
      #expect(try access.user == DurableFile.access(of: directory).user)
    }
  }

  @Test func `a missing state directory is made, for the owner alone`() throws {
    try Sample.inDirectory { directory in
      _ = try GatewayIdentity.loadOrCreate(stateDirectory: directory + "/state")
      #expect(try DurableFile.access(of: directory + "/state").mode == 0o700)
    }
  }

  @Test func `two identities have nothing in common`() {
    let (one, other) = (GatewayIdentity(), GatewayIdentity())
    #expect(one.staticKeyBytes != other.staticKeyBytes)
    #expect(one.recordKey.rawRepresentation != other.recordKey.rawRepresentation)
    #expect(one.staticKey.rawRepresentation != one.recordKey.rawRepresentation)
    #expect(one.fingerprint != other.fingerprint)
  }

  @Test(arguments: [0o440, 0o404, 0o644] as [UInt32])
  func `keys that others may read are refused`(mode: UInt32) throws {
    try Sample.inDirectory { directory in
      let path = directory + "/identity"
      try DurableFile.write(
        IdentityFile.encode(Sample.identity(1)), to: path, access: .init(mode: mode),
        existing: .keep)
      let error = #expect(throws: IdentityError.exposed(path: path, mode: mode)) {
        try GatewayIdentity.loadOrCreate(stateDirectory: directory)
      }
      let octal = String(mode, radix: 8)
      #expect(
        error?.description
          == "\(path): the secret keys may be read by others (mode 0\(octal)); chmod 0400 \(path)")
    }
  }

  @Test func `each flipped bit and each wrong length is noticed, and nothing is replaced`() throws {
    let whole = IdentityFile.encode(try Sample.identity(3))
    #expect(whole.count == 80)
    #expect(IdentityFile.decode(whole)?.staticKeyBytes == (try Sample.identity(3)).staticKeyBytes)
    for bit in 0..<(whole.count * 8) {
      var flipped = whole
      flipped[bit / 8] ^= 1 << (bit % 8)
      #expect(IdentityFile.decode(flipped) == nil)
    }
    for wrong in [[], Array(whole.dropLast()), whole + [0]] {
      try Sample.inDirectory { directory in
        let path = directory + "/identity"
        try DurableFile.write(wrong, to: path, access: .init(mode: 0o400), existing: .keep)
        #expect(throws: IdentityError.damaged(path: path)) {
          try GatewayIdentity.loadOrCreate(stateDirectory: directory)
        }
        #expect(try DurableFile.read(path, atMost: 100).bytes == wrong)
      }
    }
  }

  @Test func `the description holds no secret`() throws {
    let identity = try Sample.identity(1)
    #expect("\(identity)" == "identity \(identity.fingerprint)")
    #expect(identity.fingerprint.count == 9)
  }
}
