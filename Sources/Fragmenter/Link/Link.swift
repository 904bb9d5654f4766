// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// Everything between this gateway and one peer: handshake, sessions, transfers.
package struct Link: Sendable {
  package let peer: PeerKey
  package internal(set) var sessions: [Session] = []
  package internal(set) var handshake: Handshaker
  /// Messages given to the link that no session has sealed yet.
  package internal(set) var queue: [OutboundMessage] = []
  /// Frames to send at once, ahead of everything.
  var answers: [[UInt8]] = []
  var onAir: OnAir?
  /// The last frame heard from the peer, for people.
  package internal(set) var lastHeard: (at: Instant, snr: SNR)?
  private(set) var wantsHandshake = false
  private var confirmsSession = false
  private let parameters: LinkParameters

  package init(
    identity: LinkIdentity, peer: PeerKey, marks: HandshakeMarks, parameters: LinkParameters
  ) {
    self.peer = peer
    self.parameters = parameters
    handshake = Handshaker(identity: identity, peer: peer, marks: marks)
  }

  /// What of this link is on the air.
  enum OnAir: Sendable {
    case answer
    case initiation
    case data(SessionID, MessageNumber, PollBit)
    case confirmation
  }

  /// Whether the link would take another message now.
  package var hasRoom: Bool {
    queue.isEmpty && sessions.allSatisfy { $0.standing == .finishing || $0.outgoing.isEmpty }
  }

  // MARK: - Sending

  /// When the link next wants the radio for something of its own; nil when it wants nothing.
  ///
  /// While an answer may come it wants nothing else.
  package func wish(at now: Instant) -> Instant? {
    if let deadline = answerDeadline { return deadline }
    var wishes = sessions.flatMap { $0.outgoing.values.compactMap(\.wish) }
    if confirmsSession || sealableSession != nil { wishes.append(.zero) }
    if needsHandshake(at: now) { wishes.append(handshake.nextInitiation) }
    return wishes.min()
  }

  /// Until when the answer to what this link sent last may come.
  private var answerDeadline: Instant? {
    let transfers = sessions.flatMap { session in
      session.outgoing.values.compactMap { transfer in
        if case .awaiting(_, let deadline?) = transfer.phase { deadline } else { nil }
      }
    }
    return (transfers + [handshake.awaitsResponseUntil].compactMap(\.self)).min()
  }

  /// Whether an answer may still come to what this link sent last.
  package func awaitsAnswer(at now: Instant) -> Bool {
    if let until = handshake.awaitsResponseUntil, now < until { return true }
    return sessions.contains { $0.outgoing.values.contains { $0.awaitsAnswer(at: now) } }
  }

  private func needsHandshake(at now: Instant) -> Bool {
    if wantsHandshake || handshake.awaitsResponseUntil != nil { return true }
    guard let current = sessions.last(where: { $0.standing == .current }) else {
      return !queue.isEmpty
    }
    return !queue.isEmpty && current.isRekeyDue(at: now)
  }

  private var sealableSession: Int? {
    guard !queue.isEmpty else { return nil }
    return sessions.lastIndex { $0.canSeal }
  }

  /// What the link would send next.
  enum Intent: Sendable {
    /// A handshake message.
    case initiation
    /// The next frame of a burst.
    case burst(session: Int, MessageNumber)
    /// A request after silence, or after a pause.
    case request(session: Int, MessageNumber)
    /// The first burst of a message that is still to be sealed.
    case message(session: Int)
    /// The frame that shows a new session to the peer.
    case confirmation
  }

  /// What is due: a handshake, then a burst once begun, then requests, then something new.
  func intent(at now: Instant) -> Intent? {
    if needsHandshake(at: now), handshake.awaitsResponseUntil == nil,
      handshake.nextInitiation <= now
    {
      return .initiation
    }
    var request: Intent?
    for (index, session) in sessions.enumerated() {
      for number in session.outgoing.keys.sorted() {
        guard let transfer = session.outgoing[number], let wish = transfer.wish, wish <= now
        else { continue }
        if case .sending = transfer.phase { return .burst(session: index, number) }
        request = request ?? .request(session: index, number)
      }
    }
    if let request { return request }
    if let index = sealableSession { return .message(session: index) }
    return confirmsSession ? .confirmation : nil
  }

  /// The frames that come next without an answer between them.
  func plan(at now: Instant) -> AirtimeGate.Plan? {
    let planner = parameters.planner
    switch intent(at: now) {
    case .initiation:
      return AirtimeGate.Plan(
        frameBytes: [HelloFrame.encodedBytes(.initiation)], airtimeClass: .control)
    case .request, .confirmation:
      return AirtimeGate.Plan(frameBytes: [ControlFrame.encodedBytes], airtimeClass: .control)
    case .burst(let session, let number):
      guard let transfer = sessions[session].outgoing[number],
        case .sending(let remaining) = transfer.phase
      else { return nil }
      return planner.plan(
        transfer.message.layout, sealedBytes: transfer.message.sealed.count,
        nextSymbolID: transfer.nextSymbolID, remaining: remaining)
    case .message:
      guard let message = queue.first,
        let layout = planner.layout(payloadBytes: message.payload.count)
      else { return nil }
      let sealed = InnerHeader.encodedBytes + message.payload.count + MessageSeal.tagBytes
      return planner.plan(
        layout, sealedBytes: sealed, nextSymbolID: 0, remaining: layout.sourceCount)
    case nil: return nil
    }
  }

  /// The next frame; nil when nothing is due after all.
  package mutating func takeFrame(
    _ supplies: Handshaker.Supplies, step: inout LinkStep
  ) -> [UInt8]? {
    switch intent(at: supplies.now) {
    case .initiation:
      guard let frame = handshake.initiate(supplies, step: &step) else { return nil }
      onAir = .initiation
      wantsHandshake = false
      return frame
    case .burst(let index, let number), .request(let index, let number):
      return takeFrame(of: number, in: index, step: &step)
    case .message(let index):
      guard let number = sealNext(in: index, step: &step) else { return nil }
      return takeFrame(of: number, in: index, step: &step)
    case .confirmation: return takeConfirmation()
    case nil: return nil
    }
  }

  private mutating func sealNext(in index: Int, step: inout LinkStep) -> MessageNumber? {
    guard let message = queue.first,
      let layout = parameters.planner.layout(payloadBytes: message.payload.count),
      let sealed = sessions[index].seal(message, layout: layout)
    else { return nil }
    queue.removeFirst()
    step.changes.append(.sealed(sealed))
    return sealed.number
  }

  private mutating func takeFrame(
    of number: MessageNumber, in index: Int, step: inout LinkStep
  ) -> [UInt8]? {
    guard var transfer = sessions[index].outgoing[number] else { return nil }
    if let bound = transfer.reserveBurst() {
      step.changes.append(.symbolsReserved(sessions[index].id, number, upTo: bound))
    }
    guard let draft = transfer.nextDraft() else {
      transfer.abort()
      sessions[index].outgoing[number] = transfer
      return nil
    }
    let frame = sessions[index].encode(draft, of: transfer.message)
    if let request = frame.request { transfer.requested(tag: request) }
    sessions[index].outgoing[number] = transfer
    let airtime = parameters.timeOnAir(bytes: frame.bytes.count)
    sessions[index].reports[number]?.add(frameBytes: frame.bytes.count, airtime: airtime)
    if sessions[index].standing == .current { confirmsSession = false }
    onAir = .data(sessions[index].id, number, frame.request == nil ? .silent : .answer)
    return frame.bytes
  }

  /// A session must be used at once by its initiator: an empty request shows it to the peer.
  private mutating func takeConfirmation() -> [UInt8]? {
    guard confirmsSession, let session = sessions.last(where: { $0.standing == .current }) else {
      confirmsSession = false
      return nil
    }
    confirmsSession = false
    onAir = .confirmation
    let content = ControlFrame.Content.poll(sourceCount: 1, sent: 0, repetition: 0)
    return session.encode(content, MessageNumber(0), covering: []).bytes
  }

  // MARK: - Completion

  /// The frame on the air has left the antenna.
  package mutating func transmitted(at now: Instant) {
    defer { onAir = nil }
    switch onAir {
    case .initiation:
      let response = HelloFrame.encodedBytes(.response)
      handshake.initiationSent(answerUntil: now + parameters.answerTime(bytes: response))
    case .data(let session, let number, .answer):
      guard let index = sessions.firstIndex(where: { $0.id == session }) else { return }
      sessions[index].outgoing[number]?.requestSent(
        at: now, answerTime: parameters.answerTime(bytes: ControlFrame.encodedBytes))
    default: break
    }
  }

  /// The radio could not send it; data is asked for again, requests are repeated.
  package mutating func transmissionFailed(at now: Instant) {
    defer { onAir = nil }
    guard case .data(let session, let number, _) = onAir,
      let index = sessions.firstIndex(where: { $0.id == session })
    else { return }
    sessions[index].outgoing[number]?.requestFailed(at: now + parameters.burstGap)
  }

  /// Ends waiting for answers that are overdue; says whether the exchange goes on at once, or nil
  /// when none was overdue.
  package mutating func missAnswers(
    at now: Instant, step: inout LinkStep
  ) -> OutgoingTransfer.Continuation? {
    var continuation: OutgoingTransfer.Continuation?
    if let until = handshake.awaitsResponseUntil, until <= now {
      handshake.responseMissed()
      continuation = .later
    }
    for index in sessions.indices {
      for number in sessions[index].outgoing.keys.sorted() {
        guard let transfer = sessions[index].outgoing[number],
          case .awaiting(_, let deadline?) = transfer.phase, deadline <= now
        else { continue }
        if sessions[index].outgoing[number]?.answerMissed(at: now) == .atOnce {
          continuation = .atOnce
        } else {
          continuation = continuation ?? .later
        }
        if transfer.unanswered >= Limits.unansweredBeforeHandshake {
          lostContact(number, in: index, step: &step)
        }
      }
    }
    return continuation
  }

  /// The peer seems to have lost this session: a newer one takes the message over, or is made.
  private mutating func lostContact(
    _ number: MessageNumber, in index: Int, step: inout LinkStep
  ) {
    let session = sessions[index]
    let hasNewer = sessions.contains { $0.standing == .current && $0.id != session.id }
    guard session.standing == .finishing, hasNewer else {
      wantsHandshake = true
      return
    }
    giveBack(number, in: index, step: &step)
  }

  func returnAction(_ report: TransferReport) -> LinkAction { .returned(report.handle, peer) }

  private mutating func giveBack(
    _ number: MessageNumber, in index: Int, step: inout LinkStep
  ) {
    guard let report = sessions[index].end(number) else { return }
    step.changes.append(.unsealed(sessions[index].id, number))
    step.actions.append(returnAction(report))
  }

  // MARK: - Sessions

  /// A handshake completed on our initiation: seal in the new session from now on.
  package mutating func adopt(
    _ established: Handshaker.Established, standing: Session.Standing, at now: Instant,
    step: inout LinkStep
  ) {
    sessions.removeAll { old in
      guard old.standing == .pending else { return false }
      step.changes.append(.dropSession(old.id))
      return true
    }
    sessions.append(
      Session(
        established.record, sendChain: established.sendChain, standing: standing, at: now))
    step.changes.append(.session(established.record))
    if standing == .current { retireOthers(step: &step) }
    confirmsSession = standing == .current
  }

  /// The initiator's first frame in a session came: the responder now uses it.
  mutating func confirm(_ index: Int, step: inout LinkStep) {
    guard sessions[index].standing == .pending else { return }
    sessions[index].standing = .current
    retireOthers(step: &step)
  }

  private mutating func retireOthers(step: inout LinkStep) {
    guard let newest = sessions.lastIndex(where: { $0.standing == .current }) else { return }
    wantsHandshake = false
    for index in sessions.indices where index != newest {
      if sessions[index].standing == .current { sessions[index].standing = .finishing }
      // The peer lives: what it still knows of older sessions is asked for at once.
      for number in sessions[index].outgoing.keys.sorted() {
        sessions[index].outgoing[number]?.askAgain()
      }
    }
    while sessions.count(where: { $0.standing == .finishing }) > Limits.finishingSessions,
      let oldest = sessions.firstIndex(where: { $0.standing == .finishing })
    {
      for number in sessions[oldest].outgoing.keys.sorted() {
        giveBack(number, in: oldest, step: &step)
      }
      step.changes.append(.dropSession(sessions[oldest].id))
      sessions.remove(at: oldest)
    }
  }

  /// The peer is known to have the new session.
  mutating func confirmed() { confirmsSession = false }

  /// The newest session is used from now on, as if the initiator's first frame had come.
  mutating func confirmNewest(step: inout LinkStep) {
    if let newest = sessions.indices.last { confirm(newest, step: &step) }
  }

  /// An authentic but stale initiation asks for a handshake of our own.
  mutating func requestHandshake() { wantsHandshake = true }
}
