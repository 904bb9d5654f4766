// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// RegFifoRxCurrentAddr to RegHopChannel, read in one go.
///
/// | Offset | Register | Use |
/// | --- | --- | --- |
/// | 0 | FifoRxCurrentAddr | where the frame begins |
/// | 1 | IrqFlagsMask | known: shows that the reading and the chip's memory are sound |
/// | 2 | IrqFlags | |
/// | 3 | RxNbBytes | |
/// | 6 | RxPacketCnt, two bytes | |
/// | 8 | ModemStat | bits 3 and 1: a header was read, a preamble found |
/// | 9, 10 | PktSnr, PktRssi | |
/// | 11 | Rssi | |
/// | 12 | HopChannel | bit 6: the frame has a CRC |
package struct SX127xSnapshot: Sendable, Equatable {
  /// Where the reading starts.
  package static let start = SX127xRegister.fifoRxCurrent
  /// How long it is.
  package static let count = 13

  /// Where the last frame begins.
  package let address: UInt8
  /// RegIrqFlagsMask.
  package let mask: UInt8
  /// What happened.
  package let flags: SX127xFlags
  /// The length of the last frame.
  package let bytes: UInt8
  /// How many frames there were since the receiver was started.
  package let frames: UInt16
  /// Whether a frame is coming in.
  package let isBusy: Bool
  /// RegPktSnrValue.
  package let snr: UInt8
  /// RegPktRssiValue.
  package let packetRSSI: UInt8
  /// RegRssiValue.
  package let rssi: UInt8
  /// Whether the last frame's header announced a CRC.
  package let hasCRC: Bool

  /// Reads it; nil when there are not that many bytes.
  package init?(_ bytes: [UInt8]) {
    guard bytes.count == Self.count else { return nil }
    address = bytes[0]
    mask = bytes[1]
    flags = SX127xFlags(rawValue: bytes[2])
    self.bytes = bytes[3]
    frames = UInt16(bytes[6]) << 8 | UInt16(bytes[7])
    isBusy = bytes[8] & 0b1010 != 0
    snr = bytes[9]
    packetRSSI = bytes[10]
    rssi = bytes[11]
    hasCRC = bytes[12] & 0x40 != 0
  }
}
