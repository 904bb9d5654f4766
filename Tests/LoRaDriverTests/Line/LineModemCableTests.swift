// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import EmulatedModems
import LoRaDriver
import LoRaPHY
import Testing

/// What becomes of modems that speak in lines when their cable, or all sense, is lost.
@Suite struct LineModemCableTests {
  @Test(arguments: LineModemKind.allCases)
  func `unplugged at any byte a modem is on the air again after it is plugged in`(
    _ kind: LineModemKind
  ) throws {
    let total = try bytesOfADialogue(kind)
    for count in 1...total {
      var bench = LineModemBench()
      let a = bench.add(kind.driver, kind.firmware())
      bench.unplug(a, afterBytes: count)
      var asked = 0
      for request in [SerialRequest.configure(.modem()), .transmit(modemFrame(20))] {
        guard bench.nodes[a].isPlugged else { break }
        bench.run(until: { $0.nodes[a].isOpen || !$0.nodes[a].isPlugged }, within: .seconds(1))
        guard bench.nodes[a].isPlugged else { break }
        bench.ask(a, request)
        asked += 1
        bench.run(
          until: { $0.nodes[a].answers.count == asked }, within: .seconds(30))
        #expect(bench.nodes[a].answers.count == asked, "byte \(count)")
      }
      bench.run(for: .milliseconds(200))
      guard !bench.nodes[a].isPlugged else {
        Issue.record("still plugged after \(count) bytes")
        continue
      }
      #expect(bench.faults(a).count == 1, "byte \(count)")
      bench.plug(a)
      if asked == 0 { bench.obtain(a, .configure(.modem())) }
      bench.run(for: .seconds(10))
      #expect(bench.recoveries(a) == 1, "byte \(count)")
      #expect(bench.obtain(a, .transmit(modemFrame(20))) == .done, "byte \(count)")
      bench.run(for: .milliseconds(100))
      #expect(LineModemKind.isReceiving(bench.nodes[a].firmware), "byte \(count)")
      #expect(LineModemKind.violations(bench.nodes[a].firmware).isEmpty, "byte \(count)")
    }
  }

  private func bytesOfADialogue(_ kind: LineModemKind) throws -> Int {
    var bench = LineModemBench()
    let a = bench.add(kind.driver, kind.firmware())
    try #require(bench.obtain(a, .configure(.modem())) == .done)
    try #require(bench.obtain(a, .transmit(modemFrame(20))) == .done)
    bench.run(for: .milliseconds(200))
    return bench.nodes[a].bytesMoved
  }

  @Test(arguments: LineModemKind.allCases)
  func `a frame that was on its way when the plug was pulled may have been sent`(
    _ kind: LineModemKind
  ) {
    var bench = LineModemBench()
    let a = bench.add(kind.driver, kind.firmware())
    bench.obtain(a, .configure(.modem()))
    bench.ask(a, .transmit(modemFrame(200)))
    bench.run(until: { $0.nodes[a].sendingUntil != nil }, within: .seconds(1))
    bench.unplug(a)
    #expect(bench.nodes[a].answers.last == .failure(.interrupted("unplugged")))
    #expect(bench.nodes[a].driver.nextDeadline == nil)
    #expect(bench.faults(a) == [.unreachable("unplugged")])
  }

  @Test(arguments: LineModemKind.allCases)
  func `a driver that comes to a modem at work brings it to order`(_ kind: LineModemKind) {
    var bench = LineModemBench()
    let a = bench.add(kind.driver, kind.firmware())
    bench.obtain(a, .configure(.modem(.sf9)))
    // Another driver opens the device of a modem that receives, in the middle of a line.
    var firmware = bench.nodes[a].firmware
    _ = firmware.handle(.bytes(Array("radio se".utf8)), at: bench.now)
    var other = LineModemBench()
    other.run(for: bench.now - other.now)
    let b = other.adopt(kind.driver, firmware)
    #expect(other.obtain(b, .configure(.modem(.sf8))) == .done)
    #expect(LineModemKind.isReceiving(other.nodes[b].firmware))
    #expect(other.faults(b).isEmpty)
  }

