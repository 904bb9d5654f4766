// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// Any frame of the protocol, read but not yet authenticated.
package enum Frame: Sendable, Equatable {
  case single(SingleFrame)
  case symbol(SymbolFrame)
  case control(ControlFrame)
  case reservation(ReservationFrame)
  case hello(HelloFrame)
  case identification(IdentificationFrame)

  /// Reads any bytes.
  ///
  /// - Parameter bytes: what the radio received.
  /// - Throws: ``FrameError`` when they are no frame of this version.
  package init(decoding bytes: [UInt8]) throws(FrameError) {
    guard let first = bytes.first, bytes.count > 2 else { throw .wrongLength(bytes.count) }
    let header = try FrameHeader(decoding: first)
    switch header.type {
    case .single:
      guard header.poll == .answer else { throw .illegalValue }
      self = .single(try SingleFrame(decoding: bytes, header: header))
    case .source, .last, .repair:
      self = .symbol(try SymbolFrame(decoding: bytes, header: header))
    case .control:
      self = .control(try ControlFrame(decoding: bytes, header: header))
    case .reservation:
      self = .reservation(try ReservationFrame(decoding: bytes, header: header))
    case .hello:
      guard header.poll == .answer else { throw .illegalValue }
      self = .hello(try HelloFrame(decoding: bytes, header: header))
    case .extended:
      self = .identification(try IdentificationFrame(decoding: bytes, header: header))
    }
  }

  /// Whether the frame's contents are encrypted or in clear.
  package var mode: PayloadMode {
    switch self {
    case .single(let frame): frame.mode
    case .symbol(let frame): frame.mode
    case .control(let frame): frame.mode
    case .reservation(let frame): frame.mode
    case .hello(let frame): frame.mode
    case .identification: .clear
    }
  }
}
