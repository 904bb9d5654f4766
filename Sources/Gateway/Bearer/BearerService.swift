// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Logging

/// Serves the directories of all bearers, until its task is cancelled.
struct BearerService: Sendable {
  /// What looks after one directory each.
  private var works: [@Sendable () async -> Void] = []

  /// Makes the directories; nil when none of them is to be looked after.
  ///
  /// - Throws: ``FileError``.
  init?(
    _ bearers: [Bearer], carrier: any ParcelCarrier & BatchCarrier, octetsMax: Int, logger: Logger
  ) throws(FileError) {
    for bearer in bearers {
      try bearer.prepare()
      if let parcels = ParcelCollector(bearer, carrier: carrier, logger: logger) {
        works.append { await parcels.run() }
      }
      if let leaver = BatchLeaver(bearer, carrier: carrier, logger: logger) {
        works.append { await leaver.run() }
      }
      if bearer.content.terms == nil, let folder = bearer.arriving {
        let door = BatchDoor(carrier: carrier, peer: bearer.peer)
        let batches = DropCollector(
          folder, acceptor: door, octetsMax: octetsMax, logger: logger)
        works.append { await batches.run() }
      }
    }
    if works.isEmpty { return nil }
  }

  func run() async {
    await withTaskGroup { group in
      for work in works { group.addTask { await work() } }
    }
  }
}