  @Test(arguments: LineModemKind.allCases)
  func `a device that says nothing is opened again, ever more seldom`(_ kind: LineModemKind) {
    var faults = ModemFaults()
    faults.lostAnswers = .max
    faults.startTime = .seconds(100_000)
    var bench = LineModemBench()
    let a = bench.add(kind.driver, kind.firmware(faults))
    let error = bench.obtain(a, .configure(.modem()))?.error
    #expect("\(error ?? .noAnswer)".contains("baud"))
    bench.run(for: .seconds(600))
    #expect(bench.faults(a) == [error])
    #expect((40...80).contains(bench.nodes[a].reopenings.count))
  }

  @Test(arguments: LineModemKind.allCases)
  func `another firmware is named with what it says`(_ kind: LineModemKind) {
    var faults = ModemFaults()
    faults.babble = Array("login:".utf8)
    var bench = LineModemBench()
    let a = bench.add(kind.driver, kind.firmware(faults))
    let error = bench.obtain(a, .configure(.modem()))?.error
    #expect("\(error ?? .noAnswer)".contains("`login:`"))
  }

  @Test(arguments: LineModemKind.allCases)
  func `no bytes whatsoever trap, and none are taken for an answer to nothing`(
    _ kind: LineModemKind
  ) {
    let words = [
      "ok", "busy", "invalid_param", "radio_rx  0102", "radio_rx  ", "radio_rx  0G", "radio_err",
      "radio_tx_ok", "RN2483 1.0.5 x", "RN2903 9999.9999.9999", "4294967295", "0", "-128", "OK",
      "AT_ERROR", "AT_BUSY_ERROR", "+EVT:RXP2P:-30:13:12", "+EVT:RXP2P:9223372036854775807:-1:00",
      "+EVT:RXP2P, RSSI -54, SNR 12", "+EVT:3031", "+EVT:", "+EVT:TXP2P DONE", "AT+NWM=1",
      "AT+P2P=::::::", "RAKwireless RAK3172", "Current Work Mode: LoRaWAN.", "AT+VER=RUI_4.0.6",
      "AT+VER=RUI_99999.1.1", "+EVT:RXP2P RECEIVE ERROR", "+EVT:RXP2P RECEIVE TIMEOUT",
    ]
    for seed in 0..<300 as Range<UInt64> {
      var dice = SplitMix64(seed: seed)
      var driver = kind.driver
      var now = Instant.ms(0)
      var outstanding = 0
      func count(_ actions: [SerialAction]) {
        for case .answer in actions { outstanding -= 1 }
      }
      count(driver.handle(.opened, at: now))
      for _ in 0..<200 {
        switch Int.random(in: 0..<10, using: &dice) {
        case 0:
          let noise = (0..<40).map { _ in UInt8.random(in: 0...255, using: &dice) }
          count(driver.handle(.bytes(noise), at: now))
        case 1 where outstanding == 0:
          outstanding += 1
          count(driver.handle(.request(.configure(.modem())), at: now))
        case 2 where outstanding == 0:
          outstanding += 1
          count(driver.handle(.request(.transmit([1, 2])), at: now))
        case 3:
          now = max(now, driver.nextDeadline ?? now)
          count(driver.handle(.timeout, at: now))
        case 4 where Int.random(in: 0..<20, using: &dice) == 0:
          count(driver.handle(.closed("gone"), at: now))
          count(driver.handle(.opened, at: now))
        default:
          let word = words[Int.random(in: 0..<words.count, using: &dice)]
          count(driver.handle(.bytes(Array("\(word)\r\n".utf8)), at: now))
        }
        #expect(outstanding == 0 || outstanding == 1, "seed \(seed)")
      }
      count(driver.handle(.closed("over"), at: now))
      #expect(outstanding == 0, "seed \(seed)")
    }
  }
}
