// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import EmulatedModems
import LoRaDriver
import LoRaPHY

/// Drivers of serial modems, each with its emulated modem, on one air in virtual time.
struct LineModemBench {
  struct Node {
    var driver: any SerialModem
    var firmware: any EmulatedFirmware
    /// The speed at which the modem understands, and that of the host.
    var baudRate: Int
    var speed = 0
    var station: StationID
    var channel: RadioChannel?
    var sendingUntil: Instant?
    var isPlugged = true
    var isOpen = false
    var openAt: Instant?
    var bytesLeft: Int?
    var bytesMoved = 0
    var writes: [[UInt8]] = []
    var answers: [Result<SerialAnswer, RadioError>] = []
    var isAsked = false
    var events: [RadioEvent] = []
    var reopenings: [String] = []
  }

  private(set) var now = Instant.ms(1_000)
  private var air: SimulatedAir
  private(set) var nodes: [Node] = []

  init(seed: UInt64 = 1, loss: Double = 0) {
    air = SimulatedAir(loss: .independent(loss), seed: seed)
  }

  /// Adds a driver and its modem; its number.
  mutating func add(
    _ driver: any SerialModem, _ firmware: any EmulatedFirmware, baudRate: Int? = nil
  ) -> Int {
    let station = air.join(tunedTo: .test(hertz: 1), at: now)
    let speed = baudRate ?? driver.baudRates.first ?? 0
    nodes.append(Node(driver: driver, firmware: firmware, baudRate: speed, station: station))
    let node = nodes.count - 1
    power(node)
    nodes[node].openAt = now
    return node
  }

  /// Adds a driver to a modem that is at work already; its number.
  mutating func adopt(_ driver: any SerialModem, _ firmware: any EmulatedFirmware) -> Int {
    let node = add(driver, firmware)
    nodes[node].firmware = firmware
    return node
  }

  // MARK: - Asking

  mutating func ask(_ node: Int, _ request: SerialRequest) {
    nodes[node].isAsked = true
    handle(.request(request), node)
  }

  /// Asks, and runs until there is an answer.
  @discardableResult
  mutating func obtain(
    _ node: Int, _ request: SerialRequest, within limit: Duration = .seconds(60)
  ) -> Result<SerialAnswer, RadioError>? {
    let count = nodes[node].answers.count
    run(until: { $0.nodes[node].isOpen }, within: .seconds(1))
    ask(node, request)
    run(until: { $0.nodes[node].answers.count > count }, within: limit)
    return nodes[node].answers.dropFirst(count).first
  }

  func received(_ node: Int) -> [[UInt8]] { frames(node).map(\.bytes) }

  func frames(_ node: Int) -> [ReceivedFrame] {
    nodes[node].events.compactMap { event in
      guard case .received(let frame) = event else { return nil }
      return frame
    }
  }

  func faults(_ node: Int) -> [RadioError] {
    nodes[node].events.compactMap { event in
      guard case .fault(let error) = event else { return nil }
      return error
    }
  }

  func recoveries(_ node: Int) -> Int { nodes[node].events.count { $0 == .recovered } }

  /// Reads or changes the modem.
  @discardableResult
  mutating func with<Firmware: EmulatedFirmware, Result>(
    _ node: Int, as type: Firmware.Type, _ body: (inout Firmware) -> Result
  ) -> Result? {
    guard var known = nodes[node].firmware as? Firmware else { return nil }
    defer { nodes[node].firmware = known }
    return body(&known)
  }

  // MARK: - The cable

  mutating func unplug(_ node: Int) {
    nodes[node].isPlugged = false
    if nodes[node].sendingUntil != nil {
      air.leave(nodes[node].station, at: now)
      nodes[node].station = air.join(tunedTo: .test(hertz: 1), at: now)
      nodes[node].channel = nil
      nodes[node].sendingUntil = nil
    }
    guard nodes[node].isOpen else { return }
    nodes[node].isOpen = false
    handle(.closed("unplugged"), node)
  }

  /// Pulls the plug when so many more bytes have gone over the line.
  mutating func unplug(_ node: Int, afterBytes count: Int) { nodes[node].bytesLeft = count }

  /// Another modem comes in the place of an unplugged one.
  mutating func replace(_ node: Int, _ firmware: any EmulatedFirmware) {
    nodes[node].firmware = firmware
  }

  mutating func plug(_ node: Int) {
    guard !nodes[node].isPlugged else { return }
    nodes[node].isPlugged = true
    nodes[node].bytesLeft = nil
    power(node)
    nodes[node].openAt = now + .milliseconds(200)
  }

