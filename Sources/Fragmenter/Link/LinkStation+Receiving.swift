// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

extension LinkStation {
  mutating func receive(
    _ bytes: [UInt8], snr: SNR, at now: Instant, step: inout LinkStep
  ) {
    let frame: Frame
    do {
      frame = try Frame(decoding: bytes)
    } catch {
      return counters.drop(.notOurs)
    }
    medium.heard(frame, at: now, parameters: parameters)
    guard frame.mode == parameters.mode else {
      medium.heardNeighbour(at: now)
      return counters.drop(.notOurs)
    }
    if case .identification(let identification) = frame {
      return receive(identification, snr: snr, at: now)
    }
    guard let (index, outcome) = take(frame, bytes, snr: snr, at: now, step: &step) else {
      medium.heardNeighbour(at: now)
      return counters.drop(.notOurs)
    }
    switch outcome {
    case .forged: counters.drop(.forged)
    case .taken:
      counters.received(bytes: bytes.count)
      extendWindow(link: index)
    case .cleared(let channel, let until, let frames):
      counters.received(bytes: bytes.count)
      medium.answered()
      enterWindow(
        .caller, with: index, channel, until: until, frames: frames, at: now, step: &step)
    case .answered(let continuation):
      counters.received(bytes: bytes.count)
      goOn(continuation, link: index, at: now, step: &step)
    }
  }

  /// A request was answered: the exchange goes on, or is over.
  private mutating func goOn(
    _ continuation: OutgoingTransfer.Continuation, link index: Int, at now: Instant,
    step: inout LinkStep
  ) {
    let wasAway = if case .burst = tuning { true } else { false }
    medium.answered()
    endWindow(link: index, at: now, step: &step)
    guard exchange?.flow.link == index else { return }
    switch continuation {
    case .later: exchange = nil
    case .atOnce:
      exchange?.holdsAir = !wasAway
      exchange?.isBack = wasAway
    }
  }

  /// How long until a REPORT and a DONE for one more message can be paid, when a frame asks.
  ///
  /// Less than BUSY could name is none: then the law asks for a pause only.
  private func answersWait(_ frame: Frame, at now: Instant) -> Duration {
    let asks =
      switch frame {
      case .symbol(let symbol): symbol.poll == .answer
      case .control(let control): if case .poll = control.content { true } else { false }
      default: false
      }
    guard asks, maySend else { return .zero }
    let bytes = ControlFrame.encodedBytes
    let wait = gate.wait(forControl: [bytes, bytes], on: channelNow, at: now)
    return wait < Limits.shortestRefusal ? .zero : wait
  }

  /// Gives a frame to the link it belongs to; nil when it is nobody's.
  private mutating func take(
    _ frame: Frame, _ bytes: [UInt8], snr: SNR, at now: Instant, step: inout LinkStep
  ) -> (index: Int, Link.Effect)? {
    let context = AnswerContext(
      now: now, spreadingFactor: parameters.tuned.spreadingFactor, snr: snr,
      commitPatience: parameters.commitPatience, answersWait: answersWait(frame, at: now))
    switch frame {
    case .hello(let hello): return receive(hello, context: context, step: &step)
    case .single(let single):
      return receive(frame, single.connection, bytes, context: context, step: &step)
    case .symbol(let symbol):
      return receive(frame, symbol.connection, bytes, context: context, step: &step)
    case .reservation(let reservation):
      return receive(frame, reservation.connection, bytes, context: context, step: &step)
    case .control(let control):
      return receive(frame, control.connection, bytes, context: context, step: &step)
    case .identification: return nil
    }
  }

  private mutating func receive(
    _ frame: Frame, _ connection: UInt8, _ bytes: [UInt8], context: AnswerContext,
    step: inout LinkStep
  ) -> (Int, Link.Effect)? {
    for index in links.indices {
      guard let session = links[index].session(connection: connection) else { continue }
      return (
        index,
        links[index].receive(frame, bytes: bytes, in: session, context: context, step: &step)
      )
    }
    return nil
  }

  private mutating func receive(
    _ hello: HelloFrame, context: AnswerContext, step: inout LinkStep
  ) -> (Int, Link.Effect)? {
    for index in links.indices {
      let link = links[index]
      switch hello.kind {
      case .response:
        guard link.handshake.reservedConnection == hello.address else { continue }
        return (index, links[index].receive(response: hello, context: context, step: &step))
      case .initiation:
        let hint = HandshakeContext.hint(initiator: link.peer, responder: identity.publicKey)
        guard hint == hello.address, !link.isForbidden else { continue }
        let supplies = makeSupplies(at: context.now)
        let effect =
          maySend
          ? links[index].receive(
            initiation: hello, supplies: supplies, context: context, step: &step)
          : links[index].overhear(initiation: hello, supplies: supplies, context: context)
        if case .forged = effect { continue }
        return (index, effect)
      }
    }
    return nil
  }
}
