// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What the lines so far say of a line: whether it is header or body, and whether base64 is to be
/// expected.
///
/// A guess only: it decides whether a step is tried, never whether it is exact.
struct PlaceInMail {
  private enum Part { case header(isBase64: Bool), body(isBase64: Bool) }

  private var part = Part.header(isBase64: false)
  /// Whether the lines stand between the first and last line of OpenPGP armour.
  private(set) var isArmour = false
  /// What the report counts the line as.
  private(set) var kind = PackPart.fields

  /// Whether even short lines of base64 are taken for what they seem to be.
  var expectsBase64: Bool {
    if isArmour { return true }
    if case .body(let isBase64) = part { return isBase64 }
    return false
  }

  /// Takes in a line with its end.
  mutating func read(_ line: ArraySlice<UInt8>) {
    let head = line.prefix(64)
    if head.starts(with: Self.armourBegin) {
      isArmour = true
    } else if head.starts(with: Self.armourEnd) {
      isArmour = false
    } else if head.starts(with: Self.dashes) {
      part = .header(isBase64: false)
      isArmour = false
    } else if case .header(let isBase64) = part {
      if head.first == 0x0D || head.first == 0x0A {
        part = .body(isBase64: isBase64)
      } else if Self.isBase64Field(head) {
        part = .header(isBase64: true)
      }
    }
    readKind(head)
  }

  private mutating func readKind(_ head: ArraySlice<UInt8>) {
    guard case .header = part else {
      kind = .body
      return
    }
    if head.first == 0x20 || head.first == 0x09 { return }
    kind = Self.traceFields.contains { head.starts(with: $0) } ? .trace : .fields
  }

  private static let traceFields = [
    "Received", "Return-Path:", "Delivered-To:", "X-Original-To:", "Authentication-Results:",
    "DKIM-Signature:", "ARC-", "X-Received:",
  ].map { Array($0.utf8) }
  private static let armourBegin = Array("-----BEGIN PGP ".utf8)
  private static let armourEnd = Array("-----END PGP ".utf8)
  private static let dashes = Array("--".utf8)
  private static let fieldName = Array("content-transfer-encoding:".utf8)
  private static let base64 = Array("base64".utf8)

  private static func isBase64Field(_ line: ArraySlice<UInt8>) -> Bool {
    let lower = line.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    guard lower.starts(with: fieldName) else { return false }
    return lower.dropFirst(fieldName.count).drop { $0 == 0x20 }.starts(with: base64)
  }
}
