// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import EmulatedChips
import EmulatedModems
import Foundation
import LoRaDriver
import LoRaPHY
import Synchronization
import Testing

/// Dongles behind pseudo terminals, on the emulated chips' air, in real time.
@Suite(.timeLimit(.minutes(1)))
struct SerialRadioTests {
  /// The protocols, each with its firmware.
  enum Kind: String, CaseIterable, Sendable {
    case rnode
    case meshCore

    var firmware: any EmulatedFirmware {
      switch self {
      case .rnode: EmulatedRNode(seed: 1)
      case .meshCore: EmulatedMeshCoreModem()
      }
    }

    var modem: any SerialModem {
      switch self {
      case .rnode: RNodeModem(RNodeSettings(powerDBm: 14, legalPartsPerMillion: nil))
      case .meshCore: MeshCoreModem(powerDBm: 14)
      }
    }
  }

  private let channel = RadioChannel.test(bandwidth: .kHz500)
  private let folder = NSTemporaryDirectory() + "loragw-" + UUID().uuidString

  private func dongle(
    _ firmware: any EmulatedFirmware, _ name: String, on board: EmulatedBoard
  ) throws -> EmulatedDongle {
    let radio = try ChipRadio(
      .sx127x(SX127xLinkTests.settings()), wires: board.wires(of: board.add()),
      clock: board.clock)
    return EmulatedDongle(
      firmware, radio: radio, link: "\(folder)/by-id/\(name)", clock: board.clock)
  }

  private func radio(_ kind: Kind, _ name: String, _ board: EmulatedBoard) throws -> SerialRadio {
    try SerialRadio(
      kind.modem, device: .path("\(folder)/by-id/\(name)"), clock: board.clock)
  }

  @Test(arguments: Kind.allCases, Kind.allCases)
  func `two dongles of any kind exchange frames on an air that loses some`(
    first: Kind, second: Kind
  ) async throws {
    let board = EmulatedBoard(seed: 4, loss: 0.1)
    let dongles = [
      try dongle(first.firmware, "a", on: board), try dongle(second.firmware, "b", on: board),
    ]
    for dongle in dongles { dongle.plugIn() }
    let radios = [try radio(first, "a", board), try radio(second, "b", board)]
    for radio in radios { try await configure(radio) }
    for serial in 0..<3 as Range<UInt8> {
      for (from, to) in [(0, 1), (1, 0)] {
        let frame = [0xC0, 0xDB, serial] + [UInt8](repeating: UInt8(from), count: 80)
        let received = await deliver(frame, from: radios[from], to: radios[to])
        #expect(received?.channel.frequency == channel.frequency)
      }
    }
    await stop(radios, dongles, board)
  }

  @Test(arguments: Kind.allCases)
  func `a dongle and a chip on SPI exchange frames`(kind: Kind) async throws {
    let board = EmulatedBoard(seed: 5)
    let dongle = try dongle(kind.firmware, "a", on: board)
    dongle.plugIn()
    let serial = try radio(kind, "a", board)
    let chip = try ChipRadio(
      .sx127x(SX127xLinkTests.settings()), wires: board.wires(of: board.add()),
      clock: board.clock)
    try await configure(serial)
    // The gateway sets the CRC for all that talk with dongles.
    var withCRC = channel
    withCRC.modulation.payloadCRC = .present
    try await chip.configure(withCRC)
    #expect(await deliver([1, 2, 3], from: serial, to: chip) != nil)
    #expect(await deliver([4, 5, 6], from: chip, to: serial) != nil)
    await stop([serial, chip], [dongle], board)
  }

  @Test(arguments: Kind.allCases)
  func `a dongle that is absent at first is tuned when it appears`(kind: Kind) async throws {
    let board = EmulatedBoard(seed: 6)
    let dongle = try dongle(kind.firmware, "a", on: board)
    let serial = try radio(kind, "a", board)
    var events = serial.events.makeAsyncIterator()
    await #expect(throws: RadioError.self) { try await serial.configure(channel) }
    guard case .fault(.unreachable(let reason))? = await events.next() else {
      Issue.record("no fault")
      return
    }
    #expect(reason.contains("does not exist"))
    dongle.plugIn()
    #expect(await events.next() == .recovered)
    try await serial.transmit([1, 2, 3])
    await stop([serial], [dongle], board)
  }

