// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver

extension LinkEvent {
  /// What the link makes of an event of a simulated radio.
  init(_ event: RadioUserEvent) {
    switch event {
    case .received(let frame): self = .received(frame.bytes, snr: frame.snr)
    case .transmitted: self = .transmitted
    case .sensed(.clear): self = .sensed(.clear)
    case .sensed(.busy): self = .sensed(.busy)
    case .deadline: self = .deadline
    }
  }
}
