// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The parameters of MAIL that are understood: SIZE (RFC 1870), BODY (RFC 6152, RFC 3030),
/// SMTPUTF8 (RFC 6531), and those of a ``DeliveryRequest``.
struct MailParameters: Hashable, Sendable {
  /// What SIZE announced; a number too large for `Int` is `Int.max`.
  var declaredOctets: Int?
  var bodyKind = BodyKind.sevenBit
  var encoding = AddressEncoding.ascii
  var request = DeliveryRequest()

  init(parsing text: ArraySlice<UInt8>) throws(MailParameterError) {
    for parameter in try ParameterList(text).parameters {
      switch parameter.keyword {
      case "SIZE": declaredOctets = try parameter.value(Self.size)
      case "BODY": bodyKind = try parameter.value(BodyKind.init(keyword:))
      case "SMTPUTF8":
        guard parameter.value == nil else { throw .badValue("SMTPUTF8") }
        encoding = .utf8
      default:
        guard try request.take(parameter) else { throw .unknown(parameter.keyword) }
      }
    }
  }

  private static func size(_ value: String) -> Int? {
    guard (1...20).contains(value.utf8.count), value.utf8.allSatisfy(\.isDigit) else { return nil }
    return Int(value) ?? .max
  }
}
