// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The commands, one function each.
extension MailServerSession {
  mutating func execute(_ line: CommandLineReader.Line) {
    switch line {
    case .command(let octets): execute(MailCommand(parsing: octets))
    case .bareLineFeed:
      fault(Reply(500, .init(5, 5, 2), "A command line ends in CR LF, not in LF alone"))
    case .controlCharacter:
      fault(Reply(500, .init(5, 5, 2), "A command line has no control characters"))
    case .tooLong:
      fault(
        Reply(500, .init(5, 5, 2), "A command line has at most \(Limits.commandLineOctets) octets"))
    }
  }

  private mutating func execute(_ command: MailCommand) {
    switch command {
    case .greet(let verb, let name): greet(verb, name)
    case .mail(let path, let parameters): mail(path, parameters)
    case .recipient(let path, let parameters): recipient(path, parameters)
    case .data: data()
    case .chunk(let octets, let isLast): chunk(octets, isLast: isLast)
    case .reset: reset()
    case .quit: close(Reply(221, .init(2, 0, 0), "Good bye"))
    case .noOperation: reply(Reply(250, .init(2, 0, 0), "Fine"))
    case .verify: reply(Reply(252, .init(2, 5, 0), "Send mail and see whether it is taken"))
    case .help:
      let hello = dialect == .lmtp ? "LHLO" : "EHLO HELO"
      reply(
        Reply(214, .init(2, 0, 0), "\(hello) MAIL RCPT DATA BDAT RSET NOOP VRFY HELP QUIT"))
    default: refuse(command)
    }
  }

  private mutating func refuse(_ command: MailCommand) {
    switch command {
    case .foreign(let verb):
      close(Reply(421, .init(4, 7, 0), "\(verb) is no mail command; closing"))
    case .badChunk:
      close(
        Reply(
          501, .init(5, 5, 4),
          "Expected: BDAT OCTETS, or BDAT OCTETS LAST; closing, since"
            + " nobody can tell where the mail ends"))
    case .notOffered(let verb):
      fault(Reply(502, .init(5, 5, 1), "\(verb) is not offered here"))
    case .malformed(let expected):
      fault(Reply(501, .init(5, 5, 4), "Wrong form; expected: \(expected)"))
    case .unknown(let verb):
      fault(Reply(500, .init(5, 5, 1), "Unknown command \(verb); HELP lists the known ones"))
    default:
      break
    }
  }

  private mutating func greet(_ verb: MailCommand.Greeting, _ name: String) {
    switch (dialect, verb) {
    case (.lmtp, .ehlo), (.lmtp, .helo):
      fault(Reply(500, .init(5, 5, 1), "This is LMTP, not SMTP: say LHLO (RFC 2033)"))
    case (.smtp, .lhlo):
      fault(Reply(500, .init(5, 5, 1), "This is SMTP, not LMTP: say EHLO (RFC 5321)"))
    case (_, .helo):
      begin(with: name)
      reply(code: 250, lines: [configuration.hostName.text])
    default:
      begin(with: name)
      reply(code: 250, lines: [configuration.hostName.text] + configuration.extensions)
    }
  }

  private mutating func begin(with name: String) {
    clientName = name
    forgetMail()
  }

  mutating func connect() {
    phase = .commands
    let protocolName = dialect == .lmtp ? "LMTP" : "ESMTP"
    reply(code: 220, lines: ["\(configuration.hostName) \(protocolName) loragw"])
  }

  private mutating func reset() {
    forgetMail()
    reply(Reply(250, .init(2, 0, 0), "Dropped"))
  }
}

extension MailServerSession.Configuration {
  /// What the answer to LHLO or EHLO announces.
  var extensions: [String] {
    let minimum = deliverByMinimum.components.seconds
    let time = minimum > 0 ? "DELIVERBY \(minimum)" : "DELIVERBY"
    let isMore = promise == .everything
    return ["PIPELINING", "8BITMIME"] + (isMore ? ["BINARYMIME"] : [])
      + ["CHUNKING", "SMTPUTF8", "ENHANCEDSTATUSCODES"]
      + (isMore ? ["DSN", "MT-PRIORITY STANAG4406", time] : []) + ["SIZE \(mailOctetsMax)"]
  }
}
