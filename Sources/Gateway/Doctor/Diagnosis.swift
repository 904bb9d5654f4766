// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaDriver

/// What a machine and its configured board look like to someone who knows the usual faults.
///
/// Pure: everything it judges is in its arguments.
public struct Diagnosis: Equatable, Sendable {
  /// What was found, in the order to read it.
  public private(set) var findings: [Finding] = []

  /// Looks at a machine; with a board, also at what the board needs, who its chip says it is, and
  /// what its interrupt line did; with a dongle's device, at whether it can be used.
  public init(
    of machine: MachineSnapshot, boards: BoardTable, board: Board? = nil,
    identity: ChipIdentity? = nil, interrupt: InterruptTrial? = nil, device: String? = nil
  ) {
    note(machine)
    note(machine.hat, boards: boards, configured: board)
    noteBuses(machine)
    noteLines(machine, board: board)
    for port in machine.serialPorts { note(port) }
    if let device { check(device: device, on: machine) }
    guard let board else { return }
    check(board, on: machine)
    if let identity { judge(identity, of: board) }
    if let interrupt { judge(interrupt, of: board) }
  }

  /// What a single look has found.
  init(_ finding: Finding) { findings = [finding] }

  /// Whether nothing stands in the way.
  public var isHealthy: Bool { !findings.contains { $0.kind == .fault } }

  // MARK: The machine

  private mutating func note(_ machine: MachineSnapshot) {
    if let model = machine.model { findings.append(Finding(.note, model)) }
  }

  private mutating func note(_ hat: HATIdentity?, boards: BoardTable, configured: Board?) {
    guard let hat else { return }
    let known = boards.boards(hatName: hat.product).map(\.id)
    let names = known.map { "board = \"\($0)\"" }.joined(separator: " or ")
    let isConfigured = configured.map { known.contains($0.id) } ?? false
    findings.append(
      Finding(
        .note, "HAT EEPROM: \(hat.vendor) \(hat.product)",
        fix: known.isEmpty || isConfigured ? nil : "this should be \(names)"))
  }

  private mutating func noteBuses(_ machine: MachineSnapshot) {
    if machine.spiDevices.isEmpty {
      findings.append(
        Finding(
          .note, "no SPI device (/dev/spidev*)",
          fix: "for a radio on SPI: dtparam=spi=on in /boot/firmware/config.txt, then reboot"))
    }
    for device in machine.spiDevices { note("SPI", device) }
  }

  private mutating func noteLines(_ machine: MachineSnapshot, board: Board?) {
    for chip in machine.gpioChips {
      note("GPIO chip \"\(chip.label)\", \(chip.lines.count) lines,", chip.device)
      guard board == nil else { continue }
      for line in chip.lines {
        guard let consumer = line.consumer, !line.name.isEmpty else { continue }
        findings.append(Finding(.note, "line \(line.name) is in use by \"\(consumer)\""))
      }
    }
  }

  private mutating func note(_ what: String, _ device: MachineSnapshot.Device) {
    switch device.access {
    case .granted: findings.append(Finding(.good, "\(what) /dev/\(device.name)"))
    case .denied(let group):
      findings.append(
        Finding(
          .note, "\(what) /dev/\(device.name): this user may not use it",
          fix: Diagnosis.joining(group)))
    }
  }

  private mutating func note(_ port: MachineSnapshot.SerialPort) {
    let path = port.lastingName.map { "/dev/serial/by-id/\($0)" } ?? "/dev/\(port.device.name)"
    let bridge = port.usbID.flatMap { USBBridge.names[$0] } ?? port.usbID ?? "unknown device"
    var fix: String?
    if case .denied(let group) = port.device.access { fix = Diagnosis.joining(group) }
    findings.append(
      Finding(
        .note, "USB serial port \(path) (\(bridge))",
        fix: fix ?? "if it is a LoRa dongle, ask which one: loragw doctor --probe \(path)"))
  }

  // MARK: The dongle

  private mutating func check(device: String, on machine: MachineSnapshot) {
    guard let name = SerialDeviceName(device) else { return }
    let port = machine.serialPorts.first { port in
      switch name {
      case .path(let path):
        port.lastingName.map { "/dev/serial/by-id/\($0)" } == path
          || "/dev/\(port.device.name)" == path
      case .usbSerial(let serial): port.lastingName?.contains("_\(serial)-if") ?? false
      }
    }
    guard let port else {
      // Of ports that are no USB devices nothing is known before they are opened.
      let isUSB = device.hasPrefix("usb:") || device.hasPrefix("/dev/serial/")
      guard isUSB else { return }
      return fault("device \(device) is not there", "plug the dongle in; is the name right?")
    }
    switch port.device.access {
    case .granted: findings.append(Finding(.good, "device \(device) is there"))
    case .denied(let group):
      fault("device \(device): this user may not use it", Diagnosis.joining(group))
    }
  }

  // MARK: The board

