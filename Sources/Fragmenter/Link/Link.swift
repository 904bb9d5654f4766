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
  var answers: [Answer] = []
  /// The choice of the rate; nil when there is nothing to choose.
  var rate: RateControl?
  /// Where the peer, who may have more for us, is waited for.
  var listening = ListeningPlace()
  var announcement = Announcement()
  var echo = Echo()
  /// The classes of which the law lets no data go now; their requests may.
  var held: Set<MessageClass> = []
  /// How bursts on the extra channels fared.
  var detours = Detours()
  /// What is lost of the frames sent to the peer.
  var loss = LossEstimate()
  /// Where the radio listens among the meeting places; nil while it is away.
  var metAt: MeetingPlace?
  /// Coded symbols by which the burst that was agreed on is longer than what is left of a message.
  var margin: (messageClass: MessageClass, frames: Int)?
  /// The last plan of a burst, which holds for a moment.
  var planned: (at: Instant, remaining: Int, plan: BurstPlan)?
  var onAir: OnAir?
  /// The request whose answer was late and was listened for.
  var listenedFor: [UInt8] = []
  /// When the last request of this link left the antenna.
  var requestedAt = Instant.zero
  /// The last frame heard from the peer, for people.
  package internal(set) var lastHeard: (at: Instant, snr: SNR)?
  var wantsHandshake = false
  /// How often a handshake that was asked for is still tried.
  var rekeyTries = 0
  var confirmsSession = false
  /// Until when the initiator of a pending session is waited for.
  var confirmationUntil = Instant.zero
  var parameters: LinkParameters

  package init(
    identity: LinkIdentity, peer: PeerKey, marks: HandshakeMarks, parameters: LinkParameters
  ) {
    self.peer = peer
    self.parameters = parameters
    rate = parameters.rate.map { RateControl($0) }
    handshake = Handshaker(
      identity: identity, peer: peer, marks: marks, callSign: parameters.callSign)
  }

  /// What of this link is on the air.
  enum OnAir: Sendable {
    case answer(Answer)
    case initiation
    case announcement
    case data(SessionID, MessageNumber, PollBit)
    case confirmation
    case echo
  }

  /// A frame that answers the peer.
  struct Answer: Sendable {
    var bytes: [UInt8]
    /// A CTS leads away, for so long and so many frames.
    var leadsTo: (channel: RadioChannel, duration: Duration, frames: Int)?
    /// What a DONE says is stored; a single may say it instead.
    var done: (session: SessionID, number: MessageNumber)?

    init(
      bytes: [UInt8], leadsTo: (channel: RadioChannel, duration: Duration, frames: Int)? = nil,
      done: (session: SessionID, number: MessageNumber)? = nil
    ) {
      self.bytes = bytes
      self.leadsTo = leadsTo
      self.done = done
    }
  }

  /// Whether the link would take another message of a class now: one of each is under way at most.
  package func hasRoom(for messageClass: MessageClass) -> Bool {
    queue.allSatisfy { $0.messageClass != messageClass }
      && sessions.allSatisfy { session in
        session.standing == .finishing
          || session.outgoing.values.allSatisfy { $0.message.messageClass != messageClass }
      }
  }

  /// The frame on the air has left the antenna.
  package mutating func transmitted(at now: Instant) {
    defer { onAir = nil }
    switch onAir {
    case .initiation:
      requestedAt = now
      let response = HelloFrame.encodedBytes(.response, parameters.mode)
      handshake.initiationSent(answerUntil: now + parameters.answerTime(bytes: response))
    case .announcement:
      requestedAt = now
      let clearance = ReservationFrame.encodedBytes(.clear)
      announcement.left(answerUntil: now + parameters.answerTime(bytes: clearance))
    case .echo:
      let report = ControlFrame.encodedBytes
      echo.left(answerUntil: now + parameters.answerTime(bytes: report) + Limits.echoPatience)
    case .data(let session, let number, .answer):
      requestedAt = now
      guard let index = sessions.firstIndex(where: { $0.id == session }) else { return }
      sessions[index].outgoing[number]?.requestSent(
        at: now, answerTime: parameters.answerTime(bytes: ControlFrame.encodedBytes))
    default: break
    }
  }

  /// The radio could not send it; data is asked for again, requests are repeated.
  package mutating func transmissionFailed(at now: Instant) {
    defer { onAir = nil }
    if case .echo = onAir { echo.failed(retryAt: now + parameters.burstGap) }
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
      rate?.unanswered(since: requestedAt, now: now)
      continuation = .later
    }
    if missClearance(at: now) { continuation = .later }
    if let deadline = echo.deadline, deadline <= now {
      echo.failed(retryAt: now)
      continuation = .later
    }
    for index in sessions.indices {
      for number in sessions[index].outgoing.keys.sorted() {
        guard let transfer = sessions[index].outgoing[number],
          case .awaiting(_, let deadline?) = transfer.phase, deadline <= now
        else { continue }
        if metAt != nil { rate?.unanswered(since: requestedAt, now: now) }
        if sessions[index].outgoing[number]?.answerMissed(at: now) == .atOnce {
          continuation = .atOnce
        } else {
          continuation = continuation ?? .later
        }
        // Where there is another place the peer is looked for there first.
        if transfer.unanswered >= Limits.unansweredBeforeHandshake, rate?.hasSearched ?? true {
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

  mutating func giveBack(
    _ number: MessageNumber, in index: Int, step: inout LinkStep
  ) {
    guard let report = sessions[index].end(number) else { return }
    step.changes.append(.unsealed(sessions[index].id, number))
    step.actions.append(returnAction(report))
  }
}
