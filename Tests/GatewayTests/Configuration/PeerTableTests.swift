// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Gateway
import LoRaPHY
import Testing

struct PeerTableTests {
  static func table(_ text: String) throws -> PeerTable {
    try PeerTable(text: text, file: "f")
  }

  static func domains(_ texts: String...) -> [DomainName] { texts.compactMap(DomainName.init) }

  @Test func `an added peer stands behind all that was there before`() throws {
    var table = try Self.table(ConfigurationSample.text)
    let invitation = try Sample.invitation()
    try table.append(
      name: "v", invitation: invitation, domains: Self.domains("v.example", "w.example"))
    #expect(
      table.text
        == ConfigurationSample.text + """

          [[peer]]
          name = "v"
          key = "\(invitation.line)"
          domains = ["v.example", "w.example"]

          """)
    #expect(table.configuration == (try Configuration(parsing: table.text, file: "f")))
    #expect(table.configuration.peer(named: "v")?.invitation == invitation)
  }

  @Test func `adding and removing gives the same bytes back`() throws {
    let texts = [
      ConfigurationSample.text, ConfigurationSample.text + "# the end\n",
      ConfigurationSample.text.replacing("\n", with: "\r\n"),
      ConfigurationSample.text + (try ConfigurationSample.peer("first", seed: 9)) + "\n\n",
    ]
    for text in texts {
      var table = try Self.table(text)
      try table.append(
        name: "v", invitation: Sample.invitation(), domains: Self.domains("v.example"))
      #expect(table.text != text)
      #expect(table.text.contains("\r\n") == text.contains("\r\n"))
      try table.remove(named: "v")
      #expect(table.text == text)
    }
  }

  @Test func `a last line without its end gets one`() throws {
    var table = try Self.table(ConfigurationSample.text + "# end")
    try table.append(
      name: "v", invitation: Sample.invitation(), domains: Self.domains("v.example"))
    try table.remove(named: "v")
    #expect(table.text == ConfigurationSample.text + "# end\n")
  }

  @Test func `one of several is removed, and comments around it stay`() throws {
    let (a, b, c) = (
      try ConfigurationSample.peer("a", seed: 1),
      try ConfigurationSample.peer("b", seed: 2, more: "from_domains = [ # [[peer]]\n]\n"),
      try ConfigurationSample.peer("c", seed: 3)
    )
    let text = ConfigurationSample.text
    let before = text + a + "# about b" + b + "# behind b\n" + c + "# end\n"
    var table = try Self.table(before)
    try table.remove(named: "b")
    #expect(table.text == text + a + "# about b\n# behind b\n" + c + "# end\n")
    #expect(table.configuration.peers.map(\.name) == ["a", "c"])
    try table.remove(named: "a")
    try table.remove(named: "c")
    #expect(table.text == text + "# about b\n# behind b\n# end\n")
  }

  @Test func `keys of the file may stand behind a peer`() throws {
    let (head, tail) = ("[radio.channel]", ConfigurationSample.text)
    let at = try #require(tail.range(of: head)?.lowerBound)
    let text = tail[..<at] + (try ConfigurationSample.peer("v")) + "\n" + tail[at...]
    var table = try Self.table(String(text))
    try table.remove(named: "v")
    #expect(table.text == tail[..<at] + "\n" + tail[at...])
  }

  @Test func `clashes are refused and change nothing`() throws {
    let start = ConfigurationSample.text + (try ConfigurationSample.peer("a", seed: 1))
    var table = try Self.table(start)
    let other = try Sample.invitation(2)
    #expect(throws: PeerTableError.keyTaken(by: "a")) {
      try table.append(
        name: "b", invitation: Sample.invitation(1), domains: Self.domains("b.example"))
    }
    #expect(throws: PeerTableError.nameTaken("a")) {
      try table.append(name: "a", invitation: other, domains: Self.domains("b.example"))
    }
    let error = #expect(throws: PeerTableError.self) {
      try table.append(name: "b", invitation: other, domains: Self.domains("A.example"))
    }
    #expect(
      error?.description == "refused: peer[2].domains = \"a.example\": is taken by peer \"a\";"
        + " a domain is reached by one way only")
    #expect(throws: PeerTableError.unknownPeer("ab", nearest: nil)) {
      try table.remove(named: "ab")
    }
    #expect(table.text == start)
  }

  @Test func `own lines and foreign channels are refused with the reason`() throws {
    var table = try Self.table(ConfigurationSample.text)
    let own = try Sample.identity(1).staticKeyBytes
    #expect(throws: PeerTableError.ownInvitation) {
      try table.accept(
        Sample.invitation(1), name: "v", domains: Self.domains("v.example"), ownKey: own)
    }
    var channel = Sample.channel
    channel.region = "US915"
    channel.frequency = .init(hertz: 915_000_001)
    channel.preambleSymbols = 12
    let error = #expect(throws: PeerTableError.self) {
      try table.accept(
        Sample.invitation(2, channel: channel), name: "v", domains: Self.domains("v.example"),
        ownKey: own)
    }
    #expect(
      error?.description
        == "the other gateway uses another channel: region is \"EU868\" here, \"US915\" there;"
        + " frequency_mhz is 869.525 here, 915.000001 there; preamble_symbols is 8 here, 12 there;"
        + " make [radio.channel] alike at both ends, then invite and accept again")
    try table.accept(
      Sample.invitation(2), name: "v", domains: Self.domains("v.example"), ownKey: own)
    #expect(table.configuration.peers.map(\.name) == ["v"])
  }

  @Test func `peers in another form are left to a person`() throws {
    let line = try Sample.invitation(1).line
    let start = "peer = [ { name = \"a\", key = \"\(line)\" } ]\n" + ConfigurationSample.text
    var table = try Self.table(start)
    #expect(throws: PeerTableError.notEditable(file: "f")) {
      try table.append(
        name: "b", invitation: Sample.invitation(2), domains: Self.domains("b.example"))
    }
    #expect(throws: PeerTableError.notEditable(file: "f")) { try table.remove(named: "a") }
    #expect(table.text == start)
  }

  @Test func `a file is edited in one step, through links, with its mode kept`() throws {
    try Sample.inDirectory { directory in
      let (path, link) = (directory + "/real.toml", directory + "/link.toml")
      try DurableFile.write(
        Array(ConfigurationSample.text.utf8), to: path, access: .init(mode: 0o640),
        existing: .keep)
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
      let invitation = try Sample.invitation()
      try PeerTable.edit(file: link) { (table) throws(PeerTableError) in
        try table.append(name: "v", invitation: invitation, domains: invitation.domains)
      }
      #expect(try Configuration.load(path: path).peers.map(\.name) == ["v"])
      #expect(try DurableFile.access(of: path).mode == 0o640)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
          == ["link.toml", "real.toml"])
      #expect(throws: PeerTableError.unknownPeer("w", nearest: nil)) {
        try PeerTable.edit(file: link) { (table) throws(PeerTableError) in
          try table.remove(named: "w")
        }
      }
      #expect(throws: PeerTableError.self) {
        try PeerTable.edit(file: directory + "/none") { _ throws(PeerTableError) in }
      }
    }
  }

  @Test func `many editors at once lose nothing`() async throws {
    let directory = NSTemporaryDirectory() + "/loragw-test-\(UInt64.random(in: 0...UInt64.max))"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let path = directory + "/loragw.toml"
    try DurableFile.write(
      Array(ConfigurationSample.text.utf8), to: path, access: .init(mode: 0o640), existing: .keep)
    try await withThrowingTaskGroup { group in
      for seed in UInt8(1)...8 {
        let invitation = try Sample.invitation(seed)
        group.addTask {
          try PeerTable.edit(file: path) { (table) throws(PeerTableError) in
            let domains = Self.domains("d\(seed).example")
            try table.append(name: "p\(seed)", invitation: invitation, domains: domains)
          }
        }
      }
      try await group.waitForAll()
    }
    let names = try Configuration.load(path: path).peers.map(\.name).sorted()
    #expect(names == (1...8).map { "p\($0)" })
  }
}
