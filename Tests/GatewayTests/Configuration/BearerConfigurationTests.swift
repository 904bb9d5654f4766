// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import MailRelay
import Testing

/// `[[bearer]]` in the configuration.
struct BearerConfigurationTests {
  private static func parse(_ tables: String) throws -> Configuration {
    let peers = try ["village", "ship"].enumerated().map { index, name in
      try ConfigurationSample.peer(name, seed: UInt8(index + 1))
    }
    return try Configuration(
      parsing: ConfigurationSample.text + peers.joined() + "\n" + tables, file: "f")
  }

  private static let nodes = "node = \"\(NNCPSample.own)\"\npeer_node = \"\(NNCPSample.peer)\"\n"

  @Test func `without tables there are no bearers`() throws {
    #expect(try Self.parse("").bearers.isEmpty)
  }

  @Test func `every key is read, and each has its default`() throws {
    let bearers = try Self.parse(
      """
      [[bearer]]
      kind = "nncp"
      peer = "village"
      out = "/x"
      in = "/x"
      max_bytes = 5000
      class = "normal"
      \(Self.nodes)
      [[bearer]]
      kind = "files"
      name = "fspl"
      peer = "village"
      in = "/q"
      [[bearer]]
      kind = "batches"
      peer = "ship"
      out = "/b"
      after_hours = 0
      """
    ).bearers
    #expect(bearers.map(\.kind) == [.nncp, .files, .batches])
    #expect(bearers.map(\.name) == ["nncp", "fspl", "batches"])
    #expect(bearers.map(\.peer) == ["village", "village", "ship"])
    #expect(bearers.map(\.out) == ["/x", nil, "/b"])
    #expect(bearers.map(\.in) == ["/x", "/q", nil])
    #expect(bearers.map(\.mostBytes) == [5000, 16384, 16384])
    #expect(bearers.map(\.mailClass) == [.normal, .bulk, .bulk])
    #expect(bearers.map(\.node?.text) == [NNCPSample.own, nil, nil])
    #expect(bearers.map(\.peerNode?.text) == [NNCPSample.peer, nil, nil])
    #expect(bearers.map(\.afterHours) == [6, 6, 0])
  }

  @Test(arguments: [
    ("peer = \"village\"\nout = \"/x\"", "bearer[1].kind: missing; write kind = \"files\""),
    ("kind = \"files\"\nout = \"/x\"", "bearer[1].peer: missing; write peer = "),
    ("kind = \"uucp\"\npeer = \"village\"", "no such kind of bearer; legal: files, nncp, batches"),
    ("kind = \"files\"\npeer = \"vilage\"", "no such peer; legal: village, ship"),
    ("kind = \"files\"\npeer = \"village\"", "needs out, or in, or both"),
    ("kind = \"files\"\npeer = \"village\"\nout = \"x\"", "must be an absolute path"),
    (
      "kind = \"files\"\npeer = \"village\"\nout = \"/x\"\nin = \"/x\"",
      "bearer[1].in = \"/x\": is out too; use two directories"
    ),
    (
      "kind = \"nncp\"\npeer = \"village\"\nout = \"/x\"",
      "bearer[1].node: missing; write the id under self"
    ),
    (
      "kind = \"nncp\"\npeer = \"village\"\nout = \"/x\"\nnode = \"abc\"",
      "bearer[1].node = \"abc\": is no id of a node"
    ),
    (
      "kind = \"files\"\npeer = \"village\"\nout = \"/x\"\nafter_hours = 3",
      "bearer[1].after_hours: does not go with kind = \"files\"; remove it"
    ),
    (
      "kind = \"batches\"\npeer = \"village\"\nout = \"/x\"\nclass = \"bulk\"",
      "bearer[1].class: does not go with kind = \"batches\""
    ),
    ("kind = \"files\"\npeer = \"village\"\nmax_bytes = 0\nout = \"/x\"", "max_bytes = 0"),
  ])
  func `a wrong table is told`(_ table: String, _ problem: String) throws {
    let error = try #require(throws: ConfigurationError.self) {
      try Self.parse("[[bearer]]\n" + table)
    }
    #expect(error.description.contains(problem), "\(error)")
  }

  @Test(arguments: [
    ("kind = \"files\"\npeer = \"village\"\nout = \"/y\"", "is that of another bearer to village"),
    (
      "kind = \"files\"\nname = \"z\"\npeer = \"ship\"\nout = \"/x\"",
      "is used by the bearer \"files\""
    ),
  ])
  func `two bearers do not share what only one can have`(
    _ table: String, _ problem: String
  ) throws {
    let first = "[[bearer]]\nkind = \"files\"\npeer = \"village\"\nout = \"/x\"\n[[bearer]]\n"
    let error = try #require(throws: ConfigurationError.self) { try Self.parse(first + table) }
    #expect(error.description.contains(problem), "\(error)")
  }
}
