// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A strict reader of Prometheus' text format 0.0.4: what it does not know is an error.
struct PrometheusText {
  struct Flaw: Error { var line: String }

  struct Sample {
    var labels: [String: String]
    var value: Double
  }

  struct Family {
    var help: String
    var type: String
    var samples: [Sample] = []
  }

  private(set) var families: [String: Family] = [:]
  private var current: String?

  init(_ text: String) throws {
    guard text.hasSuffix("\n") else { throw Flaw(line: "the last line has no end") }
    for line in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
      try take(String(line))
    }
  }

  private mutating func take(_ line: String) throws {
    if line.hasPrefix("# HELP ") {
      let words = line.dropFirst(7).split(separator: " ", maxSplits: 1)
      guard words.count == 2, Self.isName(words[0]), families[String(words[0])] == nil else {
        throw Flaw(line: line)
      }
      current = String(words[0])
      families[String(words[0])] = Family(help: String(words[1]), type: "")
    } else if line.hasPrefix("# TYPE ") {
      let words = line.dropFirst(7).split(separator: " ")
      guard words.count == 2, String(words[0]) == current, families[String(words[0])]?.type == "",
        ["counter", "gauge"].contains(words[1])
      else { throw Flaw(line: line) }
      families[String(words[0])]?.type = String(words[1])
    } else {
      try takeSample(line)
    }
  }

  private mutating func takeSample(_ line: String) throws {
    let name = line.prefix { $0 != "{" && $0 != " " }
    guard Self.isName(name), String(name) == current, families[String(name)]?.type != "" else {
      throw Flaw(line: line)
    }
    var rest = line[name.endIndex...]
    var labels: [String: String] = [:]
    if rest.first == "{" {
      rest = rest.dropFirst()
      while rest.first != "}" {
        let key = rest.prefix { $0 != "=" }
        guard Self.isName(key), rest.dropFirst(key.count).hasPrefix("=\""),
          labels[String(key)] == nil
        else { throw Flaw(line: line) }
        rest = rest.dropFirst(key.count + 2)
        labels[String(key)] = try Self.quoted(&rest, line)
        if rest.first == "," { rest = rest.dropFirst() }
      }
      rest = rest.dropFirst()
    }
    guard rest.first == " ", let value = Double(rest.dropFirst()) else { throw Flaw(line: line) }
    guard families[String(name)]?.samples.contains(where: { $0.labels == labels }) == false else {
      throw Flaw(line: "twice: \(line)")
    }
    families[String(name)]?.samples.append(Sample(labels: labels, value: value))
  }

  private static func quoted(_ rest: inout Substring, _ line: String) throws -> String {
    var text = ""
    while let character = rest.popFirst() {
      switch character {
      case "\"": return text
      case "\\":
        switch rest.popFirst() {
        case "n": text += "\n"
        case "\\": text += "\\"
        case "\"": text += "\""
        default: throw Flaw(line: line)
        }
      default: text.append(character)
      }
    }
    throw Flaw(line: line)
  }

  private static func isName(_ text: Substring) -> Bool {
    guard let first = text.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
    else {
      return false
    }
    return text.utf8.allSatisfy { byte in
      byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
  }
}
