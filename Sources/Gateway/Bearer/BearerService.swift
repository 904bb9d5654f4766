// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Logging

/// Serves the directories of all bearers, until its task is cancelled.
struct BearerService: Sendable {
  private let bearers: [Bearer]
  private let carrier: any ParcelCarrier & BatchCarrier
  private let logger: Logger
  private let octetsMax: Int

  /// Makes the directories; nil when there are no bearers.
  ///
  /// - Throws: ``FileError``.
  init?(
    _ bearers: [Bearer], carrier: any ParcelCarrier & BatchCarrier, octetsMax: Int, logger: Logger
  ) throws(FileError) {
    guard !bearers.isEmpty else { return nil }
    for bearer in bearers { try bearer.prepare() }
    self.bearers = bearers
    self.carrier = carrier
    self.octetsMax = octetsMax
    self.logger = logger
  }

  func run() async {
    await withTaskGroup { group in
      for bearer in bearers {
        if let parcels = ParcelCollector(bearer, carrier: carrier, logger: logger) {
          group.addTask { await parcels.run() }
        }
        if let leaver = BatchLeaver(bearer, carrier: carrier, logger: logger) {
          group.addTask { await leaver.run() }
        }
        if bearer.content.terms == nil, let folder = bearer.arriving {
          let door = BatchDoor(carrier: carrier, peer: bearer.peer)
          let collector = DropCollector(
            folder, acceptor: door, octetsMax: octetsMax, logger: logger)
          group.addTask { await collector.run() }
        }
      }
    }
  }
}
