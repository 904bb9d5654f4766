// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// What an ether server and its radios say to each other.
///
/// All numbers are big-endian. Each message stands by itself in a stream:
///
///     offset  bytes  meaning
///     0       2      bytes that follow, 2...512
///     2       1      version, 1
///     3       1      kind
///     4       …      by kind, nothing left over:
///
///     kind               body
///     1    tune          request 4, channel 13
///     2    transmit      request 4, frame 0...255
///     3    sense         request 4
///     129  tuned         request 4
///     130  transmitted   request 4
///     131  sensed        request 4, activity 1 (0 clear, 1 busy)
///     132  refused       request 4, reason 1 (``EtherRefusal``)
///     133  received      SNR 2 (0.01 dB, signed), RSSI 2 (0.01 dBm, signed), channel 13,
///                        frame 0...255
///
///     channel: frequency 4 (hertz), spreading factor 1 (5...12), bandwidth 4 (nominal hertz),
///              coding rate 1 (1...4), preamble 2 (symbols), flags 1: bit 0 implicit header,
///              bit 1 payload CRC, bits 2-3 low data rate optimisation (0 auto, 1 on, 2 off),
///              bit 4 SX126x, the others 0
///
/// Kinds below 128 go to the server. A request is any number; its answer bears the same.
package enum EtherMessage: Sendable, Equatable {
  /// Join the air, or listen elsewhere; answered by `tuned`.
  case tune(request: UInt32, channel: RadioChannel)
  /// Send a frame; answered by `transmitted` at its end.
  case transmit(request: UInt32, frame: [UInt8])
  /// Listen; answered by `sensed`.
  case sense(request: UInt32)
  /// The radio listens on the channel.
  case tuned(request: UInt32)
  /// The frame has left the antenna.
  case transmitted(request: UInt32)
  /// What listening found.
  case sensed(request: UInt32, activity: ChannelActivity)
  /// The request was not done.
  case refused(request: UInt32, reason: EtherRefusal)
  /// A frame arrived just now.
  case received(frame: [UInt8], snr: SNR, rssi: RSSI, channel: RadioChannel)
}

/// Why the server does not do a request.
package enum EtherRefusal: UInt8, Sendable, CaseIterable {
  /// The radio has not tuned to a channel yet.
  case notTuned = 1
  /// The frame is empty.
  case frameBytes = 2
  /// The radio is still sending.
  case stillTransmitting = 3
}

/// Why bytes are no message.
package enum EtherMessageError: Error, Equatable, Sendable {
  /// The declared length is not 2...512.
  case length(Int)
  /// Another version of the protocol.
  case version(UInt8)
  /// No message is of this kind.
  case kind(UInt8)
  /// The body ends too early.
  case truncated
  /// The body has bytes left over.
  case surplus(Int)
  /// A field has a value that does not exist.
  case value
  /// The frame is longer than 255 bytes.
  case frameBytes(Int)
}
