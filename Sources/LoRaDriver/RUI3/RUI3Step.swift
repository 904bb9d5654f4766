// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// One command to a module with RUI3.
package enum RUI3Step: Sendable, Equatable {
  /// Restart.
  case reset
  /// Ask for the version.
  case identify
  /// Stop receiving.
  case stop
  /// Ask for a value.
  case query(RUI3Setting)
  /// Set a value.
  case set(RUI3Setting)
  /// Change from LoRaWAN to frames between peers; the module restarts.
  case changeMode
  case send([UInt8])
  /// Receive for ever: 65533 lets frames be sent meanwhile, 65534 does not.
  case receive(Int)

  /// The line.
  var text: String {
    switch self {
    case .reset: "ATZ"
    case .identify: "AT+VER=?"
    case .stop: "AT+PRECV=0"
    case .query(let setting): "AT+\(setting.name)=?"
    case .set(let setting): "AT+\(setting.name)=\(setting.written)"
    case .changeMode: "AT+NWM=0"
    case .send(let frame): "AT+PSEND=\(Hexadecimal.text(frame))"
    case .receive(let mode): "AT+PRECV=\(mode)"
    }
  }

  /// How long the answer may take, its line time not counted.
  var patience: Duration {
    switch self {
    case .reset, .changeMode: LineTimes.start
    case .set: LineTimes.slowAnswer
    case .identify, .stop, .query, .send, .receive: LineTimes.answer
    }
  }
}