  @Test(arguments: Kind.allCases)
  func `unplugged in a frame it fails it, and comes back under another device's name`(
    kind: Kind
  ) async throws {
    let board = EmulatedBoard(seed: 7)
    let dongle = try dongle(kind.firmware, "a", on: board)
    dongle.plugIn()
    let serial = try radio(kind, "a", board)
    try await configure(serial)
    var events = serial.events.makeAsyncIterator()
    for bytes in [1, 60, 130] {
      dongle.unplug(afterBytes: bytes)
      let frame = [UInt8](repeating: 1, count: 120)
      // The plug may come out when the frame has left already, or with the next one.
      var error: RadioError?
      while dongle.isPluggedIn || error == nil {
        do throws(RadioError) { try await serial.transmit(frame) } catch let thrown {
          error = thrown
        }
      }
      switch error {
      case .interrupted?, .unreachable?: break
      default: Issue.record("\(String(describing: error))")
      }
      guard case .fault? = await events.next() else {
        Issue.record("no fault")
        return
      }
      await #expect(throws: RadioError.self) { try await serial.transmit(frame) }
      dongle.plugIn()
      #expect(await events.next() == .recovered)
      try await serial.transmit(frame)
    }
    await stop([serial], [dongle], board)
  }

  @Test func `an absent dongle costs next to no time`() async throws {
    let board = EmulatedBoard(seed: 8)
    let beats = Mutex(0)
    let clock = board.clock
    let serial = try SerialRadio(Kind.rnode.modem, device: .path(folder + "/by-id/none")) {
      beats.withLock { $0 += 1 }
      return clock()
    }
    let start = clock()
    try await Task.sleep(for: .seconds(1))
    let (count, time) = (beats.withLock { $0 }, clock() - start)
    await serial.shutdown()
    // A few looks at the clock for each attempt, not one for each moment.
    #expect(Duration.milliseconds(5) * count < time)
    board.stop()
  }

  @Test func `a shutdown fails what is pending, and ends the events`() async throws {
    let board = EmulatedBoard(seed: 9)
    let dongle = try dongle(EmulatedMeshCoreModem(), "a", on: board)
    dongle.with { $0.faults.startTime = .seconds(100) }
    dongle.plugIn()
    let serial = try radio(.meshCore, "a", board)
    let asking = Task { try await serial.configure(channel) }
    try await Task.sleep(for: .milliseconds(50))
    await serial.shutdown()
    await #expect(throws: RadioError.self) { try await asking.value }
    await #expect(throws: RadioError.shutDown) { try await serial.transmit([1]) }
    for await _ in serial.events {}
    await stop([], [dongle], board)
  }

  @Test func `what is no serial device, and what others hold, is said with a fix`() async throws {
    let board = EmulatedBoard(seed: 10)
    let file = folder + ".txt"
    try Data().write(to: URL(filePath: file))
    let serial = try SerialRadio(Kind.rnode.modem, device: .path(file), clock: board.clock)
    var events = serial.events.makeAsyncIterator()
    guard case .fault(.unreachable(let reason))? = await events.next() else {
      Issue.record("no fault")
      return
    }
    #expect(reason.contains("is no serial device"))
    try FileManager.default.removeItem(atPath: file)
    await stop([serial], [], board)
  }

  // MARK: - Parts

  /// A dongle that was plugged in a moment ago may not be open yet.
  private func configure(_ radio: SerialRadio) async throws {
    for _ in 0..<20 {
      do throws(RadioError) {
        return try await radio.configure(channel)
      } catch {
        guard case .unreachable = error else { throw error }
        try await Task.sleep(for: .milliseconds(50))
      }
    }
    try await radio.configure(channel)
  }

  private func stop(
    _ radios: [any Radio], _ dongles: [EmulatedDongle], _ board: EmulatedBoard
  ) async {
    for radio in radios { await radio.shutdown() }
    for dongle in dongles { await dongle.stop() }
    board.stop()
    // A folder that is not there is as good.
    try? FileManager.default.removeItem(atPath: folder)
  }
}
