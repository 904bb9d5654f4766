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
import Synchronization
import Testing

/// Whole daemons on the drivers of real chips: camp on an SX1276, village on an SX1262.
@Suite(.serialized, .timeLimit(.minutes(4)))
struct ChipServiceTests {
  private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
  private static let names = ["camp", "village"]

  @Test func `a mail crosses from an SX1276 to an SX1262, once, byte for byte`() async throws {
    try await Self.onAir { directory, _ in
      try await Self.cross(in: directory, mail: TestMail.text(1), id: "calm")
    }
  }

  @Test func `each fault shows in both drivers' health, and each mail crosses once all the same`()
    async throws
  {
    try await Self.onAir { directory, air in
      var mails = 0
      for fault in Self.faults {
        let before = Self.healths()
        // What meets a register or a moment in which it does no harm is tried again.
        for attempt in 0..<12 where attempt == 0 || !Self.hasShown(fault, since: before) {
          mails += 1
          let number = mails
          for chip in 0...1 { air.with(chip) { chip, now in fault.begin(&chip, now) } }
          let crossing = Task {
            try await Self.cross(
              in: directory, mail: TestMail.text(number), id: "mail\(number)", arrived: number)
          }
          for _ in 0..<400 where !Self.hasShown(fault, since: before) {
            try await Task.sleep(for: .milliseconds(5))
          }
          // What does not run down by itself ends here.
          for chip in 0...1 { air.with(chip) { chip, _ in chip.faults = ChipFaults() } }
          try await crossing.value
        }
        #expect(Self.hasShown(fault, since: before), "\(fault.name): \(Self.healths())")
      }
      // All troubles over, the same way serves again.
      mails += 1
      try await Self.cross(
        in: directory, mail: TestMail.text(mails), id: "after", arrived: mails)
    }
  }

  /// Something that goes wrong, and the count by which the driver shows that it noticed.
  private struct Fault: Sendable {
    var name: String
    /// By how much the count rises at least.
    var least: Int
    /// The chips that meet it: village only answers, and searches for nobody before it does.
    var chips: ClosedRange<Int>
    var count: @Sendable (ChipHealth) -> Int
    var begin: @Sendable (inout any EmulatedChip, Instant) -> Void

    init(
      _ name: String, least: Int = 1, chips: ClosedRange<Int> = 0...1,
      _ count: @escaping @Sendable (ChipHealth) -> Int,
      _ begin: @escaping @Sendable (inout any EmulatedChip, Instant) -> Void
    ) {
      self.name = name
      self.least = least
      self.chips = chips
      self.count = count
      self.begin = begin
    }
  }

  private static let faults = [
    Fault("lost edges", { $0.missedEdges }) { chip, _ in chip.faults.lostEdges = 3 },
    Fault("corrupt reads", { $0.corruptTransfers }) { chip, _ in chip.faults.corruptReads = 1 },
    // Most meet a frame's bytes, which only its tag tells.
    Fault("corrupt writes", least: 0, { $0.corruptTransfers }) { chip, _ in
      chip.faults.corruptWrites = 3
    },
    Fault("failing transfers", { $0.failedTransfers }) { chip, _ in
      chip.faults.failingTransfers = 1
    },
    // A few are only written again.
    Fault("ignored modes", { $0.resets }) { chip, _ in chip.faults.ignoredModes = 6 },
    Fault("endless frames", { $0.deadlinesMissed }) { chip, _ in
      chip.faults.endlessTransmissions = 1
    },
    Fault("endless searches", chips: 0...0, { $0.deadlinesMissed }) { chip, _ in
      chip.faults.endlessSearches = 1
    },
    // The first restart is the brown-out's.
    Fault("endless calibrations", least: 2, { $0.resets }) { chip, now in
      chip.faults.endlessCalibrations = 1
      chip.brownOut(at: now)
    },
    Fault("brown-out", { $0.lostRegisters }) { chip, now in chip.brownOut(at: now) },
    Fault("stuck line", { $0.stuckLines }) { chip, _ in chip.faults.isLineStuck = true },
    Fault("no power", { $0.resets }) { chip, _ in chip.faults.stuckMISO = 0x00 },
    Fault("no wire", { $0.resets }) { chip, _ in chip.faults.stuckMISO = 0xFF },
    Fault("another chip", { $0.resets }) { chip, now in
      chip.faults.version = 0x22
      chip.faults.ignoresReset = true
      chip.brownOut(at: now)
    },
  ]

  private static func hasShown(_ fault: Fault, since before: [ChipHealth]) -> Bool {
    let now = healths()
    return fault.chips.allSatisfy { chip in
      fault.count(before[chip]) + fault.least <= fault.count(now[chip])
    }
  }

  /// The radios of the daemons that run.
  private static let radios = Mutex<[Int: ChipRadio]>([:])

  private static func healths() -> [ChipHealth] {
    radios.withLock { radios in [0, 1].map { radios[$0]?.health ?? ChipHealth() } }
  }

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
      let chip = try ChipRadio(settings, wires: wires, clock: air.clock)
      radios.withLock { $0[index] = chip }
      return chip
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
