// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import Fragmenter

extension HeardFrame.Verdict {
  /// What the link made of the one frame it took between two counts.
  package init(before: LinkCounters, after: LinkCounters) {
    self =
      if after.framesReceived > before.framesReceived {
        .authentic
      } else if after.framesForged > before.framesForged {
        .forged
      } else if after.framesForeign > before.framesForeign {
        .foreign
      } else {
        .unchecked
      }
  }
}
