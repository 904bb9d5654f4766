// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import Fragmenter
import LoRaPHY

extension Frame {
  /// What the protocol calls it.
  package var name: String {
    switch self {
    case .single: "SINGLE"
    case .symbol(let symbol):
      switch symbol.kind {
      case .source: "SRC"
      case .last: "LAST"
      case .repair: "REP"
      }
    case .control(let control): control.tagKind.rawValue
    case .reservation(let reservation): reservation.tagKind.rawValue
    case .hello(let hello):
      switch hello.kind {
      case .initiation: "HELLO 1"
      case .response: "HELLO 2"
      }
    case .identification: "call sign"
    }
  }

  /// The call sign it is there to tell.
  var callSign: String? {
    guard case .identification(let frame) = self else { return nil }
    return frame.callSign.text
  }
}
