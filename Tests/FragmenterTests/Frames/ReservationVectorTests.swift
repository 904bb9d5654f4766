// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaPHY
import Testing

/// RTS and CTS against another implementation, encrypted and in clear.
@Suite struct ReservationVectorTests {
  private static let home = Frequency(hertz: 868_700_000)

  private func fixture(_ mode: PayloadMode) throws -> SessionFixture {
    try SessionFixture(
      callSigns: mode == .clear ? [CallSign("F4ABC"), CallSign("DL1ABC/P")] : [nil, nil])
  }

  /// The name of a vector in a mode.
  private func name(_ base: String, _ mode: PayloadMode) -> String {
    mode == .encrypted ? base : "clear" + base.prefix(1).uppercased() + base.dropFirst()
  }

  /// Twenty frames in thirty seconds at SF9 and 250 kHz, 600 kHz below home.
  private func frame(
    _ kind: ReservationFrame.Kind, frames: UInt8, _ mode: PayloadMode
  ) throws -> ReservationFrame {
    let channel = RadioChannel(
      frequency: Frequency(hertz: Self.home.hertz - 600_000),
      modulation: Modulation(spreadingFactor: .sf9, bandwidth: .kHz250, codingRate: .fourFifths))
    return ReservationFrame(
      kind: kind, connection: kind == .clear ? 0x11 : 0x22, frames: frames, durationUnits: 600,
      place: try #require(BurstPlace(channel, home: Self.home)), mode: mode)
  }

  @Test(arguments: [PayloadMode.encrypted, .clear])
  func `announcements and their answers are those of another implementation`(
    mode: PayloadMode
  ) throws {
    let (left, right) = try fixture(mode).sessions
    let announcement = try frame(.request(counter: 0x0102), frames: 20, mode)
    let request = left.encode(announcement, covering: [])
    #expect(request.bytes == LinkVectors.bytes(name("rts", mode)))
    #expect(request.bytes.count == 13)
    let tag = try #require(request.request)
    for (frames, vector) in [(20, "cts"), (0, "refusingCts")] as [(UInt8, String)] {
      let answer = right.encode(try frame(.clear, frames: frames, mode), covering: tag)
      #expect(answer.bytes == LinkVectors.bytes(name(vector, mode)), "\(vector)")
      #expect(answer.bytes.count == 11)
    }
  }

  @Test(arguments: [PayloadMode.encrypted, .clear])
  func `any flipped bit of an announcement or its answer is refused`(mode: PayloadMode) throws {
    let sessions = try fixture(mode).sessions
    let tag = Array(LinkVectors.bytes(name("rts", mode)).suffix(FrameTag.shortBytes))
    func isTaken(_ bytes: [UInt8]) -> Bool {
      var (left, right) = sessions
      guard case .reservation(let frame)? = try? Frame(decoding: bytes), frame.mode == mode else {
        return false
      }
      return switch frame.kind {
      case .request(let counter): right.acceptsAnnouncement(frame, counter: counter, bytes: bytes)
      case .clear: left.acceptsClearance(frame, bytes: bytes, of: tag)
      }
    }
    for vector in ["rts", "cts", "refusingCts"] {
      let original = LinkVectors.bytes(name(vector, mode))
      #expect(isTaken(original), "\(vector)")
      for bit in 0..<original.count * 8 {
        var frame = original
        frame[bit / 8] ^= 1 << (bit % 8)
        #expect(!isTaken(frame), "\(vector), bit \(bit)")
      }
    }
  }

  @Test func `an answer to another announcement is refused`() throws {
    var left = try fixture(.encrypted).sessions.initiator
    let bytes = LinkVectors.bytes("cts")
    guard case .reservation(let frame) = try Frame(decoding: bytes) else { return }
    let isTaken = left.acceptsClearance(frame, bytes: bytes, of: [1, 2, 3, 4])
    #expect(!isTaken)
  }
}