  /// Puts bytes on the line that the modem did not say.
  mutating func inject(_ bytes: [UInt8], into node: Int) { handle(.bytes(bytes), node) }

  private mutating func power(_ node: Int) { perform(firmware(node, .powered), node) }

  // MARK: - Time

  mutating func run(for time: Duration) { run(until: { _ in false }, within: time) }

  mutating func run(until isOver: (LineModemBench) -> Bool, within limit: Duration) {
    let end = now + limit
    while now < end, !isOver(self) { step(until: end) }
  }

  private mutating func step(until end: Instant) {
    var times = [end, air.nextDeadline].compactMap(\.self)
    for node in nodes {
      if node.isOpen { times += [node.driver.nextDeadline].compactMap(\.self) }
      if node.isPlugged { times += [node.firmware.nextDeadline].compactMap(\.self) }
      times += [node.openAt].compactMap(\.self)
    }
    now = max(now, times.min() ?? end)
    deliver()
    for index in nodes.indices {
      open(index)
      if nodes[index].isPlugged, let due = nodes[index].firmware.nextDeadline, due <= now {
        perform(firmware(index, .timeout), index)
      }
      if nodes[index].isOpen, let due = nodes[index].driver.nextDeadline, due <= now {
        handle(.timeout, index)
      }
    }
  }

  private mutating func open(_ node: Int) {
    guard let due = nodes[node].openAt, due <= now, nodes[node].isPlugged else { return }
    nodes[node].openAt = nil
    nodes[node].isOpen = true
    handle(.opened, node)
  }

  private mutating func deliver() {
    for event in air.advance(to: now) {
      switch event {
      case .transmitted(let station, _):
        guard let node = nodes.firstIndex(where: { $0.station == station }) else { continue }
        nodes[node].sendingUntil = nil
        perform(firmware(node, .sent(true)), node)
      case .received(let station, let frame):
        guard let node = nodes.firstIndex(where: { $0.station == station }) else { continue }
        guard nodes[node].isPlugged else { continue }
        perform(firmware(node, .received(frame)), node)
      }
    }
  }

  // MARK: - Modems

  private mutating func firmware(_ node: Int, _ event: FirmwareEvent) -> [FirmwareAction] {
    nodes[node].firmware.handle(event, at: now)
  }

  private mutating func perform(_ actions: [FirmwareAction], _ node: Int) {
    for action in actions {
      switch action {
      case .write(let bytes): move(bytes, node) { $0.handle(.bytes($1), $2) }
      case .tune(let channel?):
        guard channel != nodes[node].channel else { continue }
        nodes[node].channel = channel
        air.tune(nodes[node].station, to: channel, at: now)
      case .tune(nil): break
      case .transmit(let frame):
        // A radio that still sends what was given to it before it restarted stays silent.
        nodes[node].sendingUntil = try? air.transmit(nodes[node].station, frame: frame, at: now)
      }
    }
  }

  /// Bytes go over the line, so many as there are before the plug is pulled.
  private mutating func move(
    _ bytes: [UInt8], _ node: Int, _ deliver: (inout Self, [UInt8], Int) -> Void
  ) {
    guard nodes[node].isOpen, isSpeedRight(node) else { return }
    let left = nodes[node].bytesLeft ?? .max
    nodes[node].bytesMoved += min(bytes.count, left)
    if nodes[node].bytesLeft != nil { nodes[node].bytesLeft = max(left - bytes.count, 0) }
    let part = Array(bytes.prefix(left))
    if !part.isEmpty { deliver(&self, part, node) }
    if left <= bytes.count { unplug(node) }
  }

  private func isSpeedRight(_ node: Int) -> Bool {
    let speeds = nodes[node].driver.baudRates
    return speeds.isEmpty || speeds[nodes[node].speed % speeds.count] == nodes[node].baudRate
  }

  // MARK: - Drivers

  private mutating func handle(_ event: SerialEvent, _ node: Int) {
    for action in nodes[node].driver.handle(event, at: now) {
      switch action {
      case .write(let bytes):
        nodes[node].writes.append(bytes)
        move(bytes, node) { bench, bytes, node in
          bench.perform(bench.firmware(node, .bytes(bytes)), node)
        }
      case .answer(let answer):
        nodes[node].answers.append(answer)
        nodes[node].isAsked = false
      case .report(let event): nodes[node].events.append(event)
      case .reopen(let reason):
        nodes[node].reopenings.append(reason)
        nodes[node].isOpen = false
        if !nodes[node].driver.hasAnswered { nodes[node].speed += 1 }
        nodes[node].openAt = now + .seconds(1)
      }
    }
  }
}
