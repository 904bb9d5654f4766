// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import EmulatedChips
import EmulatedModems
import Foundation
import LoRaDriver
import Testing

@Suite(.timeLimit(.minutes(1)))
struct SerialProbeTests {
  @Test(arguments: [
    ModemIdentity.Language.rnode, .meshCoreKISS, .rn2xx3, .rui3,
  ])
  func `a device says which protocol it speaks`(
    language: ModemIdentity.Language
  ) async throws {
    let firmware: any EmulatedFirmware =
      switch language {
      case .rnode, .ebyte: EmulatedRNode()
      case .meshCoreKISS: EmulatedMeshCoreModem()
      case .rn2xx3: EmulatedRN2xx3()
      case .rui3: EmulatedRUI3()
      }
    let board = EmulatedBoard(seed: 3)
    let link = NSTemporaryDirectory() + "loragw-" + UUID().uuidString
    let radio = try ChipRadio(
      .sx127x(SX127xLinkTests.settings()), wires: board.wires(of: board.add()),
      clock: board.clock)
    let dongle = EmulatedDongle(
      firmware, radio: radio, link: link, clock: board.clock)
    dongle.plugIn()
    let found = try await Self.ask(link)
    #expect(found?.language == language)
    await dongle.stop()
    board.stop()
  }

  /// On a thread of its own: it blocks.
  private static func ask(_ path: String) async throws -> ModemIdentity? {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(with: Result { try SerialProbe(path: path).identity() })
      }
    }
  }
}
