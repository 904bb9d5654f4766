// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Writes mails as a batch of SMTP: the client's side of a session in a file (RFC 2442).
///
///     EHLO camp.example
///     MAIL FROM:<alice@camp.example> BODY=8BITMIME
///     RCPT TO:<bob@village.example>
///     DATA
///     …the mail, dots stuffed…
///     .
///     QUIT
///
/// What MAIL cannot say of an envelope stands before it, as `NOOP loragw=FLAGS` with the flags of
/// its coded form, which all others pass over.
public struct BatchWriter: Sendable {
  /// What stands around the mails.
  public enum Frame: Hashable, Sendable {
    /// EHLO with this name and QUIT; MAIL and RCPT have their parameters.
    case session(HostName)
    /// Nothing, as Exim's `use_bsmtp` writes it: without EHLO there are no parameters.
    case bare
  }

  private let frame: Frame

  /// Makes a writer.
  public init(_ frame: Frame) {
    self.frame = frame
  }

  /// What stands before the first mail.
  public var opening: [UInt8] {
    switch frame {
    case .session(let hostName): Array("EHLO \(hostName)\r\n".utf8)
    case .bare: []
    }
  }

  /// What stands behind the last mail.
  public var closing: [UInt8] {
    switch frame {
    case .session: Array("QUIT\r\n".utf8)
    case .bare: []
    }
  }

  /// A mail with its envelope.
  ///
  /// - Throws: ``BatchRefusal`` when the mail cannot stand in a batch: it has a bare CR or LF, or
  ///   a last line without end, or UTF-8 in addresses or header where there is no EHLO.
  public func encoded(_ transaction: MailTransaction) throws(BatchRefusal) -> [UInt8] {
    let outgoing = OutgoingMail(transaction)
    let (taken, said) =
      switch frame {
      case .session: (Self.everyExtension, Self.everyExtension)
      case .bare: (RelayExtensions(["", "8BITMIME"]), RelayExtensions())
      }
    if let obstacle = outgoing.obstacle(taken) { throw BatchRefusal(reply: obstacle) }
    guard case .data(let mail) = outgoing.transfer(taken) else {
      throw BatchRefusal(reply: .bareLineEnd)
    }
    // A batch would end it, and the mail would be another one.
    guard transaction.mail.isEmpty || transaction.mail.suffix(2).elementsEqual("\r\n".utf8) else {
      throw BatchRefusal(
        reply: Reply(554, .init(5, 6, 0), "The last line of the mail has no end"))
    }
    var lines: [[UInt8]] = []
    if case .session = frame,
      let flags = EnvelopeFlags.command(
        for: transaction.envelope, declaring: outgoing.declaredBody(said))
    {
      lines.append(flags)
    }
    lines.append(outgoing.mailCommand(said))
    lines += transaction.envelope.forwardPaths.indices.map { outgoing.recipientCommand($0, said) }
    lines.append(Array("DATA".utf8))
    return lines.flatMap { $0 + "\r\n".utf8 } + mail
  }

  private static let everyExtension = RelayExtensions([
    "", "8BITMIME", "SMTPUTF8", "DSN", "MT-PRIORITY", "DELIVERBY",
  ])
}

/// Why a mail cannot stand in a batch.
public struct BatchRefusal: Error, Hashable, Sendable {
  /// The reason as a server would say it.
  public let reply: Reply
}

extension BatchRefusal: CustomStringConvertible {
  /// The reason.
  public var description: String { reply.description }
}
