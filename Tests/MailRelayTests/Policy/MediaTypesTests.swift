// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay
import Testing

struct MediaTypesTests {
  private static let nested = """
    Content-Type: multipart/mixed; boundary="Outer Mark"

    preamble
    Content-Type: image/gif
    --Outer Mark
    Content-Type: multipart/alternative;
     boundary=inner

    --inner

    plain
    --inner
    Content-Type: TEXT/HTML; charset=x

    <p>
    --inner--
    --Outer Mark
    Content-Type: message/rfc822

    Subject: forwarded
    Content-Type: application/pdf

    %PDF
    --other
    Content-Type: image/png

    --Outer Mark--

    """

  private func types(_ text: String) -> [String] {
    MediaTypes(of: Array(text.utf8)).types
  }

  @Test(arguments: ["\n", "\r\n"])
  func `all parts are found, nested and forwarded ones too, and no others`(lineEnd: String) {
    let expected = [
      "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "message/rfc822",
      "application/pdf",
    ]
    #expect(types(Self.nested.replacing("\n", with: lineEnd)) == expected)
  }

  @Test func `a mail that says nothing is plain text`() {
    #expect(types("Subject: x\r\n\r\nbody") == ["text/plain"])
    #expect(types("") == ["text/plain"])
  }

  @Test func `a mail of very many parts is read to a limit`() {
    let parts = String(repeating: "--x\r\n\r\n", count: 5000)
    #expect(types("Content-Type: multipart/mixed; boundary=x\r\n\r\n" + parts).count == 1000)
    let forwarded = String(repeating: "Content-Type: message/rfc822\r\n\r\n", count: 5000)
    #expect(types(forwarded).count == 1000)
  }

  @Test(arguments: 0..<2 as Range<UInt64>)
  func `whatever is handed in, there is at least one type`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for round in 0..<2000 {
      let types = MediaTypes(of: random.mutated(Array(Self.nested.utf8))).types
      #expect(!types.isEmpty && types.count <= 1000, "seed \(seed) round \(round)")
    }
  }
}
