// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import Testing

struct TOMLOutlineTests {
  static let text = #"""
    # comment [not.a.table]
    top = 1
    [a]
    b.c = "x = \" [y]" # = [z]
    "quoted key" = 'lit\'

    [[p]]
    n = """
    [[p]]
    n = 2 \"""" # still one value
    m = [ # [list]
      "]", '[',
      { k = 1, l = [2] },
    ]
    [[ "p" ]]
    n = '''
    '[q]'''
    [p.sub]
    x = 1979-05-27
    [[p.deep]]
    [[p.deep]]
    y = ""
    """#

  @Test func `strings, comments and lists hide what looks like tables`() {
    let outline = TOMLOutline(Array(Self.text.utf8))
    #expect(
      outline.statements.map { "\($0.line) \($0.path)" } == [
        "2 top", "3 a", "4 a.b.c", "5 a.quoted key", "7 p[1]", "8 p[1].n", "11 p[1].m",
        "15 p[2]", "16 p[2].n", "18 p[2].sub", "19 p[2].sub.x", "20 p[2].deep[1]",
        "21 p[2].deep[2]", "22 p[2].deep[2].y",
      ])
  }

  @Test func `the bytes of a statement are its lines`() throws {
    let bytes = Array(Self.text.utf8)
    let outline = TOMLOutline(bytes)
    for statement in outline.statements {
      let start = statement.bytes.lowerBound
      #expect(start == 0 || bytes[start - 1] == UInt8(ascii: "\n"))
      let end = statement.bytes.upperBound
      #expect(end == bytes.count || bytes[end - 1] == UInt8(ascii: "\n"))
    }
    let list = try #require(outline.statements.first { $0.path == "p[1].m" })
    let shown = String(decoding: bytes[list.bytes], as: UTF8.self)
    #expect(shown.hasPrefix("m = [ #") && shown.hasSuffix("]\n"))
  }

  @Test func `an absent key is on the line of its table`() {
    let outline = TOMLOutline(Array(Self.text.utf8))
    #expect(outline.line(of: "p[2].n") == 16)
    #expect(outline.line(of: "p[2].none") == 15)
    #expect(outline.line(of: "p") == 7)
    #expect(outline.line(of: "a.b") == 4)
    #expect(outline.line(of: "none.none") == nil)
  }

  @Test func `no bytes whatever trap or loop`() {
    let seed: UInt64 = 3
    var random = SplitMix64(seed: seed)
    let alphabet = Array("[]{}\"'\\#=.,\n\r a1\u{EF}".utf8)
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
        alphabet.randomElement(using: &random) ?? 0
      }
      var end = 0
      for statement in TOMLOutline(bytes).statements {
        #expect(statement.bytes.upperBound > end, "seed \(seed)")
        end = statement.bytes.upperBound
      }
      #expect(end <= bytes.count, "seed \(seed)")
    }
  }
}
