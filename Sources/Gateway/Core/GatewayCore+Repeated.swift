// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter

extension GatewayCore {
  /// What is told of a mail, or a part of one, that is here already.
  func repeated(_ airID: [UInt8], from peer: PeerKey) -> GatewayNotice {
    .repeated(id: MailIdentity.publicID(airID), peer: name(of: peer))
  }
}

extension MailIdentity {
  /// The name for people that a mail has unless another mail took it first.
  static func publicID(_ airID: [UInt8]) -> String { publicIDs(airID: airID).first ?? "" }
}
