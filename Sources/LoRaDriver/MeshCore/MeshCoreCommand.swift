// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The types of KISS frames that MeshCore's modem firmware takes; the port is 0.
///
/// Source: MeshCore, `docs/kiss_modem_protocol.md`.
enum MeshCoreFrame: UInt8 {
  case data = 0x00
  /// 10 ms units before each frame; 50 when nothing is said.
  case transmitDelay = 0x01
  /// 1: send without listening first.
  case fullDuplex = 0x05
  case hardware = 0x06
}

/// What a hardware frame asks for: its first byte.
///
/// Integers are little-endian. The answer has the same code with bit 7 set, or is one of
/// ``MeshCoreAnswer``.
package enum MeshCoreCommand: UInt8, Sendable {
  /// u32 Hz, u32 Hz of bandwidth, SF, CR 5 to 8.
  case setRadio = 0x09
  /// dBm.
  case setPower = 0x0A
  case radio = 0x0B
  case power = 0x0C
  /// 1: somebody is sending.
  case channelBusy = 0x0E
  /// Bytes of a frame; u32 ms.
  case airtime = 0x0F
  case ping = 0x17
  /// 1: tell the signal of each frame received.
  case setSignalReport = 0x19

  /// The code of the answer; nil where a plain ``MeshCoreAnswer/done`` comes.
  var answer: UInt8? {
    switch self {
    case .setRadio, .setPower: nil
    // As the firmware answers it: with the code of the question for it.
    case .setSignalReport: 0x9A
    default: rawValue | 0x80
    }
  }

  /// The frame to write.
  package func frame(_ data: [UInt8] = []) -> [UInt8] {
    KISSFrame.encoded(type: MeshCoreFrame.hardware.rawValue, [rawValue] + data)
  }
}

/// Answers without a code of their own.
enum MeshCoreAnswer {
  static let done: UInt8 = 0xF0
  /// Followed by a ``MeshCoreFault``.
  static let failed: UInt8 = 0xF1
  /// A frame has left (1) or failed (0).
  static let transmitted: UInt8 = 0xF8
  /// SNR × 4 and RSSI in dBm, both signed, of the data frame before; may be missing.
  static let signal: UInt8 = 0xF9
}

/// Why the firmware did not do what it was asked.
enum MeshCoreFault: UInt8 {
  case wrongLength = 0x01
  case wrongParameter = 0x02
  case notOnThisBoard = 0x03
  case unknownCommand = 0x05
  case transmitterBusy = 0x07
}

extension MeshCoreFault: CustomStringConvertible {
  /// What is the matter, for the operator.
  var description: String {
    switch self {
    case .wrongLength: "wrong length"
    case .wrongParameter: "wrong value"
    case .notOnThisBoard: "not on this board"
    case .unknownCommand: "unknown command; update the firmware"
    case .transmitterBusy: "it is still sending"
    }
  }
}
