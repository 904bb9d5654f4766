// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What a command line asks for that hands in mail on standard input, as sendmail or rmail.
public struct SubmissionCommand: Hashable, Sendable {
  /// Whose command line it is.
  public enum Personality: Hashable, Sendable {
    /// sendmail: `-f`, `-t`, `-i`, `-bS`, and the DSN options.
    case sendmail
    /// rmail: recipients alone; the sender stands in the first line of the mail.
    case rmail
  }

  /// What standard input holds.
  public enum Input: Hashable, Sendable {
    /// One mail.
    case mail
    /// A batch of SMTP: `-bS`.
    case batch
  }

  /// Whose command line it is.
  public let personality: Personality
  /// What standard input holds.
  public private(set) var input = Input.mail
  /// `-f`: the sender; nil when it was not said.
  public private(set) var sender: ReversePath?
  /// `-F`: the sender's name for a From field that is missing.
  public private(set) var fullName: String?
  /// `-t`: recipients are those of the header.
  public private(set) var readsRecipients = false
  /// `-i`: a dot alone does not end the mail.
  public private(set) var ignoresDots = false
  /// `-B`: what the body was declared to be; nil when it was not said.
  public private(set) var bodyKind: BodyKind?
  /// `-N`: what to tell about each recipient.
  public private(set) var notify: NotifyConditions?
  /// `-R`, `-V`, `--priority` and `--by`.
  public private(set) var request = DeliveryRequest()
  /// The recipients that were named.
  public private(set) var recipients: [MailAddress] = []

  /// The options of sendmail that have a value.
  private static let lettersWithValue = "ABCFLMNOQRVXbdefhopqrx"

  /// Reads the words behind the command's name; a name alone, as in `root`, gets the domain.
  ///
  /// - Throws: ``SubmissionError``.
  public init(
    parsing arguments: [String], as personality: Personality, defaultDomain: HostName
  ) throws(SubmissionError) {
    self.personality = personality
    var options = OptionReader(
      arguments, withValue: personality == .rmail ? "" : Self.lettersWithValue)
    while let option = try options.next() {
      switch (option, personality) {
      case (.short(let letter, _), .rmail):
        throw .badOption("-\(letter)", expected: "recipients alone")
      case (.long(let name, _), .rmail):
        throw .badOption("--\(name)", expected: "recipients alone")
      case (.short(let letter, let value), .sendmail): try take(letter, value, defaultDomain)
      case (.long(let name, let value), .sendmail): try take(name, value)
      }
    }
    for word in options.operands {
      guard options.isEnded || !word.hasPrefix("-") else {
        throw .badOption(word, expected: "options before recipients, and -- between them")
      }
      recipients.append(try Self.recipient(word, personality, defaultDomain))
      guard recipients.count <= Limits.recipients else {
        throw .badAddress("there are more than \(Limits.recipients) recipients")
      }
    }
    guard input == .batch || readsRecipients || !recipients.isEmpty else { throw .noRecipients }
    guard !readsRecipients || recipients.isEmpty else { throw .recipientsTwice }
  }

  private mutating func take(
    _ letter: Character, _ value: String, _ defaultDomain: HostName
  ) throws(SubmissionError) {
    switch letter {
    case "f", "r": sender = try Self.sender(value, defaultDomain)
    case "F": fullName = value
    case "t": readsRecipients = true
    case "i": ignoresDots = true
    case "o": if value == "i" { ignoresDots = true }
    case "b": try take(mode: value)
    case "B": bodyKind = try Self.value("-B", "7BIT or 8BITMIME", Self.textKind(value))
    case "N":
      notify = try Self.value(
        "-N", "never, or some of success,failure,delay", NotifyConditions(parsing: value))
    case "R":
      request.returnedContent = try Self.value(
        "-R", "hdrs or full", ReturnedContent(rawValue: value.uppercased()))
    case "V":
      request.envelopeID = try Self.value(
        "-V", "a name of printable ASCII, at most 100 long", EnvelopeID(value))
    // What changes nothing here: aliases, verbosity, error mode, time-outs, protocol and so on.
    case "A", "G", "L", "M", "O", "U", "X", "d", "e", "h", "m", "n", "p", "s", "v", "x": break
    default: throw .notOffered("-\(letter)")
    }
  }

  private mutating func take(mode: String) throws(SubmissionError) {
    switch mode {
    case "m": input = .mail
    case "S": input = .batch
    default: throw .notOffered("-b\(mode)")
    }
  }

  private mutating func take(_ name: String, _ value: String) throws(SubmissionError) {
    switch name {
    case "priority":
      request.priority = try Self.value(
        "--priority", "a number from -9 to 9", MailPriority(parsing: value))
    case "by":
      request.deliverBy = try Self.value(
        "--by", "SECONDS;R to return the mail then, SECONDS;N to be told",
        DeliverBy(parsing: value))
    default: throw .notOffered("--\(name)")
    }
  }

  private static func value<Value>(
    _ option: String, _ expected: String, _ value: Value?
  ) throws(SubmissionError) -> Value {
    guard let value else { throw .badOption(option, expected: expected) }
    return value
  }

  private static func textKind(_ text: String) -> BodyKind? {
    BodyKind(keyword: text).flatMap { $0 == .binaryMIME ? nil : $0 }
  }
}
