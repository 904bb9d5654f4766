// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaDriver
package import LoRaPHY

extension RadioConfiguration {
  /// Opens the radio; a chip is not touched before it is tuned.
  ///
  /// The clock must be CLOCK_BOOTTIME.
  ///
  /// - Throws: ``GatewayServiceError`` with what to do about it.
  package func open(
    clock: @escaping @Sendable () -> Instant
  ) throws(GatewayServiceError) -> any Radio {
    switch attachment {
    case .ether(let path): return EtherRadio(socketPath: path, clock: clock)
    case .serial(let name): return try openDongle(name, clock: clock)
    case .board(let board):
      do throws(BusError) {
        return try open(board, clock: clock)
      } catch {
        throw .noRadio("board \"\(board.id)\": \(error)")
      }
    }
  }

  private func open(
    _ board: Board, clock: @escaping @Sendable () -> Instant
  ) throws(BusError) -> any Radio {
    guard let wiring = SPIBoard(board) else { throw BusError("it is on no SPI bus") }
    return try ChipRadio(settings(board), board: wiring, clock: clock)
  }

  /// What a chip refuses is told like what a wire refuses.
  private func settings(_ board: Board) throws(BusError) -> ChipSettings {
    let settings: ChipSettings?
    do {
      settings = try ChipSettings(board, powerDBm: channel.powerDBm)
    } catch {
      throw BusError("radio.channel.power_dbm: \(error)")
    }
    guard let settings else { throw BusError("nobody can drive it") }
    return settings
  }
}

extension ChipSettings {
  /// A board's, for a power at the chip; nil for a chip that nobody can drive.
  ///
  /// - Throws: What the chip's settings refuse.
  package init?(_ board: Board, powerDBm: Int) throws {
    switch board.chip {
    case .sx1276, .sx1278: self = .sx127x(try SX127xSettings(board, powerDBm: powerDBm))
    case .sx1262, .sx1268: self = .sx126x(try SX126xSettings(board, powerDBm: powerDBm))
    case .opaque: return nil
    }
  }
}

extension SPIBoard {
  /// Where a board's chip is wired; nil when it is not on SPI.
  package init?(_ board: Board) {
    guard board.bus == .spi, let device = board.spidev else { return nil }
    let lines = board.lines
    self.init(
      device: "/dev/\(device)", reset: lines.reset.map(GPIOName.header),
      interrupt: lines.interrupt.map(GPIOName.header))
    if case .gpio(let line)? = board.chipSelect { chipSelect = .line(.header(line)) }
    busy = lines.busy.map(GPIOName.header)
    receiveEnable = lines.receiveEnable.map(GPIOName.header)
    transmitEnable = lines.transmitEnable.map(GPIOName.header)
    held = lines.enable.map(GPIOName.header)
  }
}

extension GPIOName {
  /// A line of the 40-pin header, by its BCM number.
  static func header(_ number: Int) -> GPIOName { .line("GPIO\(number)") }
}

extension SX127xSettings {
  /// What a board asks of its chip.
  ///
  /// - Throws: ``SX127xSettingsError`` when the chip does not reach the power.
  package init(_ board: Board, powerDBm: Int) throws(SX127xSettingsError) {
    try self.init(
      output: board.powerAmplifier == .boost ? .paBoost : .rfo, powerDBm: powerDBm,
      oscillator: board.tcxoVolts == nil ? .crystal : .tcxo)
  }
}

extension SX126xSettings {
  /// What a board asks of its chip.
  ///
  /// - Throws: ``SX126xSettingsError`` when the chip does not reach the power.
  package init(_ board: Board, powerDBm: Int) throws(SX126xSettingsError) {
    let hasLines = board.lines.transmitEnable != nil || board.lines.receiveEnable != nil
    let antennaSwitch: AntennaSwitch =
      board.dio2SwitchesAntenna ? (hasLines ? .both : .dio2) : .external
    try self.init(
      variant: board.chip == .sx1268 ? .sx1268 : .sx1262, powerDBm: powerDBm,
      oscillator: Oscillator(volts: board.tcxoVolts), antennaSwitch: antennaSwitch)
  }
}

extension SX126xSettings.Oscillator {
  /// The highest supply that is not above the board's (datasheet table 13-35); nil: a crystal.
  init(volts: Double?) {
    let supplies: [(Double, Self)] = [
      (3.3, .volts3_3), (3.0, .volts3_0), (2.7, .volts2_7), (2.4, .volts2_4), (2.2, .volts2_2),
      (1.8, .volts1_8), (1.7, .volts1_7),
    ]
    guard let volts else {
      self = .crystal
      return
    }
    self = supplies.first { $0.0 <= volts + 0.01 }?.1 ?? .volts1_6
  }
}
