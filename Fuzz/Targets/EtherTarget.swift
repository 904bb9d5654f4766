// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaDriver

/// Any bytes as a message of the simulated ether: what is read is written back the same.
enum EtherTarget {
  static func run(_ input: [UInt8]) -> Int32 {
    guard let message = try? EtherMessage(decoding: input) else { return 0 }
    let written = (try? message.encoded()) ?? []
    precondition(Array(written.dropFirst(2)) == input, "written otherwise than read")
    return 0
  }
}
