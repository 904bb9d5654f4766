// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A client's side of one connection that hands mails to a relay, one after the other, as a value.
///
/// It speaks LMTP (RFC 2033) or SMTP (RFC 5321). Each recipient of a mail gets exactly one result,
/// in the order of the envelope, in one `finished` action, whatever the relay does; only a mail on
/// a kept connection that turned out dead ends in `retry` instead.
///
/// - A lost connection or a time-out is a temporary failure for every recipient without final
///   reply. When it is lost after the final dot, the relay may have taken the mail all the same and
///   the next attempt doubles it: the window of RFC 1047, which no client can close.
/// - Refused greetings and LHLO/EHLO are temporary: they concern the relay, not the mail.
/// - It has no clock: ``patience`` says how long to wait before handing in `timeout`.
public struct MailClientSession: Sendable {
  /// The protocol that is spoken.
  public typealias Dialect = MailDialect

  /// What happened.
  public enum Event: Hashable, Sendable {
    /// There is a mail to hand over; only while ``MailClientSession/isFree``.
    case mail(MailTransaction)
    /// The relay sent octets.
    case bytes([UInt8])
    /// Nothing came for as long as ``MailClientSession/patience`` said.
    case timeout
    /// No more mails will come: the relay is told, once it has answered for the last one.
    case leave
    /// The connection is gone, for this reason.
    case closed(String)
  }

  /// What is to be done, in order.
  public enum Action: Hashable, Sendable {
    /// Send octets.
    case send([UInt8])
    /// The results, in the order of the envelope's recipients.
    case finished([RecipientResult])
    /// Hand the mail to another connection: this one had been kept and is gone, and nothing of the
    /// mail was sent.
    case retry
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
    /// Waiting for a mail.
    case idle
    /// Between the first command of a mail and the answer to DATA.
    case envelope
    /// The mail is sent.
    case mail
    /// Waiting for the answer to QUIT.
    case quitting
    case closed
  }

  /// A command of the envelope phase.
  enum Step: Hashable, Sendable {
    case reset
    case mail
    case recipient(Int)
    case data
  }

  let dialect: Dialect
  let hostName: HostName
  private let idleTime: Duration?
  var phase = Phase.greeting
  var extensions = RelayExtensions()
  /// The mail under way.
  private(set) var outgoing: OutgoingMail?
  var results: [RecipientResult?] = []
  /// The recipients the relay took at RCPT and has not answered for yet.
  var pending: ArraySlice<Int> = []
  var steps: [Step] = []
  var answeredSteps = 0
  /// Whether an earlier mail was tried on this connection.
  private(set) var isKept = false
  private var isLeaving = false
  private var replies = ReplyReader()
  private var unsent: [UInt8] = []
  private var actions: [Action] = []

  /// Makes the session of a connection; the relay speaks first.
  ///
  /// It waits for another mail as long as `idleTime`; nil makes it leave after the first.
  public init(_ dialect: Dialect, hostName: HostName, idleTime: Duration? = nil) {
    self.dialect = dialect
    self.hostName = hostName
    self.idleTime = idleTime
  }

  /// Makes the session for one mail.
  public init(
    _ dialect: Dialect, envelope: Envelope, mail: [UInt8], hostName: HostName,
    request: DeliveryRequest = DeliveryRequest()
  ) {
    self.init(dialect, hostName: hostName)
    take(MailTransaction(envelope: envelope, mail: mail, request: request))
  }

  /// How long to wait for the next event before `timeout` (RFC 5321 §4.5.3.2).
  public var patience: Duration? {
    switch phase {
    case .greeting, .hello, .oldHello, .envelope: .seconds(300)
    case .idle: idleTime
    case .mail: .seconds(600)
    case .quitting: .seconds(5)
    case .closed: nil
    }
  }

  /// Whether a mail may be handed in.
  public var isFree: Bool {
    guard outgoing == nil, !isLeaving else { return false }
    return phase != .quitting && phase != .closed
  }

  /// Takes an event and says what to do.
  public mutating func handle(_ event: Event) -> [Action] {
    if phase != .closed { take(event) }
    flush()
    defer { actions = [] }
    return actions
  }

  private mutating func take(_ event: Event) {
    switch event {
    case .mail(let transaction):
      guard isFree else { return }
      take(transaction)
      if phase == .idle { beginEnvelope() }
    case .bytes(let octets):
      read(octets)
    case .timeout where phase == .idle, .leave where phase == .idle:
      quit()
    case .leave:
      isLeaving = true
    case .timeout:
      breakOff(Reply(451, .init(4, 4, 2), "The relay did not answer in time \(moment)"))
    case .closed(let reason):
      breakOff(Reply(451, .init(4, 4, 2), "Connection to the relay lost \(moment): \(reason)"))
    }
  }

  private mutating func take(_ transaction: MailTransaction) {
    let recipients = transaction.envelope.forwardPaths
    outgoing = OutgoingMail(transaction)
    results = Array(repeating: nil, count: recipients.count)
    pending = []
    // What an earlier mail left behind is dropped first.
    steps = (isKept ? [.reset] : []) + [.mail] + recipients.indices.map(Step.recipient) + [.data]
    answeredSteps = 0
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
    case .idle, .quitting, .closed: "after the mail"
    }
  }

  // MARK: What the dialogue does to the session

  mutating func say(_ command: [UInt8]) {
    unsent += command
    unsent += "\r\n".utf8
  }

  mutating func send(_ octets: [UInt8]) {
    // A long mail is not there twice.
    if unsent.isEmpty { unsent = octets } else { unsent += octets }
  }

  /// Gives every recipient without result this one, reports, and waits for another mail or takes
  /// leave.
  mutating func finish(_ rest: RecipientResult) {
    report(rest)
    isKept = true
    if idleTime == nil || isLeaving { quit() } else { phase = .idle }
  }

  mutating func quitIfLeaving() {
    if isLeaving { quit() }
  }

  private mutating func quit() {
    say(Array("QUIT".utf8))
    phase = .quitting
  }

  /// Gives every recipient without result a temporary failure and drops the connection.
  mutating func breakOff(_ reply: Reply) {
    if isKept, phase == .envelope, outgoing != nil {
      outgoing = nil
      actions.append(.retry)
    } else {
      report(.temporary(reply))
    }
    unsent = []
    actions.append(.close)
    phase = .closed
  }

  /// Reports the results of the mail under way, if there is one.
  mutating func report(_ rest: RecipientResult) {
    guard outgoing != nil else { return }
    outgoing = nil
    actions.append(.finished(results.map { $0 ?? rest }))
  }

  private mutating func flush() {
    guard !unsent.isEmpty else { return }
    // A result is reported before QUIT is sent, and nothing else is said after it.
    actions.append(.send(unsent))
    unsent = []
  }
}
