// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A server's side of one connection, in LMTP (RFC 2033) or SMTP (RFC 5321), as a value.
///
/// The dialects differ in the greeting, and in the replies to a mail: LMTP has one for each
/// recipient, SMTP one for all.
///
/// Octets go in with ``handle(_:)``, actions come out; the outcome does not depend on how the
/// octets were cut. It has no clock: ``patience`` says how long to wait before `timeout`.
///
/// After `judge` and `accept` it takes nothing up until the verdict comes; octets that arrive
/// meanwhile are kept, so ``wantsInput`` tells the shell when to stop reading.
public struct MailServerSession: Sendable {
  /// What happened.
  public enum Event: Hashable, Sendable {
    /// The client has connected.
    case connected
    /// The client sent octets.
    case bytes([UInt8])
    /// The answer to `judge`.
    case recipientVerdict(Reply)
    /// The answer to `accept`, one reply a recipient.
    case transactionVerdict([Reply])
    /// There is the room in memory that `reserve` asked for.
    case roomGranted
    /// Nothing came for as long as ``MailServerSession/patience`` said.
    case timeout
    /// The server is going down: a mail under way is finished, then the client is told.
    case shutdown
    /// The connection is gone.
    case closed
  }

  /// What is to be done, in order.
  public enum Action: Hashable, Sendable {
    /// Send octets.
    case send([UInt8])
    /// Judge a recipient; the answer is `recipientVerdict`.
    case judge(RecipientInquiry)
    /// Take a mail; the answer is `transactionVerdict`.
    case accept(MailTransaction)
    /// Ask for room in memory for a mail of so many octets, in place of what was had before; the
    /// answer is `roomGranted`.
    case reserve(octets: Int)
    /// The room is needed no longer.
    case release
    /// Close the connection once everything is sent.
    case close
  }

  /// What differs between doors.
  public struct Configuration: Hashable, Sendable {
    /// The protocol that is spoken.
    public var dialect: MailDialect
    /// The name in the greeting.
    public var hostName: HostName
    /// The largest mail, in octets; announced with SIZE.
    public var mailOctetsMax: Int
    /// What a million octets cost on the way behind this door; nil where that is nothing.
    public var airtimePerMegabyte: Duration?
    /// How long a client may be silent; RFC 5321 §4.5.3.2.7 asks for at least 5 minutes.
    public var idleTime: Duration
    /// How long a long mail waits for room in memory until its client is told to come back.
    public var roomTime: Duration
    /// How much of a mail is read without asking for room, in octets.
    public var freeOctets: Int = Limits.freeOctets
    /// The least time in which a mail can arrive; announced with DELIVERBY.
    public var deliverByMinimum: Duration
    /// What is offered and taken.
    public var promise: DoorPromise

    /// Makes a configuration; the largest mail has at least one octet.
    public init(
      hostName: HostName, mailOctetsMax: Int = 4 << 20, airtimePerMegabyte: Duration? = nil,
      idleTime: Duration = .seconds(300), roomTime: Duration = .seconds(60),
      dialect: MailDialect = .lmtp, deliverByMinimum: Duration = .zero,
      promise: DoorPromise = .everything
    ) {
      self.promise = promise
      self.dialect = dialect
      self.deliverByMinimum = deliverByMinimum
      self.hostName = hostName
      self.mailOctetsMax = max(1, mailOctetsMax)
      self.airtimePerMegabyte = airtimePerMegabyte
      self.idleTime = idleTime
      self.roomTime = roomTime
    }
  }

  enum Phase: Sendable {
    /// Nobody is there yet.
    case new
    /// Reading commands.
    case commands
    /// Waiting for the verdict on a recipient.
    case judging(Recipient)
    /// Reading a mail.
    case mail(DotReader)
    /// Reading a chunk, of which so many octets are still to come.
    case chunk(remaining: Int, isLast: Bool)
    /// Waiting for room in memory, to go on with this.
    case awaitingRoom(RoomUse)
    /// Waiting for the verdict on a mail for so many recipients.
    case accepting(recipients: Int)
    case closed
  }

  /// MAIL and the recipients taken so far.
  struct OpenTransaction: Sendable {
    let sender: ReversePath
    let parameters: MailParameters
    var recipients: [Recipient] = []
    /// What came by BDAT so far; nil before the first chunk.
    var chunks: ChunkedMail?
  }

