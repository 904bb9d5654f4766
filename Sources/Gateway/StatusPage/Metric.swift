// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A metric as Prometheus reads it, with its samples.
package struct Metric: Sendable {
  /// The name, with unit and, for a counter, `_total` at its end.
  package var name: String
  /// What it is, one line.
  package var help: String
  /// Whether it only grows.
  package var kind: Kind
  /// The samples: labels in their order, and the value.
  package var samples: [(labels: [(String, String)], value: Double)]

  /// Whether a metric only grows.
  package enum Kind: String, Sendable {
    case counter
    case gauge
  }

  /// A metric without labels; no sample without a value.
  init(_ name: String, _ kind: Kind, _ help: String, _ value: Double?) {
    self.init(name, kind, help, value.map { [([], $0)] } ?? [])
  }

  /// A metric with labelled samples.
  init(
    _ name: String, _ kind: Kind, _ help: String, _ samples: [(labels: [(String, String)], Double)]
  ) {
    self.name = name
    self.help = help
    self.kind = kind
    self.samples = samples.map { ($0.labels, $0.1) }
  }

  /// The metric in Prometheus' text format 0.0.4.
  var text: String {
    var lines = ["# HELP \(name) \(Self.escaped(help))", "# TYPE \(name) \(kind.rawValue)"]
    for sample in samples {
      let labels = sample.labels.map { "\($0.0)=\"\(Self.escaped($0.1, "\""))\"" }
      let list = labels.isEmpty ? "" : "{\(labels.joined(separator: ","))}"
      lines.append("\(name)\(list) \(Self.number(sample.value))")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func escaped(_ text: String, _ also: Character? = nil) -> String {
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\"" where also != nil: result += "\\\""
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }

  private static func number(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "NaN" : value > 0 ? "+Inf" : "-Inf" }
    return Int64(exactly: value).map(String.init) ?? "\(value)"
  }
}
