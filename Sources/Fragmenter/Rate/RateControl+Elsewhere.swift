// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

extension RateControl {
  /// A burst on another channel, and what all frames that are left would cost there.
  package struct Detour: Sendable, Hashable {
    /// How the next frames would be sent; always announced.
    package var plan: BurstPlan
    /// Airtime expected for all, announcements and answers included, seconds.
    package var seconds: Double
  }

  /// How to send the next of so many frames on a channel to which an announcement leads.
  ///
  /// `loss` is how many decibels weaker a signal is there against the noise than at home: 3 for
  /// each doubling of the bandwidth.
  package func detour(
    remaining: Int, to place: RateParameters, loss: Double, now: Instant
  ) -> Detour {
    var current = belief
    current.advance(to: now)
    let heard = chanceOfAnnouncement(current)
    // Of each factor what reaches the peer, and what others leave of that.
    let allowed = place.allowed
    let means = current.means(count: allowed.count * 2) { decibels, undisturbed, add in
      for (index, factor) in allowed.enumerated() {
        let reach = FrameSurvival.long.probability(at: factor, decibels: decibels - loss)
        add(index, reach)
        add(allowed.count + index, reach * undisturbed)
      }
    }
    let costs = zip(allowed, means[allowed.count...]).map { factor, survival in
      place.seconds(of: remaining, at: factor, survival: survival)
    }
    let best = costs.indices.min { costs[$0].total < costs[$1].total } ?? 0
    let announcements =
      parameters.announcementTime(at: listeningFactor).inSeconds * costs[best].bursts
      / max(heard, 0.05)
    return Detour(
      plan: place.plan(remaining: remaining, at: allowed[best], reach: means[best]),
      seconds: costs[best].total + announcements)
  }

  /// Airtime expected for so many frames at home, as `plan(remaining:now:)` sends them, seconds.
  package func seconds(remaining: Int, as plan: BurstPlan, now: Instant) -> Double {
    var current = belief
    current.advance(to: now)
    let survival = current.means(count: 1) { decibels, undisturbed, add in
      let reach = FrameSurvival.long.probability(at: plan.spreadingFactor, decibels: decibels)
      add(0, undisturbed * reach)
    }[0]
    let cost = parameters.seconds(of: remaining, at: plan.spreadingFactor, survival: survival)
    guard plan.spreadingFactor != listeningFactor else { return cost.total }
    return cost.total + parameters.announcementTime(at: listeningFactor).inSeconds * cost.bursts
      / max(chanceOfAnnouncement(current), 0.05)
  }

  /// The chance that an announcement and its answer arrive where both listen.
  func chanceOfAnnouncement(_ belief: SignalBelief) -> Double {
    let listening = listeningFactor
    return belief.means(count: 1) { decibels, undisturbed, add in
      let short = undisturbed * FrameSurvival.short.probability(at: listening, decibels: decibels)
      add(0, short * short)
    }[0]
  }
}
