// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation

/// The least airtime any margin rule can reach, by dynamic programming over the symbols missing.
///
/// The rule knows the loss exactly and chooses before each burst how many symbols it sends. The
/// last one asks for an answer; after silence control frames ask until there is one. Symbols are
/// taken to be independent, and a message to be answered by a frame of one length throughout.
struct OptimalTransfer {
  /// Times on air in seconds.
  let symbolFrame: Double
  /// A coded symbol that asks for an answer, which tells the count of symbols too.
  let pollingFrame: Double
  let controlFrame: Double
  let loss: Double

  /// The expected airtime of a message of so many symbols, none of which was sent.
  func airtime(symbols: Int) -> Double {
    var best = [0.0]
    for missing in 1...max(symbols, 1) {
      best.append(
        least(from: missing) { burst in
          let (cost, nothing) = cost(of: burst, missing: missing, after: best)
          return (cost + pollingFrame - symbolFrame) / (1 - nothing)
        })
    }
    return least(from: symbols) { burst in
      let (cost, nothing) = cost(of: burst, missing: symbols, after: best)
      let polling = burst > symbols ? pollingFrame - symbolFrame : 0
      return cost + polling + nothing * best[symbols]
    }
  }

  /// What it costs until the answer to a burst is there: its last frame asked for it.
  private var answer: Double {
    let arrives = 1 - loss
    let again = (1 + arrives) * controlFrame / (arrives * arrives)
    return arrives * controlFrame + (1 - arrives * arrives) * again
  }

  private func least(from shortest: Int, _ cost: (Int) -> Double) -> Double {
    var least = Double.infinity
    for burst in shortest... {
      let next = cost(burst)
      least = min(least, next)
      // Longer bursts cost ever more once their frames outweigh what they save.
      if next > least * 1.05 || loss == 0 { break }
    }
    return least
  }

  /// What a burst and all after it cost, unless nothing of it arrives; and how likely that is.
  private func cost(
    of burst: Int, missing: Int, after best: [Double]
  ) -> (cost: Double, nothing: Double) {
    var cost = Double(burst) * symbolFrame + answer
    for arrived in stride(from: 1, to: missing, by: 1) {
      cost += probability(of: arrived, in: burst) * best[missing - arrived]
    }
    return (cost, probability(of: 0, in: burst))
  }

  private func probability(of arrived: Int, in burst: Int) -> Double {
    guard loss > 0 else { return arrived == burst ? 1 : 0 }
    let (all, got) = (Double(burst), Double(arrived))
    let ways = lgamma(all + 1) - lgamma(got + 1) - lgamma(all - got + 1)
    return exp(ways + got * log(1 - loss) + (all - got) * log(loss))
  }
}
