// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway

extension GatewayNotice {
  /// Whether it tells of a mail from this peer that was stored already.
  func isRepeated(from peer: String) -> Bool {
    if case .repeated(_, peer) = self { true } else { false }
  }
}
