// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import EmulatedModems
import LoRaDriver
import LoRaPHY
import Testing

/// What holds for all drivers of modems that speak in lines.
@Suite struct LineModemTests {
  @Test(arguments: LineModemKind.allCases, LineModemKind.allCases)
  func `modems of any kinds exchange frames of all lengths both ways`(
    _ first: LineModemKind, _ second: LineModemKind
  ) {
    var bench = LineModemBench()
    let a = bench.add(first.driver, first.firmware())
    let b = bench.add(second.driver, second.firmware(chunkBytes: 1))
    for node in [a, b] { #expect(bench.obtain(node, .configure(.modem())) == .done) }
    for count in [1, 2, 3, 50, 254, 255] {
      for (from, to) in [(a, b), (b, a)] {
        let frame = modemFrame(count, salt: from)
        #expect(bench.obtain(from, .transmit(frame)) == .done)
        bench.run(for: .milliseconds(300))
        #expect(bench.received(to).last == frame, "\(count) bytes")
      }
    }
    for node in [a, b] {
      #expect(LineModemKind.violations(bench.nodes[node].firmware).isEmpty)
      #expect(LineModemKind.isReceiving(bench.nodes[node].firmware))
      #expect(bench.faults(node).isEmpty)
      #expect(bench.frames(node).allSatisfy { $0.channel == .modem() && $0.snr.decibels == 10 })
    }
  }

  @Test(arguments: LineModemKind.allCases)
  func `what arrives over a lossy air arrives whole and in order`(_ kind: LineModemKind) {
    var bench = LineModemBench(seed: 7, loss: 0.3)
    let a = bench.add(kind.driver, kind.firmware())
    let b = bench.add(kind.driver, kind.firmware(chunkBytes: 5))
    for node in [a, b] { bench.obtain(node, .configure(.modem())) }
    var sent: [[UInt8]] = []
    for index in 0..<60 {
      let frame = [UInt8(index)] + modemFrame(20 + index, salt: index)
      sent.append(frame)
      #expect(bench.obtain(a, .transmit(frame)) == .done)
      bench.run(for: .milliseconds(120))
    }
    let received = bench.received(b)
    #expect(received == sent.filter(received.contains))
    #expect((25...55).contains(received.count))
  }

  @Test(arguments: LineModemKind.allCases)
  func `a frame received is dated to its end on the air`(_ kind: LineModemKind) throws {
    var bench = LineModemBench()
    let a = bench.add(kind.driver, kind.firmware())
    let b = bench.add(kind.driver, kind.firmware(chunkBytes: 1))
    for node in [a, b] { bench.obtain(node, .configure(.modem(.sf9))) }
    bench.ask(a, .transmit(modemFrame(100)))
    bench.run(until: { $0.nodes[a].sendingUntil != nil }, within: .seconds(1))
    let end = try #require(bench.nodes[a].sendingUntil)
    bench.run(for: .seconds(2))
    let frame = try #require(bench.frames(b).first)
    #expect(abs((frame.at - end).wholeMicroseconds) < 2_000)
  }

  @Test(arguments: LineModemKind.allCases)
  func `an end told late is waited for`(_ kind: LineModemKind) {
    var faults = LineFaults()
    faults.lateDones = 1
    faults.lateness = .milliseconds(900)
    var bench = LineModemBench()
    let a = bench.add(kind.driver, kind.firmware(ModemFaults(), faults))
    bench.obtain(a, .configure(.modem()))
    #expect(bench.obtain(a, .transmit(modemFrame(40))) == .done)
    #expect(bench.faults(a).isEmpty)
  }

  @Test(arguments: LineModemKind.allCases)
  func `a frame whose end is never told fails in time and the modem is restarted`(
    _ kind: LineModemKind
  ) {
    var faults = ModemFaults()
    faults.lostDones = 1
    var bench = LineModemBench()
    let a = bench.add(kind.driver, kind.firmware(faults))
    bench.obtain(a, .configure(.modem()))
    let starts = LineModemKind.starts(bench.nodes[a].firmware)
    let airtime = RadioChannel.modem().modulation.timeOnAir(payloadBytes: 100)
    let begin = bench.now
    #expect(bench.obtain(a, .transmit(modemFrame(100))) == .failure(.noAnswer))
    #expect(bench.now - begin < airtime * 1.25 + .milliseconds(1_200))
    bench.run(for: .seconds(8))
    #expect(LineModemKind.starts(bench.nodes[a].firmware) == starts + 1)
    #expect(bench.faults(a) == [.noAnswer])
    #expect(bench.recoveries(a) == 1)
    #expect(bench.obtain(a, .transmit(modemFrame(100))) == .done)
  }

  @Test(arguments: LineModemKind.allCases)
  func `a modem that restarts in the middle of a frame is tuned again by itself`(
    _ kind: LineModemKind
  ) {
    var faults = ModemFaults()
    faults.resetsInTransmission = 1
    var bench = LineModemBench()
    let a = bench.add(kind.driver, kind.firmware(faults))
    let b = bench.add(kind.driver, kind.firmware())
    for node in [a, b] { bench.obtain(node, .configure(.modem(.sf9))) }
    let answer = bench.obtain(a, .transmit(modemFrame(100)))
    guard case .interrupted = answer?.error else {
      Issue.record("\(String(describing: answer))")
      return
    }
    bench.run(for: .seconds(8))
    #expect(bench.faults(a).count == 1)
    #expect(bench.recoveries(a) == 1)
    #expect(bench.obtain(a, .transmit(modemFrame(3))) == .done)
    bench.run(for: .seconds(1))
    #expect(bench.received(b).last == modemFrame(3))
    #expect(LineModemKind.violations(bench.nodes[a].firmware).isEmpty)
  }

  @Test(arguments: LineModemKind.allCases)
  func `whichever answer is lost the modem is in order afterwards`(_ kind: LineModemKind) {
    for index in 0..<(kind == .rn2xx3 ? 18 : 26) {
      var faults = ModemFaults()
      faults.lostAnswers = 1
      var lineFaults = LineFaults()
      lineFaults.answersBefore = index
      var bench = LineModemBench()
      let a = bench.add(kind.driver, kind.firmware(faults, lineFaults))
      var answers = 0
      for _ in 0..<3 where bench.obtain(a, .configure(.modem())) != nil { answers += 1 }
      bench.run(for: .seconds(20))
      for _ in 0..<2 where bench.obtain(a, .transmit([1])) != nil { answers += 1 }
      bench.run(for: .seconds(20))
      let last = bench.obtain(a, .transmit([1, 2]))
      bench.run(for: .milliseconds(100))
      #expect(last == .done && answers == 5, "answer \(index)")
      #expect(bench.faults(a).count <= 1 && bench.recoveries(a) == bench.faults(a).count)
      #expect(LineModemKind.isReceiving(bench.nodes[a].firmware), "answer \(index)")
    }
  }

  @Test(arguments: LineModemKind.allCases)
  func `lines that belong to nothing change nothing`(_ kind: LineModemKind) {
    var lineFaults = LineFaults()
    lineFaults.strayLines = 1_000
    var bench = LineModemBench()
    let a = bench.add(kind.driver, kind.firmware(ModemFaults(), lineFaults))
    let b = bench.add(kind.driver, kind.firmware(ModemFaults(), lineFaults, chunkBytes: 3))
    for node in [a, b] { #expect(bench.obtain(node, .configure(.modem())) == .done) }
    for text in ["ok", "OK", "busy", "radio_tx_ok", "+EVT:TXP2P DONE", "AT_BUSY_ERROR", "-12"] {
      bench.inject(Array("\(text)\r\n".utf8), into: a)
    }
    #expect(bench.obtain(a, .transmit(modemFrame(9))) == .done)
    bench.run(for: .milliseconds(300))
    #expect(bench.received(b) == [modemFrame(9)])
    #expect(bench.faults(a).isEmpty && bench.nodes[a].answers.count == 2)
  }

  @Test(arguments: LineModemKind.allCases)
  func `frames that follow at once are sent without receiving between`(_ kind: LineModemKind) {
    var bench = LineModemBench()
    let a = bench.add(kind.driver, kind.firmware())
    bench.obtain(a, .configure(.modem()))
    let writes = bench.nodes[a].writes.count
    for index in 0..<5 { bench.obtain(a, .transmit(modemFrame(30, salt: index))) }
    bench.run(for: .milliseconds(100))
    // The stop before the first, the frames, and the start after the last.
    #expect(bench.nodes[a].writes.count - writes <= 7)
    #expect(LineModemKind.isReceiving(bench.nodes[a].firmware))
  }

  @Test(arguments: LineModemKind.allCases)
  func `a burst loses the time of the line and little more`(_ kind: LineModemKind) {
    var bench = LineModemBench()
    let a = bench.add(kind.driver, kind.firmware())
    bench.obtain(a, .configure(.modem()))
    let begin = bench.now
    for index in 0..<20 { bench.obtain(a, .transmit(modemFrame(255, salt: index))) }
    let airtime = RadioChannel.modem().modulation.timeOnAir(payloadBytes: 255)
    let dead = (bench.now - begin - airtime * 20) / 20
    // 521 bytes of command.
    let line = Duration.microseconds(5_210 * 1_000_000 / bench.nodes[a].baudRate)
    #expect(dead < line + .milliseconds(7), "\(dead) of \(airtime)")
  }

  @Test(arguments: LineModemKind.allCases)
  func `a frame that ends while another is asked for is received, whenever that is`(
    _ kind: LineModemKind
  ) {
    for milliseconds in 0..<60 {
      var bench = LineModemBench()
      let a = bench.add(LineModemKind.rui3.driver, LineModemKind.rui3.firmware())
      let b = bench.add(kind.driver, kind.firmware(chunkBytes: 4))
      for node in [a, b] { bench.obtain(node, .configure(.modem())) }
      bench.ask(a, .transmit(modemFrame(20)))
      bench.run(until: { $0.nodes[a].sendingUntil != nil }, within: .seconds(1))
      let airtime = RadioChannel.modem().modulation.timeOnAir(payloadBytes: 20)
      bench.run(for: airtime - .milliseconds(20) + .milliseconds(milliseconds))
      #expect(bench.obtain(b, .transmit(modemFrame(30))) == .done)
      bench.run(for: .milliseconds(200))
      // What stopped the receiver first, lost the frame.
      let isLate = milliseconds > 21
      #expect(!isLate || bench.received(b) == [modemFrame(20)], "\(milliseconds) ms")
      #expect(bench.faults(b).isEmpty)
      #expect(LineModemKind.violations(bench.nodes[b].firmware).isEmpty, "\(milliseconds) ms")
      #expect(LineModemKind.isReceiving(bench.nodes[b].firmware))
    }
  }

  @Test(arguments: LineModemKind.allCases)
  func `what cannot be done is refused at once`(_ kind: LineModemKind) {
    var bench = LineModemBench()
    let a = bench.add(kind.driver, kind.firmware())
    #expect(bench.obtain(a, .transmit([1])) == .failure(.notConfigured))
    #expect(bench.obtain(a, .sense) == .failure(.unsupported))
    bench.obtain(a, .configure(.modem()))
    #expect(bench.obtain(a, .transmit([])) == .failure(.frameBytes(0, largest: 255)))
    #expect(bench.obtain(a, .transmit(modemFrame(256))) == .failure(.frameBytes(256, largest: 255)))
    #expect(bench.nodes[a].driver.capabilities.largestFrameBytes == 255)
  }
}
