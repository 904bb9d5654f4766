// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

extension Link {
  /// The next frame of a class; nil when nothing is due after all.
  ///
  /// Only a handshake needs supplies.
  mutating func takeFrame(
    _ messageClass: MessageClass, _ supplies: Handshaker.Supplies?,
    _ end: OutgoingTransfer.BurstEnd, at now: Instant, step: inout LinkStep
  ) -> [UInt8]? {
    switch intent(in: messageClass, at: now) {
    case .initiation:
      guard let supplies, let frame = handshake.initiate(supplies, step: &step) else { return nil }
      onAir = .initiation
      wantsHandshake = false
      rekeyTries = max(rekeyTries - 1, 0)
      return frame
    case .burst(let index, let number), .request(let index, let number):
      return takeFrame(of: number, in: index, end, step: &step)
    case .message(let index):
      guard let number = sealNext(messageClass, in: index, step: &step) else { return nil }
      return takeFrame(of: number, in: index, end, step: &step)
    case .confirmation: return takeConfirmation()
    case .echo(let index): return takeEcho(in: index, at: now)
    case nil: return nil
    }
  }

  /// What a message that can say besides that another is stored would cost; nil when none waits.
  ///
  /// One that would better be announced does not ride: its frame is longer than a DONE.
  func rider(
    for done: SessionID, at now: Instant
  ) -> (messageClass: MessageClass, plan: AirtimeGate.Plan)? {
    guard answerDeadline == nil, let index = sessions.lastIndex(where: { $0.canSeal }),
      sessions[index].id == done, let message = queue.min(by: { $0.isMoreUrgent(than: $1) }),
      let layout = parameters.planner.layout(payloadBytes: message.payload.count),
      layout == .single, !(rate?.plan(remaining: 1, now: now).isAnnounced ?? false)
    else { return nil }
    let sealed = InnerHeader.encodedBytes + message.payload.count + MessageSeal.tagBytes
    let plan = parameters.planner.plan(
      layout, sealedBytes: sealed, nextSymbolID: 0, remaining: 1, for: message.messageClass)
    return (message.messageClass, plan)
  }

  /// The next message of a class, sealed so that it says besides that another is stored.
  mutating func takeRider(
    _ messageClass: MessageClass, acknowledging done: (session: SessionID, number: MessageNumber),
    step: inout LinkStep
  ) -> [UInt8]? {
    guard let index = sessions.firstIndex(where: { $0.id == done.session }),
      let number = sealNext(messageClass, in: index, acknowledging: done.number, step: &step)
    else { return nil }
    return takeFrame(of: number, in: index, .natural, step: &step)
  }

  private mutating func sealNext(
    _ messageClass: MessageClass, in index: Int, acknowledging done: MessageNumber? = nil,
    step: inout LinkStep
  ) -> MessageNumber? {
    guard let place = queue.firstIndex(where: { $0.messageClass == messageClass }),
      let layout = parameters.planner.layout(payloadBytes: queue[place].payload.count),
      let sealed = sessions[index].seal(queue[place], layout: layout, acknowledging: done)
    else { return nil }
    queue.remove(at: place)
    step.changes.append(.sealed(sealed))
    return sealed.number
  }

  private mutating func takeFrame(
    of number: MessageNumber, in index: Int, _ end: OutgoingTransfer.BurstEnd,
    step: inout LinkStep
  ) -> [UInt8]? {
    guard var transfer = sessions[index].outgoing[number] else { return nil }
    if let margin, margin.messageClass == transfer.message.messageClass,
      case .sending = transfer.phase
    {
      transfer.lengthen(by: margin.frames)
      self.margin = nil
    }
    if let bound = transfer.reserveBurst() {
      step.changes.append(.symbolsReserved(sessions[index].id, number, upTo: bound))
    }
    if case .sending = transfer.phase {
      transfer.spreadingFactor = parameters.ratedFactor
    }
    guard let draft = transfer.nextDraft(end) else {
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
}

extension OutboundMessage {
  fileprivate func isMoreUrgent(than other: OutboundMessage) -> Bool {
    messageClass.rawValue < other.messageClass.rawValue
  }
}
