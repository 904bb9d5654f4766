// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import EmulatedChips
import Foundation
import Gateway
import LoRaDriver
import LoRaPHY
import Logging
import MailRelay
import ServiceLifecycle
import Testing

/// Whole daemons on the drivers of real chips: camp on an SX1276, village on an SX1262.
@Suite(.timeLimit(.minutes(2)))
struct ChipServiceTests {
  private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
  private static let names = ["camp", "village"]

  @Test func `a mail crosses from an SX1276 to an SX1262, once, byte for byte`() async throws {
    try await Self.onAir { directory, _ in
      try await Self.cross(in: directory, mail: TestMail.text(1), id: "calm")
    }
  }

  @Test func `a mail crosses once though every fault happens once to each chip`() async throws {
    try await Self.onAir { directory, air in
      let trouble = Task {
        for fault in Self.faults {
          for chip in 0...1 {
            air.with(chip) { chip, now in fault(&chip, now) }
            try await Task.sleep(for: .milliseconds(60))
          }
          // What does not run down by itself ends here.
          for chip in 0...1 {
            air.with(chip) { chip, _ in
              chip.faults.version = nil
              chip.faults.stuckMISO = nil
              chip.faults.isLineStuck = false
              chip.faults.ignoresReset = false
            }
          }
        }
      }
      try await Self.cross(in: directory, mail: TestMail.text(2), id: "trouble")
      _ = try await trouble.value
      for chip in 0...1 { air.with(chip) { chip, _ in chip.faults = ChipFaults() } }
      // All troubles over, the same way serves again.
      try await Self.cross(in: directory, mail: TestMail.text(3), id: "after", arrived: 2)
    }
  }

  private static let faults: [@Sendable (inout any EmulatedChip, Instant) -> Void] = [
    { chip, _ in chip.faults.lostEdges = 1 },
    { chip, _ in chip.faults.corruptReads = 1 },
    { chip, _ in chip.faults.corruptWrites = 1 },
    { chip, _ in chip.faults.failingTransfers = 1 },
    { chip, _ in chip.faults.ignoredModes = 1 },
    { chip, _ in chip.faults.endlessTransmissions = 1 },
    { chip, _ in chip.faults.endlessSearches = 1 },
    { chip, _ in chip.faults.endlessCalibrations = 1 },
    { chip, now in chip.brownOut(at: now) },
    { chip, _ in chip.faults.isLineStuck = true },
    { chip, _ in chip.faults.stuckMISO = 0x00 },
    { chip, _ in chip.faults.stuckMISO = 0xFF },
    { chip, now in
      chip.faults.version = 0x22
      chip.faults.ignoresReset = true
      chip.brownOut(at: now)
    },
  ]

  // MARK: - Daemons

  private static func onAir(
    _ body: @Sendable @escaping (String, EmulatedBoard) async throws -> Void
  ) async throws {
    try await Sample.inDirectory { directory in
      let air = EmulatedBoard(seed: 5)
      var newer = EmulatedSX1262()
      newer.hasTCXO = try Sample.board("waveshare-sx1262-spi").tcxoVolts != nil
      let chips = [air.add(EmulatedSX1276()), air.add(newer)]
      var services: [any Service] = []
      for (index, name) in names.enumerated() {
        try FileManager.default.createDirectory(
          atPath: directory + "/" + name, withIntermediateDirectories: true)
        services.append(try service(index, in: directory, wires: air.wires(of: chips[index]), air))
      }
      let group = ServiceGroup(services: services, logger: logger)
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        try await body(directory, air)
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
      }
      air.stop()
    }
  }

  private static func service(
    _ index: Int, in directory: String, wires: ChipWires, _ air: EmulatedBoard
  ) throws -> GatewayService {
    let (name, peer) = (names[index], names[1 - index])
    let configuration = try Configuration(
      parsing: text(index, peer: peer, in: directory), file: "\(name).toml")
    return GatewayService(
      configuration, identity: try Sample.identity(seed(index)), logger: logger
    ) { radio in
      guard case .board(let board) = radio.attachment,
        let settings = try ChipSettings(board, powerDBm: radio.channel.powerDBm)
      else { throw GatewayServiceError.noRadio("") }
      return try ChipRadio(settings, wires: wires, clock: air.clock)
    }
  }

  private static func text(_ index: Int, peer: String, in directory: String) throws -> String {
    let name = names[index]
    return """
      [gateway]
      name = "\(name)"
      state_directory = "\(directory)/\(name)"
      local_domains = ["\(name).example"]
      [radio]
      driver = "\(index == 0 ? "sx127x" : "sx126x")"
      board = "\(index == 0 ? "adafruit-4074" : "waveshare-sx1262-spi")"
      [radio.channel]
      region = "EU868"
      frequency_mhz = 869.525
      bandwidth_khz = 250.0
      spreading_factor = 7
      rescue_spreading_factor = 7
      [mail.in]
      lmtp = ["unix:\(directory)/\(name)/lmtp.sock"]
      [mail.out]
      deliver = "maildir:\(directory)/\(name)/Maildir"
      \(try ConfigurationSample.peer(peer, seed: seed(1 - index)))
      """
  }

  private static func seed(_ index: Int) -> UInt8 { index == 0 ? 1 : 77 }

  /// Hands a mail to camp's door, and waits until it has come out at village and is done with.
  private static func cross(
    in directory: String, mail: [UInt8], id: String, arrived: Int = 1
  ) async throws {
    let clients = names.map { ControlClient(stateDirectory: directory + "/" + $0) }
    for client in clients { try await Wait.until { await (try? client.status()) != nil } }
    let door = MailOutlet.lmtp(.unix(path: directory + "/camp/lmtp.sock"))
    let results = await door.deliver(
      try TestMail.envelope(from: "a@camp.example", to: ["b@village.example"]), mail: mail,
      deliveryID: try #require(DeliveryID(id)))
    #expect(results.map(\.reply.code) == [250])
    try await Wait.until { try await clients[1].status().mails.handedOver == arrived }
    try await Wait.until { try await clients[0].queue().isEmpty }
    let folder = directory + "/village/Maildir/new"
    let mails = try FileManager.default.contentsOfDirectory(atPath: folder).map {
      Array(try Data(contentsOf: URL(filePath: folder + "/" + $0)))
    }
    #expect(mails.count == arrived)
    #expect(mails.count { $0 == mail } == 1)
  }
}
