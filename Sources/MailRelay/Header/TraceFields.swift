// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What relays put above a mail on its way (RFC 5321 §4.4), so that a mail is known again when it
/// comes back.
public enum TraceFields {
  private static let names: Set = ["received", "return-path", "delivered-to", "x-original-to"]

  /// The mail without the trace fields at its top.
  public static func stripped(from mail: [UInt8]) -> ArraySlice<UInt8> {
    var start = 0
    for field in MailHeader(of: mail).fields {
      guard names.contains(field.name) else { break }
      start = field.range.upperBound
    }
    return mail[start...]
  }
}
