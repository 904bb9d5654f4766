// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The commands, one function each.
extension LMTPServerSession {
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
    case .greet(let name): greet(name)
    case .mail(let path, let parameters): mail(path, parameters)
    case .recipient(let path, let parameters): recipient(path, parameters)
    case .data: data()
    case .reset: reset()
    case .quit: close(Reply(221, .init(2, 0, 0), "Good bye"))
    case .noOperation: reply(Reply(250, .init(2, 0, 0), "Fine"))
    case .verify: reply(Reply(252, .init(2, 5, 0), "Send mail and see whether it is taken"))
    case .help: reply(Reply(214, .init(2, 0, 0), "LHLO MAIL RCPT DATA RSET NOOP VRFY HELP QUIT"))
    default: refuse(command)
    }
  }

  private mutating func refuse(_ command: MailCommand) {
    switch command {
    case .wrongGreeting:
      fault(Reply(500, .init(5, 5, 1), "This is LMTP, not SMTP: say LHLO (RFC 2033)"))
    case .foreign(let verb):
      close(Reply(421, .init(4, 7, 0), "\(verb) is no mail command; closing"))
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

  private mutating func greet(_ name: String) {
    clientName = name
    transaction = nil
    reply(
      code: 250,
      lines: [
        configuration.hostName.text, "PIPELINING", "8BITMIME", "SMTPUTF8",
        "ENHANCEDSTATUSCODES", "SIZE \(configuration.mailOctetsMax)",
      ])
  }

  mutating func connect() {
    phase = .commands
    reply(code: 220, lines: ["\(configuration.hostName) LMTP loragw"])
  }

  private mutating func mail(_ path: ArraySlice<UInt8>, _ parameters: ArraySlice<UInt8>) {
    guard clientName != nil else { return fault(Reply(503, .init(5, 5, 1), "Say LHLO first")) }
    guard transaction == nil else {
      return fault(Reply(503, .init(5, 5, 1), "A mail is under way already; RSET drops it"))
    }
    do throws(MailParameterError) {
      begin(path, try MailParameters(parsing: parameters))
    } catch {
      fault(error.reply)
    }
  }

  private mutating func begin(_ path: ArraySlice<UInt8>, _ parameters: MailParameters) {
    if let octets = parameters.declaredOctets, octets > configuration.mailOctetsMax {
      return reply(tooBig(octets))
    }
    do throws(MailAddressError) {
      let sender = try ReversePath(parsing: path, encoding: parameters.encoding)
      transaction = OpenTransaction(sender: sender, parameters: parameters)
      reply(Reply(250, .init(2, 1, 0), "\(sender) may send"))
    } catch {
      reply(error.reply(for: path))
    }
  }

  private mutating func recipient(_ path: ArraySlice<UInt8>, _ parameters: ArraySlice<UInt8>) {
    guard let transaction else { return fault(Reply(503, .init(5, 5, 1), "Say MAIL first")) }
    guard transaction.recipients.count < Limits.recipients else {
      return reply(
        Reply(452, .init(4, 5, 3), "A mail has at most \(Limits.recipients) recipients here"))
    }
    // No extension that is announced has parameters for RCPT.
    if let keyword = parameters.split(whereSeparator: { " =".utf8.contains($0) }).first {
      let text = String(decoding: keyword, as: UTF8.self).uppercased()
      return fault(MailParameterError.unknown(text).reply)
    }
    do throws(MailAddressError) {
      judge(try MailAddress(parsing: path, encoding: transaction.parameters.encoding), transaction)
    } catch {
      reply(error.reply(for: path))
    }
  }

  private mutating func judge(_ recipient: MailAddress, _ transaction: OpenTransaction) {
    phase = .judging(recipient)
    perform(
      .judge(
        RecipientInquiry(
          recipient: recipient, sender: transaction.sender, accepted: transaction.recipients,
          bodyKind: transaction.parameters.bodyKind, encoding: transaction.parameters.encoding,
          declaredOctets: transaction.parameters.declaredOctets)))
  }

  mutating func take(_ recipient: MailAddress, _ verdict: Reply) {
    phase = .commands
    if verdict.outcome == .success { transaction?.recipients.append(recipient) }
    reply(verdict.outcome == .intermediate ? .localFault : verdict)
  }

  private mutating func reset() {
    transaction = nil
    reply(Reply(250, .init(2, 0, 0), "Dropped"))
  }

  /// The refusal of a mail of so many octets, with its price where octets cost airtime.
  func tooBig(_ octets: Int) -> Reply {
    let most = "at most \(configuration.mailOctetsMax) octets fit"
    guard let price = configuration.airtimePerMegabyte else {
      return Reply(552, .init(5, 3, 4), "The mail is too big; \(most)")
    }
    let airtime = (price * (Double(octets) / 1_000_000)).forPeople
    return Reply(552, .init(5, 3, 4), "The mail would need about \(airtime) of airtime; \(most)")
  }
}
