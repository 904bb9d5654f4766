// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay

extension MailPolicy {
  /// Reads all `[[policy]]` tables.
  init(_ whole: SectionReader, peers: [PeerConfiguration]) {
    let sections = whole.sections("policy")
    if sections.count > ConfigurationLimits.policyRules {
      whole.refuse(
        "policy", "\(sections.count) tables",
        "at most \(ConfigurationLimits.policyRules) are legal")
    }
    self.init(sections.compactMap { PolicyRule($0, peers: peers.map(\.name)) })
  }
}

extension PolicyRule {
  private static let keys = [
    "sender", "recipient", "peer", "max_bytes", "over_bytes", "max_airtime", "over_airtime",
    "encrypted", "media_type", "auto_submitted", "precedence", "min_priority", "max_priority",
    "action", "class", "reply",
  ]

  /// Reads one table; nil when it is wrong, which is then logged.
  fileprivate init?(_ section: SectionReader, peers: [String]) {
    section.checkKeys(known: Self.keys)
    section.require("action", "write action = \"refuse\", or \"hold\", or \"accept\"")
    let actions = PolicyAction.allCases.map { ($0.rawValue, $0) }
    let action = section.choice("action", among: actions, what: "action")
    let classes = MailClass.allCases.map { ($0.rawValue, $0) }
    let mailClass = section.choice("class", among: classes, what: "class")
    let reply = section.policyReply()
    let conditions = section.policyConditions(peers: peers)
    guard let action else { return nil }
    if action == .refuse, section.has("class") {
      section.refuse("class", nil, "goes with \"accept\" and \"hold\": what is refused is not sent")
    }
    if action == .accept, section.has("reply") {
      section.refuse("reply", nil, "goes with \"refuse\" and \"hold\"; remove it")
    }
    self.init(action, if: conditions, mailClass: mailClass, reply: reply)
  }
}

/// The conditions of a rule.
extension SectionReader {
  fileprivate func policyConditions(peers: [String]) -> [PolicyCondition] {
    let envelope: [PolicyCondition?] = [
      patterns("sender").map(PolicyCondition.sender),
      patterns("recipient").map(PolicyCondition.recipient),
      policyPeers(among: peers).map(PolicyCondition.peer),
      priorities().map(PolicyCondition.priority),
    ]
    let octets = ConfigurationLimits.policyBytes
    let size: [PolicyCondition?] = [
      integer("max_bytes", in: octets).map(PolicyCondition.octetsAtMost),
      integer("over_bytes", in: octets).map(PolicyCondition.octetsOver),
      airtime("max_airtime").map(PolicyCondition.airtimeAtMost),
      airtime("over_airtime").map(PolicyCondition.airtimeOver),
    ]
    let content: [PolicyCondition?] = [
      flag("encrypted").map(PolicyCondition.encrypted),
      mediaRanges().map(PolicyCondition.mediaType),
      flag("auto_submitted").map(PolicyCondition.autoSubmitted),
      distributions().map(PolicyCondition.distribution),
    ]
    return (envelope + size + content).compactMap(\.self)
  }

  /// One text, or a list of texts; nil when absent, empty or wrong.
  private func textOrTexts(_ key: String) -> [String]? {
    guard has(key) else { return nil }
    guard let texts = isText(key) ? string(key).map({ [$0] }) : strings(key) else { return nil }
    guard (1...ConfigurationLimits.policyTexts).contains(texts.count) else {
      refuse(
        key, "\(texts.count) texts", "must be 1 to \(ConfigurationLimits.policyTexts) texts")
      return nil
    }
    return texts
  }

  private func values<Value>(
    _ key: String, _ rule: String, _ read: (String) -> Value?
  ) -> [Value]? {
    guard let texts = textOrTexts(key) else { return nil }
    for text in texts where read(text) == nil { refuse(key, ProblemLog.quoted(text), rule) }
    return texts.compactMap(read)
  }

  private func patterns(_ key: String) -> [AddressPattern]? {
    let patterns = values(
      key,
      "must be \"user@camp.example\", \"camp.example\", or \"*.example\" for the domains below"
        + (key == "sender" ? "; \"<>\" is mail without sender" : "")
    ) { AddressPattern($0) }
    if key == "recipient", patterns?.contains(.null) == true {
      refuse(key, "\"<>\"", "is no recipient")
    }
    return patterns
  }

  private func policyPeers(among peers: [String]) -> [String]? {
    guard let names = textOrTexts("peer") else { return nil }
    for name in names where !peers.contains(name) {
      let nearest = KeySpelling.nearest(to: name, among: peers).map { "; did you mean \"\($0)\"?" }
      refuse(
        "peer", ProblemLog.quoted(name), "no [[peer]] has this name\(nearest ?? "")")
    }
    return names
  }

  private func mediaRanges() -> [MediaRange]? {
    values("media_type", "must be a media type such as \"image/png\" or \"image/*\"") {
      MediaRange($0)
    }
  }

  private func distributions() -> [MailHeader.Distribution]? {
    let known: [String: MailHeader.Distribution] = [
      "personal": .personal, "list": .list, "bulk": .bulk,
    ]
    return values("precedence", "must be \"personal\", \"list\" or \"bulk\"") { known[$0] }
  }

  private func priorities() -> ClosedRange<Int>? {
    let levels = MailPriority.levels
    let (least, most) = (integer("min_priority", in: levels), integer("max_priority", in: levels))
    guard least != nil || most != nil else { return nil }
    let (lower, upper) = (least ?? levels.lowerBound, most ?? levels.upperBound)
    guard lower <= upper else {
      refuse("max_priority", "\(upper)", "is less than min_priority: no mail is meant")
      return nil
    }
    return lower...upper
  }

  /// A time such as "90 s", "30 min" or "2 h".
  private func airtime(_ key: String) -> Duration? {
    guard let text = string(key) else { return nil }
    guard let time = Duration(forPeople: text), time >= .seconds(1), time <= .seconds(30 * 86_400)
    else {
      refuse(
        key, ProblemLog.quoted(text),
        "must be a time such as \"90 s\", \"30 min\" or \"2 h\", at most 720 h")
      return nil
    }
    return time
  }

  fileprivate func policyReply() -> String? {
    guard let text = string("reply") else { return nil }
    guard PolicyRule.isLegalReply(text) else {
      refuse(
        "reply", ProblemLog.quoted(text),
        "must be 1 to \(PolicyRule.longestReply) printable ASCII characters: senders read it in"
          + " delivery reports")
      return nil
    }
    return text
  }
}

extension Duration {
  /// Reads a whole number and `s`, `min` or `h`.
  fileprivate init?(forPeople text: String) {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let unit = text.dropFirst(digits.count).drop { $0 == " " }
    let seconds = ["s": 1, "min": 60, "h": 3600]
    guard let factor = seconds[String(unit)], digits.count <= 9, let count = Int(digits) else {
      return nil
    }
    self = .seconds(count * factor)
  }
}
