// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// One command to an RN2483 or RN2903.
package enum RN2xx3Step: Sendable, Equatable {
  /// Restart; the module says its version afterwards.
  case reset
  /// Ask for the version.
  case identify
  /// Stop LoRaWAN, without which no command of the radio works.
  case pause
  /// Stop receiving.
  case stop
  /// Set a value.
  case set(RN2xx3Image.Setting)
  /// Ask for the signal to noise ratio of the last frame.
  case signalToNoise
  /// Ask for its strength.
  case strength
  case send([UInt8])
  /// Receive until a frame has come.
  case receive

  /// The line.
  var text: String {
    switch self {
    case .reset: "sys reset"
    case .identify: "sys get ver"
    case .pause: "mac pause"
    case .stop: "radio rxstop"
    case .set(let setting): "radio set \(setting.name) \(setting.value)"
    case .signalToNoise: "radio get snr"
    case .strength: "radio get rssi"
    case .send(let frame): "radio tx \(Hexadecimal.text(frame))"
    case .receive: "radio rx 0"
    }
  }
}
