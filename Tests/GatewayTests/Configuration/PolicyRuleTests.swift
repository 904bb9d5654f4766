// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import MailRelay
import Testing

/// `[[policy]]` in the configuration.
struct PolicyRuleTests {
  private static func parse(_ tables: String) throws -> Configuration {
    let peer = try ConfigurationSample.peer("village")
    return try Configuration(
      parsing: ConfigurationSample.text + peer + "\n" + tables, file: "f")
  }

  @Test func `without rules there is no policy`() throws {
    #expect(try Self.parse("").policy == MailPolicy())
  }

  @Test func `every condition is read, one text as a list of one`() throws {
    let policy = try Self.parse(
      """
      [[policy]]
      sender = ["<>", "*.Camp.example"]
      recipient = "bob@village.example"
      peer = "village"
      min_priority = 2
      max_bytes = 20000
      over_bytes = 10
      max_airtime = "30 min"
      over_airtime = "90s"
      encrypted = false
      media_type = ["image/*", "video/mp4"]
      auto_submitted = true
      precedence = ["bulk", "list"]
      action = "hold"
      class = "bulk"
      reply = "Ask first."
      [[policy]]
      action = "accept"
      class = "chat"
      """
    ).policy
    let rule = try PolicyRule(
      .hold,
      if: [
        .sender([#require(AddressPattern("<>")), #require(AddressPattern("*.camp.example"))]),
        .recipient([#require(AddressPattern("bob@village.example"))]), .peer(["village"]),
        .priority(2...9), .octetsAtMost(20000), .octetsOver(10), .airtimeAtMost(.seconds(1800)),
        .airtimeOver(.seconds(90)), .encrypted(false),
        .mediaType([#require(MediaRange("image/*")), #require(MediaRange("video/mp4"))]),
        .autoSubmitted(true), .distribution([.bulk, .list]),
      ], mailClass: .bulk, reply: "Ask first.")
    #expect(policy == MailPolicy([rule, PolicyRule(.accept, mailClass: .chat)]))
  }

  @Test(arguments: [
    ("", "policy[1].action: missing; write action = \"refuse\""),
    ("action = \"defer\"", "policy[1].action = \"defer\": no such action; legal: accept"),
    ("action = \"hold\"\nsendr = \"x\"", "policy[1].sendr: unknown key; did you mean"),
    ("action = \"hold\"\nsender = \"@x\"", "policy[1].sender = \"@x\": must be"),
    ("action = \"hold\"\nsender = []", "policy[1].sender = 0 texts: must be 1 to 256"),
    ("action = \"hold\"\nrecipient = \"<>\"", "policy[1].recipient = \"<>\": is no recipient"),
    (
      "action = \"hold\"\npeer = \"vilage\"", "no [[peer]] has this name; did you mean \"village\"?"
    ),
    ("action = \"hold\"\nmax_airtime = \"2 days\"", "policy[1].max_airtime = \"2 days\": must be"),
    ("action = \"hold\"\nmax_airtime = \"0 s\"", "policy[1].max_airtime = \"0 s\": must be"),
    ("action = \"hold\"\nmax_airtime = \"99999999999 h\"", "policy[1].max_airtime ="),
    ("action = \"hold\"\nmax_bytes = 0", "policy[1].max_bytes = 0: must be"),
    ("action = \"hold\"\nmedia_type = \"image\"", "policy[1].media_type = \"image\": must be"),
    ("action = \"hold\"\nprecedence = \"junk\"", "policy[1].precedence = \"junk\": must be"),
    ("action = \"hold\"\nmin_priority = 3\nmax_priority = 2", "is less than min_priority"),
    ("action = \"hold\"\nmin_priority = 10", "policy[1].min_priority = 10: must be"),
    ("action = \"refuse\"\nreply = \"a\\nb\"", "policy[1].reply = \"a\\u{a}b\": must be 1 to 200"),
    ("action = \"refuse\"\nclass = \"bulk\"", "policy[1].class: goes with"),
    ("action = \"accept\"\nreply = \"x\"", "policy[1].reply: goes with"),
    ("action = \"hold\"\nclass = \"control\"", "policy[1].class = \"control\": no such class"),
    (
      "action = \"hold\"\nencrypted = \"no\"", "policy[1].encrypted = \"no\": must be true or false"
    ),
  ])
  func `what is wrong in a rule is named with its place`(table: String, said: String) throws {
    let error = #expect(throws: ConfigurationError.self) {
      try Self.parse("[[policy]]\n" + table + "\n")
    }
    #expect(error?.description.contains(said) == true, "\(error?.description ?? "")")
  }

  @Test func `the summary tells of rules`() throws {
    let summary = try Self.parse("[[policy]]\naction = \"hold\"\n").summary
    #expect(summary.last == "policy   first match of 1: hold; else accept")
  }

  @Test func `a drop directory is an absolute path`() throws {
    let text = ConfigurationSample.changed("smtp = []", "drop = \"/var/spool/loragw/drop\"")
    #expect(
      try Configuration(parsing: text, file: "f").mail.dropDirectory == "/var/spool/loragw/drop")
    for path in ["drop", "/a/", "/a/../b"] {
      let text = ConfigurationSample.changed("smtp = []", "drop = \"\(path)\"")
      #expect(throws: ConfigurationError.self) { try Configuration(parsing: text, file: "f") }
    }
  }
}
