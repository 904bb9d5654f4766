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
    let context = AnswerContext(
      now: now, spreadingFactor: parameters.tuned.spreadingFactor, snr: snr,
      commitPatience: parameters.commitPatience, answersWait: answersWait(frame, at: now))
    let effect: (index: Int, Link.Effect)?
    switch frame {
    case .hello(let hello): effect = receive(hello, context: context, step: &step)
    case .single(let single):
      effect = receive(frame, single.connection, bytes, context: context, step: &step)
    case .symbol(let symbol):
      effect = receive(frame, symbol.connection, bytes, context: context, step: &step)
    case .reservation(let reservation):
      effect = receive(frame, reservation.connection, bytes, context: context, step: &step)
    case .control(let control):
      effect = receive(frame, control.connection, bytes, context: context, step: &step)
    }
    guard let (index, outcome) = effect else {
      medium.heardNeighbour(at: now)
      return counters.drop(.notOurs)
    }
    switch outcome {
    case .forged: counters.drop(.forged)
    case .taken:
      counters.received(bytes: bytes.count)
      extendWindow(link: index, at: now)
    case .cleared(let channel, let until, let frames):
      counters.received(bytes: bytes.count)
      medium.answered()
      enterWindow(
        .caller, with: index, channel, until: until, frames: frames, at: now, step: &step)
    case .answered(let continuation):
      counters.received(bytes: bytes.count)
      endWindow(link: index, at: now, step: &step)
      medium.answered()
      guard exchange?.flow.link == index else { break }
      switch continuation {
      case .later: exchange = nil
      case .atOnce: exchange?.holdsAir = true
      }
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
    let wait = gate.wait(forControl: [bytes, bytes], at: now)
    return wait < Limits.shortestRefusal ? .zero : wait
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
        guard hint == hello.address else { continue }
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
