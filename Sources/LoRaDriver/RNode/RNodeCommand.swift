// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The commands of RNode firmware: the type of a KISS frame.
///
/// Integers are big-endian. A device answers each setting with the value in force.
/// Source: RNode_Firmware 1.86, `Framing.h`.
package enum RNodeCommand: UInt8 {
  case data = 0x00
  /// u32, Hz; 0 asks.
  case frequency = 0x01
  /// u32, Hz; 0 asks.
  case bandwidth = 0x02
  /// dBm; 0xFF asks.
  case power = 0x03
  case spreadingFactor = 0x04
  /// 5 to 8.
  case codingRate = 0x05
  /// 0 off, 1 on, 0xFF asks.
  case radioState = 0x06
  /// 0x73 asks, 0x46 is the answer.
  case detect = 0x08
  /// u16, in 0.01 % of 15 s; 0: no limit.
  case shortAirtimeLimit = 0x0B
  /// u16, in 0.01 % of an hour; 0: no limit.
  case longAirtimeLimit = 0x0C
  /// 1: raw frames of up to 255 bytes.
  case promiscuous = 0x0E
  /// Asks whether the queue has room: 1, else 0.
  case ready = 0x0F
  /// One byte: dBm + 157; ahead of each frame received.
  case rssi = 0x23
  /// One signed byte: dB × 4; ahead of each frame received.
  case snr = 0x24
  /// Channel statistics: u16 × 4 in 0.01 % (airtime of 15 s and 1 h, load of both), and more.
  case channelStatistics = 0x25
  /// u16 × 6: symbol time µs, symbol rate, preamble symbols, preamble ms, slot ms, DIFS ms.
  case phy = 0x26
  /// Contention window: band, least and most slots.
  case contention = 0x28
  /// Major, minor.
  case version = 0x50
  /// 0xF8: the device has started anew.
  case reset = 0x55
  case error = 0x90

  /// What ``detect`` asks with, and what it is answered with.
  static let detection: (request: UInt8, answer: UInt8) = (0x73, 0x46)
  /// What a device says when it has started anew.
  static let wasReset: UInt8 = 0xF8

  /// The frame to write.
  package func frame(_ data: [UInt8]) -> [UInt8] {
    KISSFrame.encoded(type: rawValue, data)
  }
}
