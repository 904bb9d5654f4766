// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailCodec

/// What `pack --stats --json` prints of a file, and `pack --explain --json` with its parts.
struct PackReportJSON: Encodable {
  /// A part of the mail, in bytes.
  private struct Part: Encodable {
    var part: String
    var textBytes: Int
    var rawBytes: Int
    var packedBytes: Double
  }

  private let file: String
  private let mode: String
  private let rawBytes: Int
  private let packedBytes: Int
  private let parts: [Part]?

  init(_ file: String, _ packed: PackedMail, isExplained: Bool) {
    self.file = file
    mode = "\(packed.mode)"
    rawBytes = packed.report.rawBytes
    packedBytes = packed.bytes.count
    let named = PackPart.allCases.compactMap { part in
      packed.report.shares[part].map { share in
        Part(
          part: PackExplanation.name(part), textBytes: share.textBytes, rawBytes: share.rawBytes,
          packedBytes: Double(share.packedHundredths) / 100)
      }
    }
    parts = isExplained ? named : nil
  }
}
