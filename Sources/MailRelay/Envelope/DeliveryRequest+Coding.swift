// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The stored form of a request: the parameters of MAIL in the first line, those of each RCPT in
/// one line more, as SMTP would say them.
///
///     RET=HDRS ENVID=QQ314159 MT-PRIORITY=4 BY=120;R
///     NOTIFY=SUCCESS,DELAY ORCPT=rfc822;bob@village.example
///
/// Lines at the end that are empty are left out, so a request that asks for nothing has no octets.
extension DeliveryRequest {
  /// The one stored form of this request.
  public func encoded() -> [UInt8] {
    var lines = [mailParameters(returning: true).joined(separator: " ")]
    lines += recipients.map { $0.parameters.joined(separator: " ") }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return Array(lines.joined(separator: "\n").utf8)
  }

  /// Reads the stored form; any octets may be given.
  ///
  /// - Throws: ``MailParameterError`` for the first parameter that is wrong.
  public init(decoding octets: some Collection<UInt8>) throws(MailParameterError) {
    self.init()
    let most = Limits.recipients + 1
    let lines = Array(octets).split(
      separator: .lineFeed, maxSplits: most, omittingEmptySubsequences: false)
    guard lines.count <= most else { throw .unknown("RCPT") }
    for parameter in try ParameterList(lines.first ?? []).parameters {
      guard try take(parameter) else { throw .unknown(parameter.keyword) }
    }
    for line in lines.dropFirst() { recipients.append(try RecipientRequest(parsing: line)) }
  }

  /// The parameters of MAIL; ENVID and RET only when `returning`.
  func mailParameters(returning: Bool) -> [String] {
    var words: [String] = []
    if returning {
      if let returnedContent { words.append("RET=\(returnedContent.rawValue)") }
      if let envelopeID { words.append("ENVID=\(envelopeID.xtext)") }
    }
    if let priority { words.append("MT-PRIORITY=\(priority)") }
    if let deliverBy { words.append("BY=\(deliverBy)") }
    return words
  }

  /// Takes a parameter of MAIL; false when it is none of this request.
  mutating func take(_ parameter: ParameterList.Parameter) throws(MailParameterError) -> Bool {
    switch parameter.keyword {
    case "RET":
      returnedContent = try parameter.value { ReturnedContent(rawValue: $0.uppercased()) }
    case "ENVID": envelopeID = try parameter.value(EnvelopeID.init(parsing:))
    case "MT-PRIORITY": priority = try parameter.value(MailPriority.init(parsing:))
    case "BY": deliverBy = try parameter.value(DeliverBy.init(parsing:))
    default: return false
    }
    return true
  }
}

extension RecipientRequest {
  /// Reads the parameters of RCPT.
  init(parsing text: ArraySlice<UInt8>) throws(MailParameterError) {
    self.init()
    for parameter in try ParameterList(text).parameters {
      switch parameter.keyword {
      case "NOTIFY": notify = try parameter.value(NotifyConditions.init(parsing:))
      case "ORCPT": originalRecipient = try parameter.value(OriginalRecipient.init(parsing:))
      default: throw .unknown(parameter.keyword)
      }
    }
  }

  /// The parameters of RCPT.
  var parameters: [String] {
    [
      notify.map { "NOTIFY=\($0.parameter)" },
      originalRecipient.map { "ORCPT=\($0.parameter)" },
    ].compactMap(\.self)
  }
}
