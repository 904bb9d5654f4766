// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaDriver

/// Losses of frames: independent, or in spells during which nothing arrives.
struct LossProcess {
  /// The share of frames lost in the long run.
  var share: Double
  /// The mean length of a spell, seconds; 0 for independent losses.
  var spellSeconds = 0.0
  private var isBad = false
  private var until = 0.0

  init(share: Double, spellSeconds: Double = 0) {
    self.share = share
    self.spellSeconds = spellSeconds
  }

  /// Whether a frame that ends then is lost; times must not run backwards.
  mutating func loses(at second: Double, random: inout SplitMix64) -> Bool {
    guard spellSeconds > 0, share > 0 else { return random.fraction() < share }
    while until <= second {
      isBad.toggle()
      let mean = isBad ? spellSeconds : spellSeconds * (1 - share) / share
      until += -ElementaryFunctions.log(1 - random.fraction()) * mean
    }
    return isBad
  }
}
