// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import EmulatedChips
import EmulatedModems
import Foundation
import Gateway
import LoRaDriver
import LoRaPHY
import Logging
import MailRelay
import ServiceLifecycle
import Testing

/// Whole daemons on dongles behind pseudo terminals, and on a dongle and a chip.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct DongleServiceTests {
  /// What camp and village have.
  enum Pair: CaseIterable, Sendable {
    case rnodes
    case meshCores
    case microchips
    case raks
    case rnodeAndRAK
    case meshCoreAndMicrochip
    case rnodeAndChip

    var drivers: [RadioDriver] {
      switch self {
      case .rnodes: [.rnode, .rnode]
      case .meshCores: [.meshcoreKISS, .meshcoreKISS]
      case .microchips: [.rn2xx3, .rn2xx3]
      case .raks: [.rui3, .rui3]
      case .rnodeAndRAK: [.rnode, .rui3]
      case .meshCoreAndMicrochip: [.meshcoreKISS, .rn2xx3]
      case .rnodeAndChip: [.rnode, .sx127x]
      }
    }
  }

  private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
  private static let names = ["camp", "village"]

  @Test(arguments: Pair.allCases)
  func `mails cross at 10 % loss, both ways, once, byte for byte`(pair: Pair) async throws {
    try await Self.onAir(pair, loss: 0.1) { directory, _ in
      for (number, from) in [0, 1, 0].enumerated() {
        try await Self.cross(
          in: directory, from: from, mail: TestMail.text(number + 1), id: "mail\(number)")
      }
    }
  }

  @Test func `a dongle that is pulled out in a burst loses no mail`() async throws {
    try await Self.onAir(.rnodes, loss: 0) { directory, dongles in
      let trouble = Task {
        for _ in 0..<3 {
          try await Task.sleep(for: .milliseconds(700))
          dongles[0].unplug(afterBytes: 60)
          try await Wait.until { !dongles[0].isPluggedIn }
          try await Task.sleep(for: .milliseconds(200))
          dongles[0].plugIn()
        }
      }
      try await Self.cross(in: directory, from: 0, mail: TestMail.text(7), id: "pulled")
      trouble.cancel()
      if !dongles[0].isPluggedIn { dongles[0].plugIn() }
    }
  }

  // MARK: - Daemons

  private static func onAir(
    _ pair: Pair, loss: Double,
    _ body: @Sendable @escaping (String, [EmulatedDongle]) async throws -> Void
  ) async throws {
    try await Sample.inDirectory { directory in
      let air = EmulatedBoard(seed: 5, loss: loss)
      var dongles: [EmulatedDongle] = []
      var services: [any Service] = []
      for (index, driver) in pair.drivers.enumerated() {
        let wires = air.wires(of: air.add(EmulatedSX1276()))
        let link = "\(directory)/by-id/usb-\(names[index])-if00"
        if driver != .sx127x {
          let settings = try SX127xSettings(output: .paBoost, powerDBm: 14, oscillator: .crystal)
          let dongle = EmulatedDongle(
            firmware(of: driver, seed: UInt64(index)),
            radio: try ChipRadio(.sx127x(settings), wires: wires, clock: air.clock), link: link,
            clock: air.clock)
          dongle.plugIn()
          dongles.append(dongle)
        }
        try FileManager.default.createDirectory(
          atPath: directory + "/" + names[index], withIntermediateDirectories: true)
        services.append(
          try service(index, pair, in: directory, device: link, wires: wires, air))
      }
      let group = ServiceGroup(services: services, logger: logger)
      let plugged = dongles
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        try await body(directory, plugged)
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
      }
      for dongle in dongles { await dongle.stop() }
      air.stop()
    }
  }

  private static func firmware(of driver: RadioDriver, seed: UInt64) -> any EmulatedFirmware {
    switch driver {
    case .meshcoreKISS: EmulatedMeshCoreModem()
    case .rn2xx3: EmulatedRN2xx3()
    case .rui3: EmulatedRUI3()
    case .rnode, .sx127x, .sx126x, .simulated: EmulatedRNode(seed: seed)
    }
  }

  private static func service(
    _ index: Int, _ pair: Pair, in directory: String, device: String, wires: ChipWires,
    _ air: EmulatedBoard
  ) throws -> GatewayService {
    let configuration = try Configuration(
      parsing: text(index, pair, device: device, in: directory), file: "\(names[index]).toml")
    return GatewayService(
      configuration, identity: try Sample.identity(seed(index)), logger: logger
    ) { radio in
      guard case .board(let board) = radio.attachment else {
        return try radio.open(clock: air.clock)
      }
      let settings = try SX127xSettings(board, powerDBm: radio.channel.powerDBm)
      return try ChipRadio(.sx127x(settings), wires: wires, clock: air.clock)
    }
  }

  private static func text(
    _ index: Int, _ pair: Pair, device: String, in directory: String
  ) throws -> String {
    let (name, driver) = (names[index], pair.drivers[index])
    return """
      [gateway]
      name = "\(name)"
      state_directory = "\(directory)/\(name)"
      local_domains = ["\(name).example"]
      [radio]
      driver = "\(driver.rawValue)"
      \(driver == .sx127x ? "board = \"adafruit-4074\"" : "device = \"\(device)\"")
      [radio.channel]
      region = "EU868"
      frequency_mhz = 869.525
      bandwidth_khz = 250.0
      spreading_factor = 7
      rescue_spreading_factor = 7
      turnaround_ms = 600
      payload_crc = "present"
      [mail.in]
      lmtp = ["unix:\(directory)/\(name)/lmtp.sock"]
      [mail.out]
      deliver = "maildir:\(directory)/\(name)/Maildir"
      \(try ConfigurationSample.peer(names[1 - index], seed: seed(1 - index)))
      """
  }

  private static func seed(_ index: Int) -> UInt8 { index == 0 ? 1 : 77 }

  /// Hands a mail in at one door, and waits until it has come out at the other and is done with.
  private static func cross(
    in directory: String, from: Int, mail: [UInt8], id: String
  ) async throws {
    let (sender, receiver) = (names[from], names[1 - from])
    let clients = [sender, receiver].map { ControlClient(stateDirectory: directory + "/" + $0) }
    for client in clients { try await Wait.until { await (try? client.status()) != nil } }
    let before = try await clients[1].status().mails.handedOver
    let door = MailOutlet.lmtp(.unix(path: "\(directory)/\(sender)/lmtp.sock"))
    let results = await door.deliver(
      try TestMail.envelope(from: "a@\(sender).example", to: ["b@\(receiver).example"]),
      mail: mail, deliveryID: try #require(DeliveryID(id)))
    #expect(results.map(\.reply.code) == [250])
    try await Wait.until { try await clients[1].status().mails.handedOver == before + 1 }
    try await Wait.until { try await clients[0].queue().isEmpty }
    let folder = "\(directory)/\(receiver)/Maildir/new"
    let mails = try FileManager.default.contentsOfDirectory(atPath: folder).map {
      Array(try Data(contentsOf: URL(filePath: folder + "/" + $0)))
    }
    #expect(mails.count { $0 == mail } == 1)
  }
}
