// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway

/// Any text as a configuration: it is read, or refused with a line for each problem.
enum TOMLTarget {
  static func run(_ input: [UInt8]) -> Int32 {
    guard let text = String(validating: input, as: UTF8.self) else { return -1 }
    do {
      _ = try Configuration(parsing: text, file: "fuzz.toml")
    } catch {
      precondition(!error.description.isEmpty, "a refusal without a word")
    }
    return 0
  }
}
