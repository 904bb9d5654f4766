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

/// Two whole daemons, camp and village, and the radios they have.
enum DonglePair: CaseIterable, Sendable {
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

  /// Those of one kind of dongle.
  static let alike: [DonglePair] = [.rnodes, .meshCores, .microchips, .raks]

  /// What the channel of a test is.
  struct Channel: Sendable {
    var bandwidthKilohertz = 250
    /// Nil: what the driver needs.
    var turnaroundMilliseconds: Int? = 600
    var loss = 0.0
  }

  private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
  private static let names = ["camp", "village"]

  /// Runs both daemons on one air, and `body` with their folder and dongles meanwhile.
  func onAir(
    _ channel: Channel,
    _ body: @Sendable @escaping (String, [EmulatedDongle]) async throws -> Void
  ) async throws {
    try await Sample.inDirectory { directory in
      let air = EmulatedBoard(seed: 5, loss: channel.loss)
      var dongles: [EmulatedDongle] = []
      var services: [any Service] = []
      for (index, driver) in drivers.enumerated() {
        let wires = air.wires(of: air.add(EmulatedSX1276()))
        let link = "\(directory)/by-id/usb-\(Self.names[index])-if00"
        if driver != .sx127x {
          let settings = try SX127xSettings(output: .paBoost, powerDBm: 14, oscillator: .crystal)
          let dongle = EmulatedDongle(
            Self.firmware(of: driver, seed: UInt64(index)),
            radio: try ChipRadio(.sx127x(settings), wires: wires, clock: air.clock), link: link,
            clock: air.clock)
          dongle.plugIn()
          dongles.append(dongle)
        }
        try FileManager.default.createDirectory(
          atPath: directory + "/" + Self.names[index], withIntermediateDirectories: true)
        services.append(
          try service(index, channel, in: directory, device: link, wires: wires, air))
      }
      let group = ServiceGroup(services: services, logger: Self.logger)
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

  private func service(
    _ index: Int, _ channel: Channel, in directory: String, device: String, wires: ChipWires,
    _ air: EmulatedBoard
  ) throws -> GatewayService {
    let configuration = try Configuration(
      parsing: text(index, channel, device: device, in: directory),
      file: "\(Self.names[index]).toml")
    return GatewayService(
      configuration, identity: try Sample.identity(Self.seed(index)), logger: Self.logger
    ) { radio in
      guard case .board(let board) = radio.attachment else {
        return try radio.open(clock: air.clock)
      }
      let settings = try SX127xSettings(board, powerDBm: radio.channel.powerDBm)
      return try ChipRadio(.sx127x(settings), wires: wires, clock: air.clock)
    }
  }

  private func text(
    _ index: Int, _ channel: Channel, device: String, in directory: String
  ) throws -> String {
    let (name, driver) = (Self.names[index], drivers[index])
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
      bandwidth_khz = \(channel.bandwidthKilohertz).0
      spreading_factor = 7
      rescue_spreading_factor = 7
      \(channel.turnaroundMilliseconds.map { "turnaround_ms = \($0)" } ?? "")
      payload_crc = "present"
      [mail.in]
      lmtp = ["unix:\(directory)/\(name)/lmtp.sock"]
      [mail.out]
      deliver = "maildir:\(directory)/\(name)/Maildir"
      \(try ConfigurationSample.peer(Self.names[1 - index], seed: Self.seed(1 - index)))
      """
  }

  private static func seed(_ index: Int) -> UInt8 { index == 0 ? 1 : 77 }

  /// Hands a mail in at one door, and waits until it has come out at the other and is done with.
  static func cross(
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
