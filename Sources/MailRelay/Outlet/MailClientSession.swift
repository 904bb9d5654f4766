// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A client's side of one connection that hands one mail to a relay, as a value.
///
/// It speaks LMTP (RFC 2033) or SMTP (RFC 5321). Each recipient gets exactly one result, in the
/// order of the envelope, in one `finished` action, whatever the relay does.
///
/// - A lost connection or a time-out is a temporary failure for every recipient without final
///   reply. When it is lost after the final dot, the relay may have taken the mail all the same and
///   the next attempt doubles it: the window of RFC 1047, which no client can close.
/// - Refused greetings and LHLO/EHLO are temporary: they concern the relay, not the mail.
/// - It has no clock: ``patience`` says how long to wait before handing in `timeout`.
public struct MailClientSession: Sendable {
  /// The protocol that is spoken.
  public enum Dialect: Hashable, Sendable {
    /// LMTP: a reply for each recipient after the mail.
    case lmtp
    /// SMTP: one reply for all.
    case smtp
  }

  /// What happened.
  public enum Event: Hashable, Sendable {
    /// The relay sent octets.
    case bytes([UInt8])
    /// Nothing came for as long as ``MailClientSession/patience`` said.
    case timeout
    /// The connection is gone, for this reason.
    case closed(String)
  }

  /// What is to be done, in order.
  public enum Action: Hashable, Sendable {
    /// Send octets.
    case send([UInt8])
    /// The results, in the order of the envelope's recipients.
    case finished([RecipientResult])
    /// Close the connection.
    case close
  }

  enum Phase: Hashable, Sendable {
    /// Waiting for the greeting.
    case greeting
    /// Waiting for the answer to LHLO or EHLO.
    case hello
    /// Waiting for the answer to HELO, said because EHLO was not understood.
    case oldHello
    /// Between MAIL and the answer to DATA.
    case envelope
    /// The mail is sent.
    case mail
    /// Waiting for the answer to QUIT.
    case quitting
    case closed
  }

  /// A command of the envelope phase.
  enum Step: Hashable, Sendable {
    case mail
    case recipient(Int)
    case data
  }

  let dialect: Dialect
  let outgoing: OutgoingMail
  let hostName: HostName
  var phase = Phase.greeting
  var extensions = RelayExtensions()
  var results: [RecipientResult?]
  /// The recipients the relay took at RCPT and has not answered for yet.
  var pending: ArraySlice<Int> = []
  var steps: [Step] = []
  var answeredSteps = 0
  private var replies = ReplyReader()
  private var unsent: [UInt8] = []
  private var actions: [Action] = []

  /// Makes the session for one mail; the relay speaks first.
  public init(
    _ dialect: Dialect, envelope: Envelope, mail: [UInt8], hostName: HostName
  ) {
    self.dialect = dialect
    self.hostName = hostName
    outgoing = OutgoingMail(envelope, mail: mail)
    results = Array(repeating: nil, count: envelope.forwardPaths.count)
    steps = [.mail] + envelope.forwardPaths.indices.map(Step.recipient) + [.data]
  }

  /// How long to wait for the next event before `timeout` (RFC 5321 §4.5.3.2).
  public var patience: Duration? {
    switch phase {
    case .greeting, .hello, .oldHello, .envelope: .seconds(300)
    case .mail: .seconds(600)
    case .quitting: .seconds(5)
    case .closed: nil
    }
  }

  /// Takes an event and says what to do.
  public mutating func handle(_ event: Event) -> [Action] {
    if phase != .closed { take(event) }
    flush()
    defer { actions = [] }
    return actions
  }

  /// The results when no connection could be made.
  func results(whenUnreachable reason: String) -> [RecipientResult] {
    let reply = Reply(451, .init(4, 4, 1), "No connection to the relay: \(reason)")
    return results.map { _ in .temporary(reply) }
  }

  private mutating func take(_ event: Event) {
    switch event {
    case .bytes(let octets):
      read(octets)
    case .timeout:
      breakOff(Reply(451, .init(4, 4, 2), "The relay did not answer in time \(moment)"))
    case .closed(let reason):
      breakOff(Reply(451, .init(4, 4, 2), "Connection to the relay lost \(moment): \(reason)"))
    }
  }

  private mutating func read(_ octets: [UInt8]) {
    var input = octets[...]
    do throws(ReplyError) {
      while phase != .closed, let reply = try replies.next(from: &input) { answer(reply) }
    } catch {
      breakOff(Reply(451, .init(4, 5, 0), "The relay sent what is no reply \(moment)"))
    }
  }

  private var moment: String {
    switch phase {
    case .greeting: "before its greeting"
    case .hello, .oldHello: "at the greeting"
    case .envelope: "at the envelope"
    case .mail: "after the mail was sent; it may have been taken"
    case .quitting, .closed: "after the mail"
    }
  }

  // MARK: What the dialogue does to the session

  mutating func say(_ command: [UInt8]) {
    unsent += command
    unsent += "\r\n".utf8
  }

  mutating func send(_ octets: [UInt8]) {
    unsent += octets
  }

  /// Gives every recipient without result this one, reports, and takes leave.
  mutating func finish(_ rest: RecipientResult) {
    report(rest)
    say(Array("QUIT".utf8))
    phase = .quitting
  }

  /// Gives every recipient without result a temporary failure and drops the connection.
  mutating func breakOff(_ reply: Reply) {
    if phase != .quitting { report(.temporary(reply)) }
    unsent = []
    actions.append(.close)
    phase = .closed
  }

  private mutating func report(_ rest: RecipientResult) {
    actions.append(.finished(results.map { $0 ?? rest }))
  }

  private mutating func flush() {
    guard !unsent.isEmpty else { return }
    // A result is reported before QUIT is sent, and nothing else is said after it.
    actions.append(.send(unsent))
    unsent = []
  }
}