  /// A recipient and what was asked for it.
  struct Recipient: Hashable, Sendable {
    let address: MailAddress
    let request: RecipientRequest
  }

  let configuration: Configuration
  var dialect: MailDialect { configuration.dialect }
  var phase = Phase.new
  var clientName: String?
  var transaction: OpenTransaction?
  /// How much of a mail is read without asking for more room.
  var roomOctets: Int
  private var lines = CommandLineReader()
  var input: ArraySlice<UInt8> = []
  private var unsent: [UInt8] = []
  private var actions: [Action] = []
  private var errors = 0
  private var isGoingDown = false

  /// Makes the session of a connection that is about to be opened.
  public init(_ configuration: Configuration) {
    self.configuration = configuration
    roomOctets = configuration.freeOctets
  }

  /// How long to wait for the next event before `timeout`; nil while a verdict is awaited.
  public var patience: Duration? {
    switch phase {
    case .commands, .mail, .chunk: configuration.idleTime
    case .awaitingRoom: configuration.roomTime
    case .new, .judging, .accepting, .closed: nil
    }
  }

  /// Whether octets are of use now.
  public var wantsInput: Bool {
    switch phase {
    case .commands, .mail, .chunk: true
    case .new, .judging, .awaitingRoom, .accepting, .closed: false
    }
  }

  /// Takes an event and says what to do.
  public mutating func handle(_ event: Event) -> [Action] {
    switch (event, phase) {
    case (_, .closed): break
    case (.connected, .new): connect()
    case (.bytes(let octets), _): input += octets
    case (.recipientVerdict(let reply), .judging(let recipient)): take(recipient, reply)
    case (.transactionVerdict(let replies), .accepting(let count)): answer(count, replies)
    case (.roomGranted, .awaitingRoom(let use)): go(on: use)
    case (.timeout, .awaitingRoom(let use)): giveUp(use)
    case (.timeout, .commands), (.timeout, .mail), (.timeout, .chunk):
      close(Reply(421, .init(4, 4, 2), "Nothing came for too long; closing"))
    case (.shutdown, _): isGoingDown = true
    case (.closed, _): phase = .closed
    default: break
    }
    advance()
    flush()
    defer { actions = [] }
    return actions
  }

  /// Works through the input until it is used up or a verdict is needed.
  private mutating func advance() {
    while true {
      switch phase {
      case .new, .judging, .awaitingRoom, .accepting, .closed: return
      case .commands:
        guard !isGoingDown else {
          return close(Reply(421, .init(4, 3, 2), "Going down; please come back later"))
        }
        guard let line = lines.next(from: &input) else { return }
        execute(line)
      case .mail(var reader):
        phase = .closed  // Lets go of the mail, so that it is not copied.
        let outcome = reader.next(from: &input)
        phase = .mail(reader)
        guard let outcome else { return reserveMore(for: reader) }
        endMail(outcome)
      case .chunk(let remaining, let isLast):
        guard readChunk(remaining, isLast: isLast) else { return }
        endChunk(isLast: isLast)
      }
    }
  }

  // MARK: What commands do to the session

  mutating func reply(_ reply: Reply) {
    unsent += reply.encoded()
  }

  mutating func reply(code: Int, lines: [String]) {
    unsent += Reply.encoded(code: code, status: nil, lines: lines)
  }

  /// Answers a command that is wrong in itself; too many end the session.
  mutating func fault(_ reply: Reply) {
    errors += 1
    guard errors < Limits.sessionErrors else {
      return close(Reply(421, .init(4, 7, 0), "Too many wrong commands; closing. \(reply)"))
    }
    self.reply(reply)
  }

  mutating func forgiveFaults() {
    errors = 0
  }

  mutating func perform(_ action: Action) {
    flush()
    actions.append(action)
  }

  mutating func close(_ last: Reply) {
    reply(last)
    forgetMail()
    perform(.close)
    phase = .closed
    input = []
  }

  /// There is no mail under way any more.
  mutating func forgetMail() {
    transaction = nil
    leaveRoom()
  }

  private mutating func flush() {
    guard !unsent.isEmpty else { return }
    actions.append(.send(unsent))
    unsent = []
  }
}
