// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Where mail from the air is handed over.
public enum MailOutlet: Hashable, Sendable {
  /// An LMTP server: Dovecot, Postfix, maddy, Stalwart.
  case lmtp(ListenAddress)
  /// An SMTP server on this machine.
  case smtp(ListenAddress)
  /// A command that is given each mail on its standard input.
  case pipe(PipeCommand)
  /// A Maildir for all recipients, at an absolute path.
  case maildir(path: String)

  /// Reads `lmtp:HOST:PORT`, `lmtp:unix:/PATH`, `smtp:HOST:PORT`, `pipe:/PATH WORDS…` or
  /// `maildir:/PATH`.
  ///
  /// - Throws: ``MailOutletError``, whose description says what is legal.
  public init(parsing text: String) throws(MailOutletError) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { throw .unknownKind(text) }
    let rest = String(parts[1])
    switch parts[0] {
    case "lmtp": self = .lmtp(try Self.address(rest, in: text))
    case "smtp":
      guard case .tcp = try Self.address(rest, in: text) else { throw .needsHost(text) }
      self = .smtp(try Self.address(rest, in: text))
    case "pipe": self = .pipe(try PipeCommand(parsing: rest))
    case "maildir":
      guard rest.hasPrefix("/"), !rest.utf8.contains(where: \.isASCIIControl) else {
        throw .badPath(text)
      }
      self = .maildir(path: rest)
    default: throw .unknownKind(text)
    }
  }

  private static func address(
    _ rest: String, in text: String
  ) throws(MailOutletError) -> ListenAddress {
    do throws(ListenAddressError) {
      let address = try ListenAddress(parsing: rest)
      if case .tcp(_, port: 0) = address { throw ListenAddressError.badPort("0") }
      return address
    } catch {
      throw .badAddress(text, error)
    }
  }
}

extension MailOutlet: CustomStringConvertible {
  /// The outlet in the form that is read.
  public var description: String {
    switch self {
    case .lmtp(let address): "lmtp:\(address)"
    case .smtp(let address): "smtp:\(address)"
    case .pipe(let command): "pipe:\(command)"
    case .maildir(let path): "maildir:\(path)"
    }
  }
}

/// Why a text names no outlet.
public enum MailOutletError: Error, Hashable, Sendable {
  /// The text does not begin with a kind of outlet.
  case unknownKind(String)
  /// The address behind the kind is wrong.
  case badAddress(String, ListenAddressError)
  /// SMTP is spoken over TCP only.
  case needsHost(String)
  /// The path of a Maildir is not absolute.
  case badPath(String)
  /// The words of a command do not begin with an absolute path.
  case badCommand(String)
}

extension MailOutletError: CustomStringConvertible {
  /// What is wrong, and what is legal.
  public var description: String {
    switch self {
    case .unknownKind(let text):
      "\"\(text)\" names no outlet; legal are lmtp:HOST:PORT, lmtp:unix:/PATH, smtp:HOST:PORT, "
        + "pipe:/PATH WORDS and maildir:/PATH"
    case .badAddress(let text, let error): "\"\(text)\": \(error)"
    case .needsHost(let text): "\"\(text)\": SMTP goes over TCP; legal is smtp:HOST:PORT"
    case .badCommand(let text):
      "\"\(text)\": a command is an absolute path and words, as in pipe:/usr/sbin/sendmail -i"
    case .badPath(let text): "\"\(text)\": a Maildir has an absolute path, as in maildir:/PATH"
    }
  }
}
