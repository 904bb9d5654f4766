// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import LoRaPHY
import MailCodec

/// One of the demo's two gateways: its folder, identity and core.
struct DemoGateway {
  let name: String
  let directory: String
  let identity: LinkIdentity

  init(name: String, in folder: String) throws {
    self.name = name
    directory = folder + "/" + name
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    identity = try LinkIdentity(GatewayIdentity.loadOrCreate(stateDirectory: directory))
  }

  var maildirPath: String { directory + "/Maildir" }

  func core(
    domain: String, peer: DemoGateway, peerDomain: String, link: LinkParameters, codec: MailCodec
  ) throws -> GatewayCore {
    let route = PeerRoute(name: peer.name, key: peer.identity.publicKey, domains: [peerDomain])
    let settings = GatewaySettings(
      name: name, localDomains: [domain], peers: [route], link: link,
      maximumMailBytes: GatewayLimits.defaultMailBytes)
    return try GatewayCore(
      settings: settings, identity: identity, spool: Spool(directory: directory), codec: codec,
      random: SystemRandomNumberGenerator(), wallClock: SystemClock.unixSeconds)
  }
}
