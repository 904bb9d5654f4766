// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

extension LinkStation {
  /// Completes a handshake between two stations without the air; for simulations only.
  ///
  /// Both must know each other's keys. It is the same handshake, its frames only change hands.
  package static func introduce(
    _ initiator: inout LinkStation, _ responder: inout LinkStation, at now: Instant
  ) {
    var step = LinkStep()
    guard let near = initiator.index(of: responder.publicKey),
      let far = responder.index(of: initiator.publicKey),
      let request = initiator.links[near].handshake.initiate(
        initiator.makeSupplies(at: now), step: &step),
      case .hello(let initiation)? = try? Frame(decoding: request)
    else { return }
    let context = AnswerContext(
      now: now, spreadingFactor: .sf7, snr: SNR(decibels: 10), commitPatience: .zero)
    _ = responder.links[far].receive(
      initiation: initiation, supplies: responder.makeSupplies(at: now), context: context,
      step: &step)
    guard let answer = responder.links[far].answers.popLast(),
      case .hello(let response)? = try? Frame(decoding: answer.bytes)
    else { return }
    _ = initiator.links[near].receive(response: response, context: context, step: &step)
    initiator.links[near].confirmed()
    responder.links[far].confirmNewest(step: &step)
  }

  private func index(of peer: PeerKey) -> Int? { links.firstIndex { $0.peer == peer } }
}
