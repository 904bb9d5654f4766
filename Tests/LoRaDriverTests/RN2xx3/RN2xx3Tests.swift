// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import EmulatedModems
import LoRaDriver
import LoRaPHY
import Testing

@Suite struct RN2xx3Tests {
  private func modem(_ powerDBm: Int = 14) -> RN2xx3Modem {
    RN2xx3Modem(settings: RN2xx3Settings(powerDBm: powerDBm))
  }

  private func commands(_ bench: inout LineModemBench, _ node: Int) -> [String] {
    bench.with(node, as: EmulatedRN2xx3.self) { $0.commands } ?? []
  }

  private func add(
    _ bench: inout LineModemBench, powerDBm: Int = 14,
    _ change: (inout EmulatedRN2xx3) -> Void = { _ in }
  ) -> Int {
    var module = EmulatedRN2xx3()
    change(&module)
    return bench.add(modem(powerDBm), module)
  }

  @Test func `a module is asked who it is, paused, stopped, set and started, in this order`() {
    var bench = LineModemBench()
    let a = add(&bench)
    #expect(bench.obtain(a, .configure(.modem(.sf9))) == .done)
    #expect(
      commands(&bench, a) == [
        "sys get ver", "mac pause", "radio rxstop", "radio set mod lora",
        "radio set freq 868100000", "radio set pwr 14", "radio set sf sf9", "radio set bw 125",
        "radio set cr 4/5", "radio set prlen 8", "radio set crc on", "radio set iqi off",
        "radio set sync 12", "radio set wdt 0", "radio rx 0",
      ])
  }

  @Test func `a change of channel sets what differs only`() {
    var bench = LineModemBench()
    let a = add(&bench)
    bench.obtain(a, .configure(.modem(.sf9)))
    let before = commands(&bench, a).count
    #expect(bench.obtain(a, .configure(.modem(.sf12))) == .done)
    #expect(
      commands(&bench, a).dropFirst(before) == ["radio rxstop", "radio set sf sf12", "radio rx 0"])
  }

  @Test func `time on air is as the channel says, with and without the CRC`() {
    for crc in [PayloadCRC.present, .absent] {
      var bench = LineModemBench()
      let a = add(&bench)
      var channel = RadioChannel.modem(.sf10)
      channel.modulation.payloadCRC = crc
      bench.obtain(a, .configure(channel))
      bench.ask(a, .transmit(modemFrame(77)))
      bench.run(until: { $0.nodes[a].sendingUntil != nil }, within: .seconds(1))
      #expect(bench.nodes[a].channel == channel)
    }
    #expect(modem().capabilities.airtime == .exact)
    #expect(modem().capabilities.transmitDone == .event)
    #expect(modem().capabilities.activityDetection == .none)
  }

  @Test(
    arguments: [
      (false, -3, 868_100_000, true), (false, 15, 434_000_000, true),
      (false, 16, 868_100_000, false),
      (false, -4, 868_100_000, false), (true, 2, 915_000_000, true), (true, 20, 927_900_000, true),
      (true, 21, 915_000_000, false), (true, 1, 915_000_000, false), (true, 14, 868_100_000, false),
      (false, 14, 915_000_000, false), (false, 14, 434_800_000, false),
    ] as [(Bool, Int, UInt32, Bool)])
  func `power and band are those of the module that is there`(
    _ isRN2903: Bool, _ power: Int, _ hertz: UInt32, _ isLegal: Bool
  ) {
    var bench = LineModemBench()
    let a = bench.add(modem(power), EmulatedRN2xx3(isRN2903: isRN2903))
    let answer = bench.obtain(a, .configure(.modem(hertz: hertz)))
    guard !isLegal else {
      #expect(answer == .done)
      return
    }
    guard case .unsupportedChannel(let reason) = answer?.error else {
      Issue.record("\(String(describing: answer))")
      return
    }
    let isPower = !(isRN2903 ? 2...20 : -3...15).contains(power)
    let nearest = isRN2903 ? (power < 2 ? 2 : 20) : (power < -3 ? -3 : 15)
    #expect(reason.contains(isPower ? "the nearest is \(nearest)" : "MHz"))
  }

  @Test func `what the module cannot do is refused before it is told`() {
    var bench = LineModemBench()
    let a = add(&bench)
    var implicit = RadioChannel.modem()
    implicit.modulation.header = .implicit
    var short = RadioChannel.modem()
    short.modulation.preambleSymbols = 5
    var slow = RadioChannel.modem()
    slow.modulation.lowDataRateOptimization = .on
    for channel in [implicit, short, slow, .modem(.sf6), .modem(bandwidth: .kHz62_5)] {
      guard case .unsupportedChannel = bench.obtain(a, .configure(channel))?.error else {
        Issue.record("\(channel)")
        continue
      }
    }
    #expect(!commands(&bench, a).contains { $0.hasPrefix("radio set") })
    #expect(bench.obtain(a, .configure(.modem())) == .done)
  }

  @Test func `a refused setting is explained and the channel before stays`() {
    var bench = LineModemBench()
    let a = add(&bench)
    bench.obtain(a, .configure(.modem(.sf7)))
    bench.with(a, as: EmulatedRN2xx3.self) { $0.drop("prlen") }
    var other = RadioChannel.modem(.sf9)
    other.modulation.preambleSymbols = 12
    let error = bench.obtain(a, .configure(other))?.error
    #expect(
      error
        == .unsupportedChannel(
          "RN2483 1.0.5 answers invalid_param to `radio set prlen 12`; "
            + "choose another value, or update its firmware"))
    bench.run(for: .seconds(1))
    #expect(bench.with(a, as: EmulatedRN2xx3.self) { $0.value("sf") } == "sf7")
    #expect(LineModemKind.isReceiving(bench.nodes[a].firmware))
    #expect(bench.obtain(a, .transmit([1])) == .done)
    #expect(bench.faults(a).isEmpty)
  }

  @Test func `a busy module is told again, and given up after a few times`() {
    for (count, expected) in [
      (3, Result<SerialAnswer, RadioError>.done), (4, .failure(.refused("the module stays busy"))),
    ] {
      var bench = LineModemBench()
      let a = add(&bench) { $0.faults.busyAnswers = count }
      bench.obtain(a, .configure(.modem()))
      #expect(bench.obtain(a, .transmit([1, 2])) == expected)
      bench.run(for: .milliseconds(200))
      #expect(LineModemKind.isReceiving(bench.nodes[a].firmware))
      #expect(bench.obtain(a, .transmit([1, 2])) == .done)
      #expect(bench.faults(a).isEmpty)
    }
  }

  @Test func `a module whose LoRaWAN is at work is waited for, and named when it stays so`() {
    var bench = LineModemBench()
    let a = add(&bench) { $0.lineFaults.busyPauses = 2 }
    #expect(bench.obtain(a, .configure(.modem())) == .done)
    var other = LineModemBench()
    let b = add(&other) { $0.lineFaults.busyPauses = 1_000 }
    #expect(
      other.obtain(b, .configure(.modem()))?.error
        == .refused("LoRaWAN is at work in the module and does not pause"))
  }

  @Test func `a pause of LoRaWAN that is over is begun again`() {
    var bench = LineModemBench()
    let a = add(&bench)
    bench.obtain(a, .configure(.modem()))
    bench.with(a, as: EmulatedRN2xx3.self) { $0.endPause() }
    #expect(bench.obtain(a, .transmit([1])) == .done)
    bench.run(for: .milliseconds(100))
    #expect(commands(&bench, a).count { $0 == "mac pause" } == 2)
    #expect(LineModemKind.isReceiving(bench.nodes[a].firmware))
    #expect(bench.faults(a).isEmpty)
  }

  @Test func `the receiver is on for an hour, and again after the watchdog broke it off`() {
    var bench = LineModemBench()
    let a = add(&bench)
    bench.obtain(a, .configure(.modem()))
    bench.run(for: .seconds(3_600))
    #expect(LineModemKind.isReceiving(bench.nodes[a].firmware))
    let before = commands(&bench, a).count
    let now = bench.now
    bench.with(a, as: EmulatedRN2xx3.self) { $0.rearmWatchdog(after: .seconds(15), at: now) }
    bench.run(for: .seconds(20))
    #expect(commands(&bench, a).dropFirst(before) == ["radio set wdt 0", "radio rx 0"])
  }

  @Test func `a frame that the watchdog broke off may have been heard, and the watchdog goes off`()
  {
    var bench = LineModemBench()
    let a = add(&bench)
    bench.obtain(a, .configure(.modem(.sf12)))
    bench.ask(a, .transmit(modemFrame(200)))
    bench.run(for: .seconds(1))
    let now = bench.now
    bench.with(a, as: EmulatedRN2xx3.self) { $0.rearmWatchdog(after: .seconds(1), at: now) }
    bench.run(for: .seconds(2))
    #expect(
      bench.nodes[a].answers.last
        == .failure(.interrupted("the module broke the frame off (radio_err)")))
    #expect(commands(&bench, a).suffix(2) == ["radio set wdt 0", "radio rx 0"])
    #expect(bench.faults(a).isEmpty)
  }

  @Test func `signal to noise ratio and strength belong to the frame, estimated by old firmware`() {
    for (version, rssi) in [("1.0.5", -107.0), ("0.9.5", -107.0)] {
      var bench = LineModemBench()
      let a = add(&bench)
      let b = bench.add(modem(), EmulatedRN2xx3(version: version))
      for node in [a, b] { bench.obtain(node, .configure(.modem())) }
      bench.obtain(a, .transmit(modemFrame(10)))
      bench.run(for: .milliseconds(300))
      #expect(bench.frames(b).map(\.snr.decibels) == [10])
      #expect(bench.frames(b).map(\.rssi.dBm) == [rssi])
      #expect(commands(&bench, b).contains("radio get rssi") == (version == "1.0.5"))
    }
  }

  @Test(arguments: [1, 20, 100, 255])
  func `a frame is heard after the deaf time`(_ count: Int) {
    #expect(heard(twoFramesOf: count, pause: RN2xx3Dialect.deafTime(afterBytes: count)) == 2)
  }

  @Test func `a long frame hides the one that follows at once`() {
    #expect(heard(twoFramesOf: 255, pause: .zero) == 1)
  }

  private func heard(twoFramesOf count: Int, pause: Duration) -> Int {
    var bench = LineModemBench()
    let a = add(&bench)
    let b = add(&bench)
    for node in [a, b] { bench.obtain(node, .configure(.modem())) }
    bench.obtain(a, .transmit(modemFrame(count)))
    bench.run(for: pause)
    bench.obtain(a, .transmit(modemFrame(count, salt: 1)))
    bench.run(for: .milliseconds(300))
    return bench.received(b).count
  }

  @Test func `another module in its place is refused with its name`() {
    var bench = LineModemBench()
    let a = add(&bench)
    bench.obtain(a, .configure(.modem()))
    bench.unplug(a)
    bench.replace(a, EmulatedRN2xx3(isRN2903: true))
    bench.plug(a)
    bench.run(for: .seconds(30))
    #expect(bench.faults(a).count == 1 && bench.recoveries(a) == 0)
    let error = bench.obtain(a, .transmit([1]))?.error
    #expect("\(error ?? .noAnswer)".contains("an RN2903 covers"))
    bench.unplug(a)
    bench.replace(a, EmulatedRN2xx3())
    bench.plug(a)
    bench.run(for: .seconds(5))
    #expect(bench.recoveries(a) == 1)
    #expect(bench.obtain(a, .transmit([1])) == .done)
  }

  @Test func `version lines are read, and nothing else`() {
    let firmware = RN2xx3Firmware("RN2903AU 0.9.7rc7 Aug 11 2016")
    #expect(firmware?.module == .rn2903 && firmware?.version == ModemVersion(0, 9, 7))
    for line in ["RN2483", "RN2484 1.0.5", "ok", "", "1.0.5 RN2483", "RN2483 x"] {
      #expect(RN2xx3Firmware(line) == nil, "\(line)")
    }
  }
}
