// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// What is used of a legal band's airtime, what is set aside, and what is left.
package struct AirtimeAccount: Sendable {
  /// The band.
  package var band: LegalBand
  /// Airtime that counts in the window ending now: sent, or reserved.
  package var occupied: Duration
  /// The part of it that is reserved for frames not keyed yet.
  package var reserved: Duration
  /// What the most urgent frames may still use; nil without limit.
  package var left: Duration?
  /// What mails that are no chat may still use; nil without limit.
  package var leftForMail: Duration?

  init(_ ledger: DutyLedger, of band: LegalBand, at now: Instant) {
    self.band = band
    occupied = ledger.used(at: now)
    reserved = min(.microseconds(ledger.open.reduce(Int64(0)) { $0.plus($1.left) }), occupied)
    guard band.rule.limit != nil else { return }
    left = ledger.remaining(at: now, for: .control)
    leftForMail = ledger.remaining(at: now, for: .normal)
  }
}

extension LinkStation {
  /// The airtime accounts, that of the home band first.
  package func airtimeAccounts(at now: Instant) -> [AirtimeAccount] {
    gate.gates.map { AirtimeAccount($0.account(at: now), of: $0.band, at: now) }
  }

  /// The share of full frames that a peer loses with a spreading factor, 0 to 1; nil when none was
  /// measured lately, or there is no such peer.
  package func measuredLoss(
    to peer: PeerKey, at factor: SpreadingFactor, now: Instant
  ) -> Double? {
    guard let link = links.first(where: { $0.peer == peer }) else { return nil }
    let figure = link.loss.figure(at: factor, now: now)
    return figure == LossEstimate().figure(at: factor, now: now) ? nil : figure.probability
  }
}
