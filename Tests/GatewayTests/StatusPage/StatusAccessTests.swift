// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Gateway
import Testing

/// Who may ask the status page what.
@Suite struct StatusAccessTests {
  private static let secret = "0123456789abcdef0123"

  private static func access(
    _ section: String, token: Bool = false
  ) throws -> StatusAccess {
    let text = ConfigurationSample.changed("listen = \"127.0.0.1:8624\"", section)
    let status = try #require(try Configuration(parsing: text, file: "f").status)
    return StatusAccess(status, token: token ? StatusToken(secret) : nil)
  }

  private static func basic(_ text: String) -> String {
    "Basic \(Data(text.utf8).base64EncodedString())"
  }

  @Test func `a name that is made to point here is refused`() throws {
    let access = try Self.access("host_names = [\"pi.example\"]")
    for host in [
      "127.0.0.1:8624", "localhost:8624", "LOCALHOST", "[::1]:8624", "192.168.1.7", "pi.example:1",
    ] {
      #expect(access.refusal(to: .reads, host: host, authorization: nil) == nil, "\(host)")
    }
    for host: String? in [
      nil, "", "evil.example:8624", "127.0.0.1.evil.example", "localhost.evil.example", "[::1",
      "[::1]x", "127.0.0.1:99999", "127.0.0.1:80:80", "pi.example.", "a@127.0.0.1", "256.1.1.1",
      String(repeating: "1", count: 300),
    ] {
      let refusal = access.refusal(to: .reads, host: host, authorization: nil)
      #expect(refusal == .otherHost, "\(host ?? "none")")
    }
  }

  @Test func `without a token all on this machine may read and nobody may change`() throws {
    let access = try Self.access("")
    let host = "127.0.0.1:8624"
    #expect(access.refusal(to: .reads, host: host, authorization: "Bearer x") == nil)
    #expect(access.refusal(to: .changes, host: host, authorization: nil) == .bearer)
    #expect(access.refusal(to: .changes, host: host, authorization: "Bearer ") == .bearer)
  }

  @Test func `with a token everybody must bring it, and as a bearer's to change something`() throws
  {
    let access = try Self.access(
      "listen = \"0.0.0.0:8624\"\ntoken_file = \"/etc/loragw/status.token\"", token: true)
    func refusal(_ intent: StatusAccess.Intent, _ value: String?) -> StatusAccess.Refusal? {
      access.refusal(to: intent, host: "10.0.0.7:8624", authorization: value)
    }
    let bearer = "Bearer \(Self.secret)"
    let password = Self.basic("anybody:\(Self.secret)")
    #expect(refusal(.reads, bearer) == nil)
    #expect(refusal(.reads, password) == nil)
    #expect(refusal(.changes, bearer) == nil)
    #expect(refusal(.changes, password) == .bearer)
    for wrong: String? in [
      nil, "", "Bearer", "Bearer \(Self.secret)0", "Digest \(Self.secret)", Self.secret,
      "Basic \(Self.secret)", Self.basic(Self.secret), Self.basic("\(Self.secret):"), "Basic %%%",
      String(repeating: "Bearer ", count: 1000),
    ] {
      #expect(refusal(.reads, wrong) == .token, "\(wrong ?? "none")")
    }
  }

  @Test func `a Unix socket is open to whoever may open it, but changes still need the token`()
    throws
  {
    let access = try Self.access("listen = \"unix:/run/loragw/status.sock\"")
    #expect(access.refusal(to: .reads, host: "whatever.example", authorization: nil) == nil)
    #expect(access.refusal(to: .changes, host: nil, authorization: nil) == .bearer)
  }

  @Test func `a token file must be a secret`() throws {
    try Sample.inDirectory { directory in
      let path = directory + "/token"
      for (text, mode) in [
        ("short", 0o600), ("", 0o600), ("two words of a secret", 0o600),
        (String(repeating: "x", count: 257), 0o600), ("grüßegrüßegrüßegrüße", 0o600),
        (Self.secret, 0o644), (Self.secret, 0o602),
      ] {
        try Self.write(text, mode: mode, to: path)
        #expect(throws: StatusPageError.self, "\(text) \(mode)") { try StatusToken(file: path) }
      }
      #expect(throws: StatusPageError.self) { try StatusToken(file: directory) }
      #expect(throws: StatusPageError.self) { try StatusToken(file: directory + "/none") }
      for mode in [0o600, 0o640] {
        try Self.write(Self.secret + "\n", mode: mode, to: path)
        let token = try StatusToken(file: path)
        #expect(token.bringing(in: "bearer \(Self.secret)") == .bearer)
      }
    }
  }

  private static func write(_ text: String, mode: Int, to path: String) throws {
    try? FileManager.default.removeItem(atPath: path)
    try Data(text.utf8).write(to: URL(filePath: path))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
  }
}
