// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay
import Testing

/// What relays put above a mail.
struct TraceFieldsTests {
  private static let mail = "From: a@a.test\r\nReceived: by old.test; now\r\n\r\nbody\r\n"

  private func stripped(_ text: String) -> String {
    String(decoding: TraceFields.stripped(from: Array(text.utf8)), as: UTF8.self)
  }

  @Test(arguments: [
    "", "Received: from x\r\n\tby y; now\r\n",
    "Return-Path: <a@a.test>\r\nX-Original-To: b@b.test\r\nDelivered-To: b\r\nrEceived : z\r\n",
  ])
  func `trace fields at the top are taken off, others stay`(_ trace: String) {
    #expect(stripped(trace + Self.mail) == Self.mail)
  }

  @Test func `a mail that is nothing else is empty without them`() {
    #expect(stripped("Received: x\r\n") == "")
    #expect(stripped("") == "")
  }
}
