// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import MailRelay
import Testing

/// `[status]` of a configuration.
@Suite struct StatusConfigurationTests {
  private static func read(_ section: String) throws -> StatusConfiguration? {
    let text = ConfigurationSample.changed("[status]\nlisten = \"127.0.0.1:8624\"", section)
    return try Configuration(parsing: text, file: "f").status
  }

  @Test func `the section alone serves the page on this machine`() throws {
    let status = try #require(try Self.read("[status]"))
    #expect(status.listen == .tcp(host: "127.0.0.1", port: 8624))
    #expect(status.tokenFile == nil && status.hostNames.isEmpty && !status.isReachedFromOutside)
    #expect(try Self.read("") == nil)
  }

  @Test(arguments: ["0.0.0.0:8624", "192.168.1.2:80", "[::]:8624", "camp.example:1", "128.0.0.1:1"])
  func `an address that others reach needs a token`(address: String) throws {
    let error = #expect(throws: ConfigurationError.self) {
      try Self.read("[status]\nlisten = \"\(address)\"")
    }
    #expect(
      error?.description
        == "f:30: status.listen = \"\(address)\": other machines reach this address; write"
        + " token_file = \"/etc/loragw/status.token\" as well, or listen at \"127.0.0.1:8624\"")
    let status = try Self.read("[status]\nlisten = \"\(address)\"\ntoken_file = \"/t\"")
    #expect(status?.isReachedFromOutside == true)
  }

  @Test(arguments: ["127.0.0.1:1", "127.9.9.9:1", "localhost:1", "[::1]:1", "unix:/run/s.sock"])
  func `an address of this machine needs none`(address: String) throws {
    #expect(try Self.read("[status]\nlisten = \"\(address)\"")?.isReachedFromOutside == false)
  }

  @Test func `a token that crosses the network is warned of`() throws {
    let text = ConfigurationSample.changed(
      "\"127.0.0.1:8624\"", "\"0.0.0.0:8624\"\ntoken_file = \"/etc/t\"")
    let summary = try Configuration(parsing: text, file: "f").summary
    #expect(summary.contains("status   0.0.0.0:8624, for those who have the token in /etc/t"))
    #expect(summary.contains { $0.hasPrefix("warning  the status page's token crosses") })
  }

  @Test(arguments: [
    ("token_file = \"relative\"", "status.token_file"), ("listen = 7", "status.listen"),
    ("host_names = [\"a b\"]", "status.host_names"), ("tokenfile = \"/t\"", "status.tokenfile"),
  ])
  func `what is wrong is named`(line: String, key: String) throws {
    let error = #expect(throws: ConfigurationError.self) { try Self.read("[status]\n\(line)") }
    #expect(error?.description.contains(key) == true)
  }
}
