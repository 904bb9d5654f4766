// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

extension CallSign {
  /// The call sign of a simulated gateway: N0AAA, N0AAB and so on.
  static func simulated(_ index: Int) -> CallSign? {
    let letters = [676, 26, 1].map { place in
      Character(Unicode.Scalar(UInt8(ascii: "A") + UInt8(index / place % 26)))
    }
    return CallSign("N0" + String(letters))
  }
}
