// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import EmulatedChips
import Glibc
import LoRaDriver
import LoRaPHY
import Synchronization
import Testing

extension DeviceTests {
  /// How fast an interrupt is served, and what receiving costs, through libgpiod and spidev.
  struct LatencyTests {
    /// What was measured, in nanoseconds.
    private struct Figures {
      var edgeAt: Int64?
      var latencies: [Int64] = []
      /// Of the radio's thread.
      var threadAtFirst: Int64?
      var threadAtLast: Int64 = 0
      /// The part of it that the emulated chip took.
      var emulation: Int64 = 0
      var transferBegan: Int64 = 0
    }

    private final class Measured: Sendable {
      let content = Mutex(Figures())
    }

    private static func nanoseconds(_ clock: clockid_t) -> Int64 {
      var time = timespec()
      _ = unsafe clock_gettime(clock, &time)
      return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// Receives so many frames of SF7 back to back.
    private func receive(
      _ count: Int, bytes: Int, on channel: RadioChannel
    ) async throws -> (Figures, ChipHealth, seconds: Double) {
      let machine = FakeMachine([.init(EmulatedSX1276(), reset: 17, interrupt: 22)])
      let figures = Measured()
      let radio = try ChipRadio(
        .sx127x(SX127xLinkTests.settings()),
        board: SPIBoard(
          device: "/dev/spidev0.0", reset: .line("GPIO17"), interrupt: .line("GPIO22")),
        clock: machine.board.clock)
      try await radio.configure(channel)
      machine.watch { event in Self.note(event, figures) }
      let start = machine.board.clock()
      let airtime = channel.modulation.timeOnAir(payloadBytes: bytes)
      let sending = Task {
        for serial in 0..<count {
          let frame = ChipFrame(
            [UInt8](repeating: UInt8(truncatingIfNeeded: serial), count: bytes), on: channel,
            from: machine.board.clock())
          machine.board.inject(frame)
          let pause = frame.end + .milliseconds(2) - machine.board.clock()
          if pause > .zero { try? await Task.sleep(for: pause) }
        }
      }
      await sending.value
      try await Task.sleep(for: airtime + .milliseconds(300))
      machine.watch(nil)
      let health = radio.health
      let seconds =
        Double((machine.board.clock() - start).wholeMicroseconds) / 1_000_000
      await radio.shutdown()
      machine.board.stop()
      return (figures.content.withLock { $0 }, health, seconds)
    }

    private static func note(_ event: FakeMachine.Event, _ figures: Measured) {
      let now = nanoseconds(CLOCK_MONOTONIC)
      let thread = nanoseconds(CLOCK_THREAD_CPUTIME_ID)
      figures.content.withLock { figures in
        switch event {
        case .edge: figures.edgeAt = now
        case .transfer:
          if let edge = figures.edgeAt { figures.latencies.append(now - edge) }
          figures.edgeAt = nil
          figures.threadAtFirst = figures.threadAtFirst ?? thread
          figures.transferBegan = thread
        case .transferred:
          figures.emulation += thread - figures.transferBegan
          figures.threadAtLast = thread
        }
      }
    }

    @Test func `each edge is served, and no frame is lost for it`() async throws {
      let count = isProof ? 2_000 : 40
      let channel = RadioChannel.test(bandwidth: .kHz500)
      let (figures, health, seconds) = try await receive(count, bytes: 20, on: channel)
      let sorted = figures.latencies.sorted()
      let median = try #require(sorted.dropFirst(sorted.count / 2).first)
      let late = try #require(sorted.dropFirst(sorted.count * 99 / 100).first)
      let first = try #require(figures.threadAtFirst)
      let work = figures.threadAtLast - first - figures.emulation
      let share = Double(work) / 1e9 / seconds * 100
      report(
        "edge to handler: p50 \(median / 1000) µs, p99 \(late / 1000) µs of \(sorted.count);"
          + " \(health.framesReceived) of \(count) frames SF7/500, 20 bytes, in \(seconds) s;"
          + " the radio's thread \(share) % of a core, the emulated chip's part taken off")
      // A loaded machine may be late, but what the edge did not bring the look did.
      #expect(health.framesReceived + health.overruns > count * 9 / 10)
      #expect(health.resets == 1)
      #expect(share < 50)
    }
  }
}
