// SPDX-License-Identifier: Apache-2.0
// Part of loragw

private import CLinuxIO
internal import LoRaPHY

/// Runs a ``ModemProbe`` on a serial device; nothing is sent on the air.
package struct SerialProbe {
  private let path: String
  private let clock: @Sendable () -> Instant

  /// Makes ready to ask a device.
  package init(path: String) {
    self.path = path
    clock = { Instant(microseconds: clio_boottime_microseconds()) }
  }

  /// What the device is; nil when it does not say.
  ///
  /// Blocks, for 5 seconds at most.
  ///
  /// - Throws: ``BusError`` when the device cannot be had, with what to do about it.
  package func identity() throws(BusError) -> ModemIdentity? {
    var probe = ModemProbe()
    var actions = probe.start(at: clock())
    var port: SerialPort?
    while true {
      for action in actions {
        switch action {
        case .speed(let baud):
          // The device is this process's alone: it must be given back before it is had again.
          port = nil
          port = try SerialPort.open(path: path, baud: baud)
        case .write(let bytes): _ = try port?.write(bytes)
        case .found(let identity): return identity
        case .nothing: return nil
        }
      }
      let pause = max(((probe.nextDeadline ?? clock()) - clock()).wholeMicroseconds, 0)
      _ = clio_serial_wait(-1, port?.descriptor ?? -1, 0, -1, pause)
      actions = probe.take(try port?.read() ?? [], at: clock())
      if actions.isEmpty { actions = probe.timeout(at: clock()) }
    }
  }
}
