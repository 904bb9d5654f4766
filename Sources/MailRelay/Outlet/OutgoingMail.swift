// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A mail ready to be handed to a relay.
struct OutgoingMail: Sendable {
  /// How its octets go.
  enum Transfer: Hashable, Sendable {
    /// Behind DATA: dots stuffed, end mark included.
    case data([UInt8])
    /// Behind BDAT, as they are.
    case chunk([UInt8])
  }

  private let transaction: MailTransaction
  private let shape: MailShape

  init(_ transaction: MailTransaction) {
    self.transaction = transaction
    shape = MailShape(transaction.mail)
  }

  private var envelope: Envelope { transaction.envelope }
  private var mail: [UInt8] { transaction.mail }
  private var isBinary: Bool { envelope.bodyKind == .binaryMIME }

  /// Whether an address or the header has an octet beyond ASCII (RFC 6531 §3.4).
  private var needsSMTPUTF8: Bool {
    guard envelope.encoding == .utf8 else { return false }
    return shape.hasEightBitHeader || envelope.reversePath.encoding == .utf8
      || envelope.forwardPaths.contains { $0.encoding == .utf8 }
  }

  /// Whether the mail goes by BDAT: only what is binary, and only where that is taken.
  func isChunked(_ extensions: RelayExtensions) -> Bool {
    isBinary && extensions.offers(.binaryMIME, .chunking)
  }

  /// Why a relay with these extensions must not be given the mail; nil when it may.
  ///
  /// A mail that was declared binary and is text goes as text; nothing else is converted.
  func obstacle(_ extensions: RelayExtensions) -> Reply? {
    if let most = extensions.mailOctetsMax, mail.count > most {
      return Reply(
        552, .init(5, 3, 4), "The mail has \(mail.count) octets; the relay takes at most \(most)")
    }
    if !isChunked(extensions), let obstacle = textObstacle(extensions) { return obstacle }
    if needsSMTPUTF8, !extensions.offers(.smtputf8) {
      return Reply(
        553, .init(5, 6, 7), "The mail has UTF-8 in addresses or header; the relay takes none")
    }
    return nil
  }

  /// Why a relay must not be given the octets behind DATA; nil when it may.
  private func textObstacle(_ extensions: RelayExtensions) -> Reply? {
    if isBinary, !shape.isText {
      return Reply(554, .init(5, 6, 3), "The mail is binary, which the relay does not take")
    }
    if shape.hasBareLineEnd {
      return Reply(554, .init(5, 6, 0), "The mail has a bare CR or LF, which no relay may be sent")
    }
    if shape.hasEightBit, !extensions.offers(.eightBitMIME) {
      return Reply(554, .init(5, 6, 3), "The mail has 8-bit text, which the relay does not take")
    }
    return nil
  }

  /// The octets behind DATA or BDAT; nil when they cannot go there.
  func transfer(_ extensions: RelayExtensions) -> Transfer? {
    isChunked(extensions) ? .chunk(mail) : DotStuffing.encoded(mail).map(Transfer.data)
  }

  /// What a relay with these extensions is told of the body.
  func declaredBody(_ extensions: RelayExtensions) -> BodyKind {
    if isChunked(extensions) { return .binaryMIME }
    let needsEightBit = shape.hasEightBit || envelope.bodyKind != .sevenBit
    return extensions.offers(.eightBitMIME) && needsEightBit ? .eightBitMIME : .sevenBit
  }

  /// The MAIL command for a relay with these extensions, without CRLF.
  func mailCommand(_ extensions: RelayExtensions) -> [UInt8] {
    var words = ["SIZE=\(mail.count)"].filter { _ in extensions.offers(.size) }
    switch declaredBody(extensions) {
    case .sevenBit: break
    case .eightBitMIME: words.append("BODY=8BITMIME")
    case .binaryMIME: words.append("BODY=BINARYMIME")
    }
    if extensions.offers(.smtputf8), envelope.encoding == .utf8 { words.append("SMTPUTF8") }
    var request = transaction.request
    if !extensions.offers(.priority) { request.priority = nil }
    if !extensions.offers(.deliverBy) { request.deliverBy = nil }
    words += request.mailParameters(returning: extensions.offers(.dsn))
    return Self.command("MAIL FROM", envelope.reversePath.octets, words)
  }

  /// The RCPT command for the recipient at this place, without CRLF.
  func recipientCommand(_ index: Int, _ extensions: RelayExtensions) -> [UInt8] {
    let words = extensions.offers(.dsn) ? transaction.request.recipient(at: index).parameters : []
    return Self.command("RCPT TO", envelope.forwardPaths[index].octets, words)
  }

  private static func command(_ verb: String, _ path: [UInt8], _ words: [String]) -> [UInt8] {
    var command = Array("\(verb):<".utf8) + path + ">".utf8
    for word in words { command += " \(word)".utf8 }
    return command
  }
}
