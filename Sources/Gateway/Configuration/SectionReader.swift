// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import TOMLKit

/// Reads one TOML table: each reading method takes one key, checks its type and range, and logs
/// what is wrong.
///
/// `nil` means absent or wrong; only `require` tells these apart.
struct SectionReader {
  /// The key path of this table, empty for the whole file.
  let path: String
  let log: ProblemLog
  private let table: TOMLTable

  init(_ table: TOMLTable, path: String = "", log: ProblemLog) {
    self.table = table
    self.path = path
    self.log = log
  }

  /// The full path of a key of this table.
  func path(of key: String) -> String {
    path.isEmpty ? key : "\(path).\(key)"
  }

  /// Logs each key that is not among the known ones.
  func checkKeys(known: [String]) {
    for key in table.keys where !known.contains(key) {
      let nearest = KeySpelling.nearest(to: key, among: known).map(path(of:))
      log.unknownKey(path(of: key), nearest: nearest, section: path, known: known)
    }
  }

  /// Logs the key as missing when it is not there at all; `fix` is what to write.
  func require(_ key: String, _ fix: String) {
    guard !table.contains(key: key) else { return }
    log.missingKey(path(of: key), fix)
  }

  /// Whether the key is there, with whatever value.
  func has(_ key: String) -> Bool { table.contains(key: key) }

  /// Logs a value that was read well and is not legal.
  func refuse(_ key: String, _ value: String? = nil, _ reason: String) {
    log.badValue(path(of: key), value, reason)
  }

  // MARK: Values

  func string(_ key: String) -> String? {
    guard let value = table[key] else { return nil }
    guard let text = value.string else { return wrongType(key, value, "text in quotes") }
    return text
  }

  func strings(_ key: String) -> [String]? {
    guard let value = table[key] else { return nil }
    let wanted = "a list of texts, like [\"one\", \"two\"]"
    guard let array = value.array else { return wrongType(key, value, wanted) }
    var texts: [String] = []
    for element in array {
      guard let text = element.string else { return wrongType(key, value, wanted) }
      texts.append(text)
    }
    return texts
  }

  func integer(_ key: String, in range: ClosedRange<Int>, unit: String = "") -> Int? {
    guard let value = table[key] else { return nil }
    let wanted = "a whole number from \(range.lowerBound) to \(range.upperBound)\(unit)"
    guard let number = value.int else { return wrongType(key, value, wanted) }
    guard range.contains(number) else {
      refuse(key, "\(number)", "must be \(wanted)")
      return nil
    }
    return number
  }

  func number(_ key: String, in range: ClosedRange<Double>, unit: String) -> Double? {
    guard let value = table[key] else { return nil }
    let bounds =
      "from \(SectionReader.plain(range.lowerBound)) to \(SectionReader.plain(range.upperBound))"
    let wanted = "a number \(bounds) \(unit)"
    guard let number = value.double ?? value.int.map(Double.init) else {
      return wrongType(key, value, wanted)
    }
    guard range.contains(number) else {
      refuse(key, SectionReader.plain(number), "must be \(wanted)")
      return nil
    }
    return number
  }

  /// A list of whole numbers.
  func integers(_ key: String, in range: ClosedRange<Int>) -> [Int]? {
    guard let value = table[key] else { return nil }
    let wanted = "a list of whole numbers from \(range.lowerBound) to \(range.upperBound)"
    guard let array = value.array else { return wrongType(key, value, wanted) }
    let numbers = array.compactMap { $0.int }.filter(range.contains)
    guard numbers.count == array.count else { return wrongType(key, value, wanted) }
    return numbers
  }

  /// Whether the value is a text.
  func isText(_ key: String) -> Bool { table[key]?.string != nil }

  /// Whether the value is a list.
  func isList(_ key: String) -> Bool { table[key]?.array != nil }

  /// A list of so many numbers.
  func numbers(_ key: String, count: Int) -> [Double]? {
    guard let value = table[key] else { return nil }
    let wanted = "a list of \(count) numbers, like [0.0, 1200.0]"
    guard let array = value.array else { return wrongType(key, value, wanted) }
    let numbers = array.compactMap { $0.double ?? $0.int.map(Double.init) }
    guard numbers.count == count, array.count == count else {
      return wrongType(key, value, wanted)
    }
    return numbers
  }

  func flag(_ key: String) -> Bool? {
    guard let value = table[key] else { return nil }
    guard let flag = value.bool else { return wrongType(key, value, "true or false") }
    return flag
  }

  /// A text that names one of a few choices.
  func choice<Value>(
    _ key: String, among legal: [(name: String, value: Value)], what: String
  ) -> Value? {
    guard let text = string(key) else { return nil }
    if let hit = legal.first(where: { $0.name == text }) { return hit.value }
    let names = legal.map(\.name)
    let candidates = names.count > ConfigurationLimits.listedWithoutHint ? names : []
    let nearest = KeySpelling.nearest(to: text, among: candidates).map {
      "; did you mean \"\($0)\"?"
    }
    refuse(
      key, ProblemLog.quoted(text),
      "no such \(what); legal: \(names.joined(separator: ", "))\(nearest ?? "")")
    return nil
  }

  // MARK: Tables

  /// A sub-table; an empty one when it is absent, `nil` when it is something else.
  func section(_ key: String) -> SectionReader? {
    guard let value = table[key] else {
      return SectionReader(TOMLTable(), path: path(of: key), log: log)
    }
    guard let table = value.table else {
      return wrongType(key, value, "a table [\(path(of: key))]")
    }
    return SectionReader(table, path: path(of: key), log: log)
  }

  /// The elements of an array of tables, in the order of the file.
  func sections(_ key: String) -> [SectionReader] {
    guard let value = table[key] else { return [] }
    let wanted = "tables, each headed [[\(path(of: key))]]"
    guard let array = value.array else {
      let _: Bool? = wrongType(key, value, wanted)
      return []
    }
    var sections: [SectionReader] = []
    for (index, element) in array.enumerated() {
      guard let table = element.table else {
        let _: Bool? = wrongType(key, value, wanted)
        return []
      }
      sections.append(SectionReader(table, path: "\(path(of: key))[\(index + 1)]", log: log))
    }
    return sections
  }

  // MARK: Wording

  private func wrongType<Value>(
    _ key: String, _ value: any TOMLValueConvertible, _ wanted: String
  ) -> Value? {
    refuse(key, SectionReader.shown(value), "must be \(wanted)")
    return nil
  }

  /// The value in TOML's spelling, in short.
  private static func shown(_ value: any TOMLValueConvertible) -> String {
    if let text = value.string { return ProblemLog.quoted(text) }
    if let number = value.double { return "\(number)" }
    switch value.type {
    case .table: return "a table"
    case .array: return "a list"
    default: return ProblemLog.oneLine(value.debugDescription)
    }
  }

  /// A number without a needless ".0".
  static func plain(_ number: Double) -> String {
    Int(exactly: number).map(String.init) ?? "\(number)"
  }
}
