// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What the mails of one kind come to, added up.
struct KindFigures {
  var mails = 0
  var rawBytes = 0
  var others: [OtherCompressor: Int] = [:]
  var bytes = 0
  /// Random bytes of OpenPGP packets.
  var randomBytes = 0
  /// How many mails are farther from their random bytes than the goal.
  var tooFar = 0

  /// Bytes beside the random ones that a Delta Chat mail may cost.
  static let goalDistance = 82

  /// The most of brotli's size a kind may cost, in hundredths; nil where none is set.
  static func goalRatio(_ kind: String) -> Int? {
    switch kind {
    case "list": 72
    case "dsn": 50
    case "personal", "newsletter", "mua", "utf8", "calendar", "DC in clear": 60
    default: nil
    }
  }

  /// The cells of a row behind the kind.
  func cells(_ kind: String) -> [String] {
    let means = [rawBytes] + OtherCompressor.allCases.map { others[$0] ?? 0 } + [bytes]
    let sizes = means.map { $0 == 0 ? "-" : "\(($0 + mails / 2) / mails)" }
    return ["\(mails)"] + sizes + verdict(kind)
  }

  private func verdict(_ kind: String) -> [String] {
    if kind.hasPrefix("DC"), kind != "DC in clear" {
      let distance = (bytes - randomBytes + mails / 2) / mails
      return [
        "random + \(distance)", "+ \(Self.goalDistance)",
        tooFar == 0 ? "ok" : "MISS (\(tooFar) mails)",
      ]
    }
    guard let brotli = others[.brotli], brotli > 0 else { return ["-", "-", "-"] }
    let ratio = (bytes * 100 + brotli / 2) / brotli
    guard let goal = Self.goalRatio(kind) else { return [".\(ratio) brotli", "-", "-"] }
    return [".\(ratio) brotli", ".\(goal)", ratio <= goal ? "ok" : "MISS"]
  }
}
