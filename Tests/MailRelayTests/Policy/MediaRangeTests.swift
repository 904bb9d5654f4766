// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay
import Testing

struct MediaRangeTests {
  @Test(arguments: [
    ("image/png", "image/png", true), ("Image/*", "image/png", true),
    ("image/*", "imagex/png", false),
    ("image/png", "image/pngx", false), ("application/vnd.ms-excel", "application/pdf", false),
  ])
  func `a range is about its types alone`(range: String, type: String, isMeant: Bool) throws {
    #expect(try #require(MediaRange(range)).matches(type) == isMeant)
  }

  @Test(arguments: ["", "image", "*/*", "image/", "/png", "image/png; x=y", "im age/png", "a/b/c"])
  func `what is no media type is no range`(text: String) {
    #expect(MediaRange(text) == nil)
  }
}
