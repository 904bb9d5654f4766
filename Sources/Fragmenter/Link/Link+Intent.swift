// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

extension Link {
  /// Something the link wants the radio for.
  struct Wish: Sendable {
    var messageClass: MessageClass
    /// From when on.
    var at: Instant
    /// What its next frame is charged as.
    var airtimeClass: AirtimeClass
  }

  /// What the link next wants the radio for; while an answer may come it wants nothing.
  func wishes(at now: Instant) -> [Wish] {
    guard answerDeadline == nil else { return [] }
    var wishes: [Wish] = []
    for session in sessions {
      for transfer in session.outgoing.values {
        guard let at = transfer.wish else { continue }
        let messageClass = transfer.message.messageClass
        let isData = if case .sending = transfer.phase { true } else { false }
        wishes.append(
          Wish(
            messageClass: messageClass, at: isData ? max(at, announcement.notBefore) : at,
            airtimeClass: isData ? messageClass.airtimeClass : .control))
      }
    }
    if sessions.contains(where: \.canSeal) {
      wishes += queue.map {
        Wish(
          messageClass: $0.messageClass, at: announcement.notBefore,
          airtimeClass: $0.messageClass.airtimeClass)
      }
    }
    if needsHandshake(at: now) {
      wishes.append(
        Wish(messageClass: .control, at: nextInitiation, airtimeClass: .control))
    }
    if let at = echo.wish, echoSession != nil {
      wishes.append(Wish(messageClass: .control, at: at, airtimeClass: .chat))
    }
    if mustConfirm {
      wishes.append(Wish(messageClass: .control, at: .zero, airtimeClass: .control))
    }
    return wishes
  }

  /// Until when the answer to what this link sent last may come; nil when none is awaited.
  var answerDeadline: Instant? {
    let transfers = sessions.flatMap { session in
      session.outgoing.values.compactMap { transfer in
        if case .awaiting(_, let deadline?) = transfer.phase { deadline } else { nil }
      }
    }
    let others = [handshake.awaitsResponseUntil, announcement.deadline, echo.deadline]
    return (transfers + others.compactMap(\.self)).min()
  }

  /// Whether an answer may still come to what this link sent last.
  package func awaitsAnswer(at now: Instant) -> Bool {
    if let until = handshake.awaitsResponseUntil, now < until { return true }
    if let until = announcement.deadline, now < until { return true }
    if let until = echo.deadline, now < until { return true }
    return sessions.contains { $0.outgoing.values.contains { $0.awaitsAnswer(at: now) } }
  }

  /// When this side may next begin a handshake, or go on with its own.
  ///
  /// Not while the initiator of a pending session may be about to use it: a newer session would
  /// take its place, and what the initiator has sealed would have to be sealed anew.
  private var nextInitiation: Instant {
    guard sessions.contains(where: { $0.standing == .pending }) else {
      return handshake.nextInitiation
    }
    return max(handshake.nextInitiation, confirmationUntil)
  }

  func needsHandshake(at now: Instant) -> Bool {
    if wantsHandshake || rekeyTries > 0 || handshake.awaitsResponseUntil != nil { return true }
    guard let current = sessions.last(where: { $0.standing == .current }) else {
      return !queue.isEmpty || echo.isWanted
    }
    return !queue.isEmpty && current.isRekeyDue(at: now)
  }

  /// Whether a new session must be shown to the peer by a frame of its own.
  private var mustConfirm: Bool {
    guard confirmsSession, let session = sessions.last(where: { $0.standing == .current }) else {
      return false
    }
    return session.outgoing.isEmpty && !(session.canSeal && !queue.isEmpty)
  }

  private func sealableSession(for messageClass: MessageClass) -> Int? {
    guard queue.contains(where: { $0.messageClass == messageClass }) else { return nil }
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
    /// The request for an echo.
    case echo(session: Int)
  }

  /// What is due of a class: a handshake, then a burst once begun, then requests, then something
  /// new.
  ///
  /// What the law holds back now keeps no request waiting.
  func intent(in messageClass: MessageClass, at now: Instant) -> Intent? {
    guard answerDeadline == nil else { return nil }
    if messageClass == .control, needsHandshake(at: now), nextInitiation <= now {
      return .initiation
    }
    var request: Intent?
    for (index, session) in sessions.enumerated() {
      for number in session.outgoing.keys.sorted() {
        guard let transfer = session.outgoing[number],
          transfer.message.messageClass == messageClass, let wish = transfer.wish, wish <= now
        else { continue }
        if case .sending = transfer.phase {
          if announcement.notBefore <= now, !held.contains(messageClass) {
            return .burst(session: index, number)
          }
          continue
        }
        request = request ?? .request(session: index, number)
      }
    }
    if let request { return request }
    if messageClass == .control, let at = echo.wish, at <= now, let index = echoSession {
      return .echo(session: index)
    }
    if announcement.notBefore <= now, !held.contains(messageClass),
      let index = sealableSession(for: messageClass)
    {
      return .message(session: index)
    }
    return messageClass == .control && mustConfirm ? .confirmation : nil
  }

  /// The frames of a class that come next without an answer between them; one, when an answer is
  /// asked for with the next, which may be longer for it.
  func plan(
    _ messageClass: MessageClass, _ end: OutgoingTransfer.BurstEnd = .natural, at now: Instant
  ) -> AirtimeGate.Plan? {
    let planner = parameters.planner
    switch intent(in: messageClass, at: now) {
    case .initiation:
      return AirtimeGate.Plan(
        frameBytes: [HelloFrame.encodedBytes(.initiation, parameters.mode)], airtimeClass: .control)
    case .request, .confirmation:
      return AirtimeGate.Plan(frameBytes: [ControlFrame.encodedBytes], airtimeClass: .control)
    case .echo:
      return AirtimeGate.Plan(frameBytes: [ControlFrame.encodedBytes], airtimeClass: .chat)
    case .burst(let session, let number):
      guard let transfer = sessions[session].outgoing[number],
        case .sending(let remaining) = transfer.phase
      else { return nil }
      return planner.plan(
        transfer.message.layout, sealedBytes: transfer.message.sealed.count,
        nextSymbolID: transfer.nextSymbolID, remaining: end == .here ? 1 : remaining,
        for: messageClass)
    case .message:
      guard let message = queue.first(where: { $0.messageClass == messageClass }),
        let layout = planner.layout(payloadBytes: message.payload.count)
      else { return nil }
      let sealed = InnerHeader.encodedBytes + message.payload.count + MessageSeal.tagBytes
      return planner.plan(
        layout, sealedBytes: sealed, nextSymbolID: 0,
        remaining: end == .here ? 1 : layout.sourceCount,
        for: messageClass)
    case nil: return nil
    }
  }
}