  private mutating func check(_ board: Board, on machine: MachineSnapshot) {
    guard let name = board.spidev else { return }
    guard let device = machine.spiDevices.first(where: { $0.name == name }) else {
      fault(
        "board \"\(board.id)\" hangs on /dev/\(name), which does not exist",
        machine.spiDevices.isEmpty
          ? "enable SPI: dtparam=spi=on in /boot/firmware/config.txt, then reboot"
          : "there is \(machine.spiDevices.map(\.name).joined(separator: ", ")); is it another"
            + " board, or an overlay that took the chip select?")
      return
    }
    if case .denied(let group) = device.access {
      fault("/dev/\(name): this user may not use it", Diagnosis.joining(group))
    }
    let lines = machine.gpioChips.flatMap(\.lines)
    if let chip = machine.gpioChips.first, lines.isEmpty,
      case .denied(let group) = chip.device.access
    {
      return fault(
        "/dev/\(chip.device.name): this user may not use it", Diagnosis.joining(group))
    }
    for (purpose, number) in board.linesInUse {
      check(line: number, for: purpose, among: lines, boardID: board.id)
    }
    if board.lines.reset == nil {
      findings.append(
        Finding(.note, "board \"\(board.id)\" has no reset line: a stuck chip cannot be forced"))
    }
    if board.lines.interrupt == nil {
      findings.append(
        Finding(.note, "board \"\(board.id)\" has no interrupt line: the chip is polled"))
    }
  }

  private mutating func check(
    line number: Int, for purpose: String, among lines: [MachineSnapshot.GPIOChip.Line],
    boardID: String
  ) {
    guard let line = lines.first(where: { $0.name == "GPIO\(number)" }) else {
      return fault(
        "board \"\(boardID)\" has \(purpose) on GPIO\(number), and no line has that name",
        "is this machine a Raspberry Pi? Else describe the board in a [[board]] of your own")
    }
    guard let consumer = line.consumer else { return }
    if consumer == Board.lineConsumer {
      return findings.append(Finding(.good, "GPIO\(number) (\(purpose)) is in use by loragw"))
    }
    fault(
      "GPIO\(number) (\(purpose)) is in use by \"\(consumer)\"",
      purpose == "chip_select" && consumer.hasPrefix("spi")
        ? "the kernel moves it already: write chip_select = \"ce0\" in a [[board]] of your own"
        : "stop that program, or remove the overlay that claims the line from config.txt")
  }

  private mutating func judge(_ identity: ChipIdentity, of board: Board) {
    switch (identity, board.chip.driver) {
    case (.version(0x12), .sx127x?):
      findings.append(Finding(.good, "the chip answers: SX127x, version 0x12"))
    case (.version(0x22), .sx127x?):
      fault(
        "the chip answers with version 0x22: an SX1272 or SX1273",
        "its registers differ; loragw drives SX1276 to SX1279 only")
    case (.version(0x00), _), (.version(0xFF), _), (.status(0x00), _), (.status(0xFF), _):
      fault(
        "no chip answers on /dev/\(board.spidev ?? "")",
        "check that board = \"\(board.id)\" is right, that the HAT sits on all pins, and its supply;"
          + " another chip select (spidev0.0, spidev0.1)?")
    case (.version(let version), _):
      fault(
        "the chip answers with version 0x\(String(version, radix: 16)), not 0x12",
        board.chip.driver == .sx127x
          ? "is it an SX126x board? Else: shorter wires, or a slower bus" : "is it an SX127x board?"
      )
    case (.status(let status), _):
      findings.append(
        Finding(.good, "the chip answers: SX126x, status 0x\(String(status, radix: 16))"))
    case (.busy, _):
      fault(
        "BUSY stays high",
        board.lines.reset == nil
          ? "switch the board's supply off and on; it has no reset line"
          : "is reset on GPIO\(board.lines.reset ?? 0), and does the board have its supply?")
    case (.failed(let reason), _):
      fault(
        reason.hasPrefix("/dev/") ? reason : "/dev/\(board.spidev ?? ""): \(reason)",
        "run doctor again as root to tell rights from faults")
    }
  }

  private mutating func judge(_ trial: InterruptTrial, of board: Board) {
    let pin = board.chip.driver == .sx126x ? "DIO1" : "DIO0"
    let line = board.lines.interrupt.map { "GPIO\($0)" } ?? "no line"
    switch trial {
    case .rises: findings.append(Finding(.good, "\(pin) rises on \(line)"))
    case .neverRises:
      fault(
        "\(pin) of board \"\(board.id)\" did not rise on \(line), though the chip raised it",
        "wrong line or no wire; the driver polls meanwhile, which costs time and power")
    case .staysHigh:
      fault(
        "\(pin) of board \"\(board.id)\" stays high on \(line)",
        "wrong line, or a short to the supply; the driver polls meanwhile")
    case .failed(let reason):
      fault(
        "the chip of board \"\(board.id)\" answers, but cannot be used: \(reason)",
        "run doctor again; if it stays: shorter wires, and a supply that bears the radio's current")
    }
  }

  private mutating func fault(_ what: String, _ fix: String) {
    findings.append(Finding(.fault, what, fix: fix))
  }

  private static func joining(_ group: String) -> String {
    "sudo usermod -aG \(group) USER, then log in again; the package's own user is in it already"
  }
}

extension Board {
  /// What loragw calls itself on the lines it holds.
  public static let lineConsumer = "loragw"

  /// The lines that the driver moves or watches, each with its purpose.
  var linesInUse: [(purpose: String, line: Int)] {
    var used: [(String, Int)] = []
    if case .gpio(let line) = chipSelect { used.append(("chip_select", line)) }
    return used + lines.named
  }
}
