// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import Testing

@Suite struct LogFormTests {
  private let standardError = LogForm.FileIdentity(device: 8, inode: 2511)

  @Test func `the journal's form is used where JOURNAL_STREAM names standard error`() {
    let form = LogForm(environment: ["JOURNAL_STREAM": "8:2511"], standardError: standardError)
    #expect(form == .journal)
  }

  @Test(arguments: [
    "8:2512", "9:2511", "", "8", "8:2511:1", "x:y", "-8:2511", "8:99999999999999999999",
  ])
  func `another stream's name, or none, is no journal`(name: String) {
    let form = LogForm(environment: ["JOURNAL_STREAM": name], standardError: standardError)
    #expect(form == .terminal)
  }

  @Test func `without the variable, or without a standard error, there is no journal`() {
    #expect(LogForm(environment: [:], standardError: standardError) == .terminal)
    #expect(LogForm(environment: ["JOURNAL_STREAM": "8:2511"], standardError: nil) == .terminal)
  }
}
