// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A command that takes mail on its standard input as sendmail does, for example
/// `/usr/sbin/sendmail -i`.
///
/// It is started with an argument vector, never by a shell: the configured words, then
/// `-f SENDER -- RECIPIENT…`. Lines end in LF there.
public struct PipeCommand: Hashable, Sendable {
  /// The path and the words that are always the same.
  public let words: [String]

  /// How long it may take for one mail.
  public let timeLimit: Duration

  /// Reads a path and words, apart by blanks; there are no quotes.
  ///
  /// The default of `timeLimit` is what Postfix allows.
  ///
  /// - Throws: ``MailOutletError/badCommand(_:)``.
  public init(
    parsing text: String, timeLimit: Duration = .seconds(1000)
  ) throws(MailOutletError) {
    let words = text.split(separator: " ").map(String.init)
    guard let path = words.first, path.hasPrefix("/"), !path.hasSuffix("/"),
      !text.utf8.contains(where: \.isASCIIControl)
    else { throw .badCommand(text) }
    self.words = words
    self.timeLimit = timeLimit
  }

  /// The argument vector for the recipients at these places of the envelope.
  func arguments(for envelope: Envelope, _ positions: some Sequence<Int>) -> [String] {
    let sender = envelope.reversePath
    let path = sender == .null ? "<>" : String(decoding: sender.octets, as: UTF8.self)
    return words + ["-f", path, "--"] + positions.map { envelope.forwardPaths[$0].description }
  }

  /// The mail as a command reads it, with LF for CRLF; nil when a CR or LF stands alone.
  static func input(_ mail: [UInt8]) -> [UInt8]? {
    guard !MailShape(mail).hasBareLineEnd else { return nil }
    return mail.filter { $0 != .carriageReturn }
  }

  /// Why the command must not see this address; nil when it may.
  ///
  /// Not every program knows `--`, so nothing that looks like an option is given to any.
  static func refusal(of octets: [UInt8]) -> Reply? {
    guard octets.first == UInt8(ascii: "-") else { return nil }
    let shown = String(decoding: octets, as: UTF8.self)
    return Reply(553, .init(5, 1, 3), "<\(shown)> begins like an option of a command")
  }

  /// Runs the command; one result for each recipient, in the order of the envelope.
  func deliver(_ transaction: MailTransaction) -> [RecipientResult] {
    let envelope = transaction.envelope
    if let refusal = Self.refusal(of: envelope.reversePath.octets) {
      return envelope.forwardPaths.map { _ in .permanent(refusal) }
    }
    guard let input = Self.input(transaction.mail) else {
      let reply = Reply(
        554, .init(5, 6, 0), "The mail has a bare CR or LF, which no command may be sent")
      return envelope.forwardPaths.map { _ in .permanent(reply) }
    }
    let refusals = envelope.forwardPaths.map { Self.refusal(of: $0.octets) }
    let positions = refusals.indices.filter { refusals[$0] == nil }
    var result: RecipientResult?
    if !positions.isEmpty {
      let arguments = arguments(for: envelope, positions)
      result = SpawnedCommand.run(arguments, input: input, timeLimit: timeLimit)
        .result(of: words[0])
    }
    return refusals.map { refusal in
      refusal.map(RecipientResult.permanent) ?? result ?? .temporary(.localFault)
    }
  }
}

extension PipeCommand: CustomStringConvertible {
  /// The words, apart by blanks.
  public var description: String { words.joined(separator: " ") }
}
