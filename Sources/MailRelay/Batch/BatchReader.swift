// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Reads a batch of SMTP, in whatever pieces it comes (RFC 2442).
///
/// Lines end in CRLF or all in LF, as the first one does. EHLO, HELO and QUIT may be missing. A
/// mail with a fault in its envelope is refused and the next one read; a command that has no place
/// in a batch ends it, since nothing behind it can be trusted.
public struct BatchReader: Sendable {
  /// What was found.
  public enum Item: Hashable, Sendable {
    /// A mail with its envelope.
    case mail(MailTransaction)
    /// A mail that cannot be taken; the line is that of the fault, counted from 1.
    case refused(Reply, line: Int)
    /// The end of what can be read, with a fault.
    case broken(Reply, line: Int)
  }

  private enum Phase: Sendable {
    case commands
    case mail(DotReader)
    case ended
  }

  private struct OpenTransaction: Sendable {
    var sender = ReversePath.null
    var parameters: MailParameters?
    var recipients: [MailAddress] = []
    var requests: [RecipientRequest] = []
    var fault: Item?
  }

  private let octetsMax: Int
  private var lineEnds = LineEndConverter()
  private var input: ArraySlice<UInt8> = []
  private var lines = CommandLineReader()
  private var phase = Phase.commands
  private var transaction: OpenTransaction?
  /// Said of the next mail.
  private var flags: [UInt8]?
  private var line = 0

  /// Makes a reader that takes mails of at most `octetsMax` octets.
  public init(octetsMax: Int) {
    self.octetsMax = octetsMax
  }

  /// Hands in octets; then ``next()`` is asked until it says nil.
  public mutating func append(_ octets: some Collection<UInt8>) {
    if case .ended = phase { return }
    input += lineEnds.convert(octets)
  }

  /// The next mail or fault; nil when there is none in what was handed in so far.
  public mutating func next() -> Item? {
    while true {
      switch phase {
      case .ended: return nil
      case .commands:
        guard let command = lines.next(from: &input) else { return nil }
        line += 1
        if let item = execute(command) { return item }
      case .mail(var reader):
        phase = .ended  // Lets go of the mail, so that it is not copied.
        let before = input
        let outcome = reader.next(from: &input)
        line += before.dropLast(input.count).count { $0 == .lineFeed }
        phase = .mail(reader)
        guard let outcome else { return nil }
        phase = .commands
        return end(outcome)
      }
    }
  }

  /// Tells that nothing more comes; a fault when a mail is cut off.
  public mutating func finish() -> Item? {
    if case .ended = phase { return nil }
    let isWhole = transaction == nil && input.isEmpty && lines.isAtLineStart
    phase = .ended
    return isWhole ? nil : fault("The batch ends within a mail or a line")
  }

  private mutating func execute(_ read: CommandLineReader.Line) -> Item? {
    guard case .command(let octets) = read else { return breakOff("The line is malformed") }
    guard !octets.isEmpty else { return nil }
    switch MailCommand(parsing: octets) {
    case .greet, .reset: transaction = nil
    case .noOperation: flags = EnvelopeFlags.flags(in: octets) ?? flags
    case .verify: break
    case .quit: phase = .ended
    case .mail(let path, let parameters): return mail(path, parameters)
    case .recipient(let path, let parameters): return recipient(path, parameters)
    case .data:
      guard transaction != nil else { return breakOff("DATA without MAIL") }
      phase = .mail(DotReader(octetsMax: octetsMax))
    default:
      return breakOff("\"\(String(decoding: octets.prefix(40), as: UTF8.self))\" has no place here")
    }
    return nil
  }

  private mutating func mail(
    _ path: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>
  ) -> Item? {
    guard transaction == nil else { return breakOff("MAIL within a mail") }
    transaction = OpenTransaction()
    do throws(MailParameterError) {
      let parameters = try MailParameters(parsing: text)
      transaction?.parameters = parameters
      do throws(MailAddressError) {
        transaction?.sender = try ReversePath(parsing: path, encoding: parameters.encoding)
      } catch {
        refuse(error.reply(for: path))
      }
    } catch {
      refuse(error.reply)
    }
    return nil
  }

  private mutating func recipient(
    _ path: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>
  ) -> Item? {
    guard let open = transaction else { return breakOff("RCPT without MAIL") }
    let encoding = open.parameters?.encoding ?? .ascii
    guard open.recipients.count < Limits.recipients else {
      refuse(Reply(452, .init(4, 5, 3), "A mail has at most \(Limits.recipients) recipients"))
      return nil
    }
    do throws(MailParameterError) {
      let request = try RecipientRequest(parsing: text)
      do throws(MailAddressError) {
        let address = try MailAddress(parsing: path, encoding: encoding)
        transaction?.recipients.append(address)
        transaction?.requests.append(request)
      } catch {
        refuse(error.reply(for: path))
      }
    } catch {
      refuse(error.reply)
    }
    return nil
  }

  /// Marks the mail under way; its first fault is told when it has been read to its end.
  private mutating func refuse(_ reply: Reply) {
    if transaction?.fault == nil { transaction?.fault = .refused(reply, line: line) }
  }

  private mutating func end(_ outcome: DotReader.Outcome) -> Item {
    defer { (transaction, flags) = (nil, nil) }
    switch outcome {
    case .endless: return breakOff("The mail does not end")
    case .bareLineEnd: refuse(.bareLineEnd)
    case .tooBig(let octets):
      refuse(
        Reply(552, .init(5, 3, 4), "The mail has \(octets) octets; at most \(octetsMax) fit"))
    case .mail: break
    }
    guard let open = transaction, open.fault == nil, let parameters = open.parameters,
      case .mail(let octets) = outcome
    else { return transaction?.fault ?? fault("The mail has no envelope") }
    var request = parameters.request
    request.recipients = open.requests
    do throws(EnvelopeError) {
      let envelope = try Envelope(
        from: open.sender, to: open.recipients, bodyKind: parameters.bodyKind,
        encoding: parameters.encoding)
      return .mail(
        MailTransaction(
          envelope: EnvelopeFlags.apply(flags, to: envelope), mail: octets, request: request))
    } catch {
      return .refused(Reply(554, .init(5, 5, 1), "The mail has no recipient"), line: line)
    }
  }

  private mutating func breakOff(_ text: String) -> Item {
    phase = .ended
    transaction = nil
    input = []
    return fault(text)
  }

  private func fault(_ text: String) -> Item {
    .broken(Reply(501, .init(5, 5, 2), "Line \(line): \(text)"), line: line)
  }
}
