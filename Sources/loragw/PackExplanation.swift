// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailCodec

/// Where the bytes of a packed mail went, as a table for people.
struct PackExplanation {
  private let packed: PackedMail

  /// Explains a mail that was packed just now.
  init(_ packed: PackedMail) { self.packed = packed }

  /// The table, the total last.
  var text: String {
    var table = TextTable(["part", "text", "coded", "raw", "packed"])
    for part in PackPart.allCases {
      guard let share = packed.report.shares[part] else { continue }
      table.add([
        Self.name(part), "\(share.textBytes)",
        Self.decimal(share.packedHundredths - share.rawBytes * 100), "\(share.rawBytes)",
        Self.decimal(share.packedHundredths),
      ])
    }
    table.add([
      "total of \(packed.report.rawBytes), \(packed.mode)", "\(packed.report.textStreamBytes)", "",
      "\(packed.report.rawStreamBytes)", "\(packed.report.packedBytes)",
    ])
    return table.text
  }

  private static func decimal(_ hundredths: Int) -> String {
    let digits = String(hundredths % 100)
    return "\(hundredths / 100)." + String(repeating: "0", count: 2 - digits.count) + digits
  }

  static func name(_ part: PackPart) -> String {
    switch part {
    case .envelope: "envelope"
    case .trace: "transport headers"
    case .fields: "other headers"
    case .addresses: "addresses"
    case .dates: "dates"
    case .identifiers: "identifiers"
    case .body: "body text"
    case .attachments: "base64 content"
    case .openPGP: "OpenPGP structure"
    case .openPGPRandom: "OpenPGP random"
    case .otherRaw: "other random"
    case .framing: "framing"
    }
  }
}
