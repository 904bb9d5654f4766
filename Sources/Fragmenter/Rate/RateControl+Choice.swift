// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

extension RateControl {
  /// How to send the next of so many frames.
  ///
  /// A burst lasts up to the longest time allowed; where the signal may well be too weak it is a
  /// try and much shorter.
  package func plan(remaining: Int, now: Instant) -> BurstPlan {
    let choice = choose(remaining: remaining, now: now)
    var plan = parameters.plan(remaining: remaining, at: choice.factor, reach: choice.reach)
    plan.isAnnounced = choice.factor != listeningFactor
    guard plan.isAnnounced, remaining > 0, plan.frames == remaining else { return plan }
    let margin = margin(of: plan, now: now)
    guard margin > 0 else { return plan }
    plan = parameters.plan(remaining: remaining + margin, at: choice.factor, reach: choice.reach)
    plan.margin = max(plan.frames - remaining, 0)
    return plan
  }

  /// What the next burst of a long transfer would be sent with.
  package func spreadingFactor(now: Instant) -> SpreadingFactor {
    choose(remaining: Limits.sourceSymbols, now: now).factor
  }

  private struct Choice {
    var factor: SpreadingFactor
    /// The probability that a full frame is not lost for want of signal.
    var reach: Double
  }

  private func choose(remaining: Int, now: Instant) -> Choice {
    var current = belief
    current.advance(to: now)
    let (allowed, listening) = (parameters.allowed, listeningFactor)
    // First whether an announcement is answered, then of each factor what reaches the peer, and
    // what others leave of that.
    let means = current.means(count: 1 + allowed.count * 2) { decibels, undisturbed, add in
      let short = undisturbed * FrameSurvival.short.probability(at: listening, decibels: decibels)
      add(0, short * short)
      for (index, factor) in allowed.enumerated() {
        let reach = FrameSurvival.long.probability(at: factor, decibels: decibels)
        add(1 + index, reach)
        add(1 + allowed.count + index, reach * undisturbed)
      }
    }
    let heard = means[0]
    let reaches = means[1...allowed.count]
    let survivals = means[(1 + allowed.count)...]
    let costs = zip(allowed, survivals).map { factor, survival in
      seconds(of: max(remaining, 1), at: factor, survival: survival, heard: heard)
    }
    let best = costs.indices.min { costs[$0] < costs[$1] } ?? 0
    return Choice(factor: allowed[best], reach: reaches[1 + best])
  }

  /// The airtime expected for so many frames, announcements and answers included.
  private func seconds(
    of remaining: Int, at factor: SpreadingFactor, survival: Double, heard: Double
  ) -> Double {
    let (answers, bursts) = parameters.seconds(of: remaining, at: factor, survival: survival)
    guard factor != listeningFactor else { return answers }
    let announcement = parameters.announcementTime(at: listeningFactor).inSeconds
    return answers + bursts * announcement / max(heard, 0.05)
  }
}

extension RateParameters {
  /// The airtime expected for so many frames with their answers, seconds, and the bursts they take.
  func seconds(
    of remaining: Int, at factor: SpreadingFactor, survival: Double
  ) -> (total: Double, bursts: Double) {
    let frame = timeOnAir(bytes: frameBytes, at: factor).inSeconds
    let frames = Double(max(remaining, 1)) / max(survival, 0.001)
    let bursts = max(frames * frame / longestBurst.inSeconds, 1)
    return (frames * frame + bursts * requestTime(at: factor).inSeconds, bursts)
  }

  /// An announced burst of up to so many frames, as long as it may be; a try, and much shorter,
  /// where the signal may well be too weak.
  ///
  /// `reach` is the probability that a full frame is not lost for want of signal.
  func plan(remaining: Int, at factor: SpreadingFactor, reach: Double) -> BurstPlan {
    let requests = requestTime(at: factor) * Self.requestsPerBurst
    let frame = timeOnAir(bytes: frameBytes, at: factor)
    let fitting = min((longestBurst - requests) / frame, Self.mostFrames)
    let most = max(Int(fitting), 1)
    let isTry = reach < Self.safeReach
    let frames = isTry ? min(max(most / Self.tryShare, Self.leastTry), most) : most
    let count = min(frames, max(remaining, 1))
    return BurstPlan(
      spreadingFactor: factor, frames: count, isAnnounced: true, duration: frame * count + requests)
  }

  /// With a smaller chance to reach the peer a burst is a try.
  private static let safeReach = 0.85
  /// A try is this part of the longest burst, and at least so many frames.
  private static let tryShare = 5
  private static let leastTry = 4
  /// RTS counts no further.
  private static let mostFrames = 255.0
}

extension Duration {
  /// The duration in seconds.
  var inSeconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }
}
