// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Crypto

extension Invitation {
  /// The invitation of the gateway that has this configuration and these keys.
  ///
  /// - Throws: `InvitationError.badField` for what the line cannot carry.
  public init(
    of configuration: Configuration, identity: GatewayIdentity
  ) throws(InvitationError) {
    try self.init(
      name: configuration.gateway.name, staticKey: identity.staticKey.publicKey,
      recordKey: identity.recordKey.publicKey, domains: configuration.gateway.localDomains,
      channel: configuration.radio.channel.shared)
  }
}
