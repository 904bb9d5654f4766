// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Testing

/// A value of the file of facts; numbers stay text, so that no float decides anything.
indirect enum FactValue: Equatable {
  case text(String)
  case number(String)
  case truth(Bool)
  case list([FactValue])
  case table([String: FactValue])
}

/// A table of the file of facts that knows which of its keys were never looked at.
final class FactRow {
  let place: String
  private(set) var unread: Set<String> = []
  private var values: [String: FactValue] = [:]

  init(place: String, values: [String: FactValue] = [:]) {
    self.place = place
    self.values = values
    unread = Set(values.keys)
  }

  func set(_ key: String, _ value: FactValue) throws {
    try #require(values.updateValue(value, forKey: key) == nil, "\(place): \(key) twice")
    unread.insert(key)
  }

  func value(_ key: String) -> FactValue? {
    unread.remove(key)
    return values[key]
  }

  func has(_ key: String) -> Bool { values[key] != nil }

  func text(_ key: String) throws -> String? {
    guard let value = value(key) else { return nil }
    guard case .text(let text) = value else { throw FactFault(place: place, key: key) }
    return text
  }

  func truth(_ key: String) throws -> Bool? {
    guard let value = value(key) else { return nil }
    guard case .truth(let truth) = value else { throw FactFault(place: place, key: key) }
    return truth
  }

  /// The number times ten to the power of `digits`, exact.
  func number(_ key: String, digits: Int = 0) throws -> Int? {
    guard let value = value(key) else { return nil }
    guard let number = value.number(digits: digits) else {
      throw FactFault(place: place, key: key)
    }
    return number
  }

  func texts(_ key: String) throws -> [String]? {
    guard let value = value(key) else { return nil }
    if case .text(let text) = value { return [text] }
    guard case .list(let list) = value else { throw FactFault(place: place, key: key) }
    return try list.map { item in
      guard case .text(let text) = item else { throw FactFault(place: place, key: key) }
      return text
    }
  }

  func table(_ key: String) throws -> FactRow? {
    guard let value = value(key) else { return nil }
    guard case .table(let table) = value else { throw FactFault(place: place, key: key) }
    return FactRow(place: "\(place).\(key)", values: table)
  }

  /// Passes over remarks for people, which the typed table does not hold.
  func skip(_ keys: String...) { for key in keys { _ = value(key) } }

  var keys: [String] { values.keys.sorted() }
}

/// A fact of the wrong kind, or missing.
struct FactFault: Error {
  var place: String
  var key: String
}

extension FactValue {
  func number(digits: Int) -> Int? {
    guard case .number(let text) = self else { return nil }
    let isNegative = text.hasPrefix("-")
    let parts = text.drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
    let fraction = parts.count > 1 ? parts[1] : ""
    let kept = fraction.prefix(digits)
    guard parts.count <= 2, fraction.dropFirst(digits).allSatisfy({ $0 == "0" }),
      let whole = Int(parts[0] + kept + String(repeating: "0", count: digits - kept.count))
    else { return nil }
    return isNegative ? -whole : whole
  }
}
