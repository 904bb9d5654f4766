// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A command line of LMTP or SMTP, taken apart but not judged (RFC 5321 §4.1.1, RFC 2033 §4).
enum MailCommand: Hashable, Sendable {
  /// The verbs by which a client greets.
  enum Greeting: String, Hashable, Sendable {
    case lhlo = "LHLO"
    case ehlo = "EHLO"
    case helo = "HELO"
  }

  /// LHLO, EHLO or HELO with the client's name.
  case greet(Greeting, name: String)
  /// MAIL FROM: the octets between the angle brackets, and those behind them.
  case mail(path: ArraySlice<UInt8>, parameters: ArraySlice<UInt8>)
  /// RCPT TO: likewise.
  case recipient(path: ArraySlice<UInt8>, parameters: ArraySlice<UInt8>)
  case data
  /// BDAT: so many octets follow, and they are the last of the mail or not.
  case chunk(octets: Int, isLast: Bool)
  /// BDAT without a size that can be read: nobody knows where the next command begins.
  case badChunk
  case reset
  case noOperation
  case verify
  case help
  case quit
  /// The verb of another protocol: a browser or a forged web request.
  case foreign(verb: String)
  /// A command of SMTP that is not offered.
  case notOffered(verb: String)
  case unknown(verb: String)
  /// The verb is known, what follows it is wrong; the text tells the right form.
  case malformed(expected: String)

  private static let webVerbs: Set<String> = [
    "GET", "POST", "PUT", "HEAD", "DELETE", "OPTIONS", "PATCH", "CONNECT", "TRACE", "PRI",
    "HOST:", "USER-AGENT:",
  ]
  private static let unofferedVerbs: Set<String> = [
    "AUTH", "BURL", "ETRN", "EXPN", "SAML", "SEND", "SOML", "STARTTLS", "TURN",
  ]

  init(parsing line: [UInt8]) {
    let words = line.split(separator: .space, maxSplits: 1, omittingEmptySubsequences: false)
    let verb = String(decoding: words[0].prefix(32), as: UTF8.self).uppercased()
    var argument = words.count > 1 ? words[1] : []
    while argument.last == .space { argument.removeLast() }
    self = Self.command(verb: verb, argument: argument)
  }

  private static func command(verb: String, argument: ArraySlice<UInt8>) -> Self {
    if let greeting = Greeting(rawValue: verb) { return .greeting(greeting, argument) }
    return switch verb {
    case "MAIL": withPath(argument, keyword: "FROM:", verb: verb, Self.mail)
    case "RCPT": withPath(argument, keyword: "TO:", verb: verb, Self.recipient)
    case "DATA": alone(.data, verb, argument)
    case "BDAT": chunk(argument)
    case "RSET": alone(.reset, verb, argument)
    case "QUIT": alone(.quit, verb, argument)
    case "NOOP": .noOperation
    case "HELP": .help
    case "VRFY": argument.isEmpty ? .malformed(expected: "VRFY ADDRESS") : .verify
    case _ where webVerbs.contains(verb): .foreign(verb: verb)
    case _ where unofferedVerbs.contains(verb): .notOffered(verb: verb)
    default: .unknown(verb: verb)
    }
  }

  private static func greeting(_ verb: Greeting, _ argument: ArraySlice<UInt8>) -> Self {
    guard !argument.isEmpty, !argument.contains(.space) else {
      return .malformed(expected: "\(verb.rawValue) HOSTNAME")
    }
    return .greet(verb, name: String(decoding: argument, as: UTF8.self))
  }

  private static func chunk(_ argument: ArraySlice<UInt8>) -> Self {
    let words = argument.split(separator: .space)
    guard (1...2).contains(words.count), (1...20).contains(words[0].count),
      words[0].allSatisfy(\.isDigit), let octets = Int(String(decoding: words[0], as: UTF8.self))
    else { return .badChunk }
    guard words.count == 2 else { return .chunk(octets: octets, isLast: false) }
    let isLast = String(decoding: words[1], as: UTF8.self).uppercased() == "LAST"
    return isLast ? .chunk(octets: octets, isLast: true) : .badChunk
  }

  private static func alone(
    _ command: Self, _ verb: String, _ argument: ArraySlice<UInt8>
  ) -> Self {
    argument.isEmpty ? command : .malformed(expected: "\(verb) without argument")
  }

  private static func withPath(
    _ argument: ArraySlice<UInt8>, keyword: String, verb: String,
    _ command: (ArraySlice<UInt8>, ArraySlice<UInt8>) -> Self
  ) -> Self {
    let expected = Self.malformed(expected: "\(verb) \(keyword)<ADDRESS>")
    let start = argument.prefix(keyword.utf8.count)
    guard String(decoding: start, as: UTF8.self).uppercased() == keyword,
      let path = PathText(argument[start.endIndex...])
    else { return expected }
    return command(path.mailbox, path.rest)
  }
}
