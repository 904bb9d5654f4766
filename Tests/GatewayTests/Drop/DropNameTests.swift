// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import Testing

struct DropNameTests {
  @Test func `only what is whole by its name is taken, in the order of the names`() {
    let names = DropName.all(in: [
      "b.env", "b.eml", "a.bsmtp", "c.env", "d.eml", ".e.bsmtp", "f.bsmtp.tmp", "g", "h.BSMTP",
      ".env", ".eml", "i/j.bsmtp", "k.eml.env", "k.eml.eml",
    ])
    #expect(names.map(\.files) == [["a.bsmtp"], ["b.env", "b.eml"], ["k.eml.env", "k.eml.eml"]])
  }
}
