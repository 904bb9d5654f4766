// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import Logging
import Testing

@Suite struct LogConfigurationTests {
  private func log(_ keys: String) throws -> LogConfiguration {
    try Configuration(
      parsing: ConfigurationSample.text + "\n[log]\n\(keys)\n", file: "camp.toml"
    ).log
  }

  @Test func `without [log] mails are told by their ids`() throws {
    let read = try Configuration(parsing: ConfigurationSample.text, file: "camp.toml").log
    #expect(read == LogConfiguration())
    #expect(read.level == .info)
    #expect(read.addresses == .hidden)
  }

  @Test func `level and addresses are read`() throws {
    let read = try log("level = \"warning\"\naddresses = true")
    #expect(read.level == .warning)
    #expect(read.addresses == .shown)
    #expect(try log("addresses = false").addresses == .hidden)
  }

  @Test(arguments: ["level = \"loud\"", "level = 3", "addresses = \"yes\"", "levle = \"info\""])
  func `what is not legal is refused with its place`(keys: String) {
    #expect { try log(keys) } throws: { error in
      "\(error)".hasPrefix("camp.toml:") && "\(error)".contains("log.")
    }
  }
}
