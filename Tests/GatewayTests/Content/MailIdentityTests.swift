// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import Testing

/// The id of a mail on the air, against one computed by hand.
struct MailIdentityTests {
  private let envelope = [1] + Array("envelope".utf8)
  private let mail = Array("mail".utf8)

  @Test(arguments: [
    (0, "da69577a03997afea5ff0f24a4d4cdd9"), (1, "67db85ccfedc3afbf9b81c6e07430b01"),
  ])
  func `the id is SHA-256 over the envelope's length, envelope, mail, a zero and the copy`(
    copy: UInt8, expected: String
  ) {
    let id = MailIdentity.airID(envelope: envelope, content: mail, copy: copy)
    #expect(id.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() == expected)
  }

  @Test func `what moves from the envelope to the mail makes another id`() {
    let moved = MailIdentity.airID(
      envelope: Array(envelope.dropLast()), content: [UInt8(ascii: "e")] + mail, copy: 0)
    #expect(moved != MailIdentity.airID(envelope: envelope, content: mail, copy: 0))
  }
}
