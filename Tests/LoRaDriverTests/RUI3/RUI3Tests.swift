// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import EmulatedModems
import LoRaDriver
import LoRaPHY
import Testing

@Suite struct RUI3Tests {
  private func modem(
    _ powerDBm: Int = 14, before: RUI3Settings.BeforeTransmission = .nothing, largest: Int = 255
  ) -> RUI3Modem {
    RUI3Modem(
      settings: RUI3Settings(
        powerDBm: powerDBm, beforeTransmission: before, largestFrameBytes: largest))
  }

  private func commands(_ bench: inout LineModemBench, _ node: Int) -> [String] {
    bench.with(node, as: EmulatedRUI3.self) { $0.commands } ?? []
  }

  static let versions = [
    (3, 1, 0), (3, 2, 0), (3, 4, 2), (3, 5, 1), (3, 5, 4), (4, 0, 0), (4, 0, 4), (4, 0, 6),
    (4, 2, 1),
  ]

  @Test(arguments: versions)
  func `frames go both ways with firmware of any age`(_ major: Int, _ minor: Int, _ patch: Int) {
    let isOld = (major, minor) < (3, 4)
    var bench = LineModemBench()
    let a = bench.add(
      modem(largest: isOld ? 250 : 255), EmulatedRUI3(version: (major, minor, patch)))
    let b = bench.add(modem(), EmulatedRUI3())
    for node in [a, b] { #expect(bench.obtain(node, .configure(.modem(.sf8))) == .done) }
    for index in 0..<3 {
      for (from, to) in [(a, b), (b, a)] {
        let frame = modemFrame(isOld ? 250 : 255, salt: index + from)
        #expect(bench.obtain(from, .transmit(frame)) == .done)
        bench.run(for: .milliseconds(200))
        #expect(bench.received(to).last == frame)
      }
    }
    #expect(LineModemKind.violations(bench.nodes[a].firmware).isEmpty)
    #expect(bench.faults(a).isEmpty)
    #expect(bench.frames(a).allSatisfy { $0.snr.decibels == 10 && $0.rssi.dBm == -107 })
  }

  @Test(arguments: versions)
  func `all values are in force that decide how frames are sent`(
    _ major: Int, _ minor: Int, _ patch: Int
  ) {
    var bench = LineModemBench()
    let isOld = (major, minor) < (3, 4)
    let a = bench.add(
      modem(20, largest: isOld ? 250 : 255), EmulatedRUI3(version: (major, minor, patch)))
    #expect(bench.obtain(a, .configure(.modem(.sf10, bandwidth: .kHz250))) == .done)
    bench.ask(a, .transmit([1]))
    bench.run(until: { $0.nodes[a].sendingUntil != nil }, within: .seconds(1))
    var expected = RadioChannel.modem(.sf10, bandwidth: .kHz250)
    expected.modulation.family = .sx126x
    #expect(bench.nodes[a].channel == expected)
    let saved = bench.with(a, as: EmulatedRUI3.self) { $0.saved } ?? [:]
    #expect(bench.with(a, as: EmulatedRUI3.self) { $0.powerDBm } == 20)
    for (name, value) in [
      ("NWM", "0"), ("ENCRY", "0"), ("LPM", "0"), ("SYNCWORD", "1424"), ("IQINVER", "0"),
    ] where saved[name] != nil {
      #expect(saved[name] == value, "\(name)")
    }
  }

  @Test func `a change of channel writes no flash memory since 4.0.4`() {
    for (version, writes) in [((4, 0, 4), 0), ((4, 0, 0), 1)] {
      var bench = LineModemBench()
      let a = bench.add(modem(), EmulatedRUI3(version: version))
      bench.obtain(a, .configure(.modem(.sf8)))
      let before = bench.with(a, as: EmulatedRUI3.self) { $0.flashWrites } ?? 0
      #expect(bench.obtain(a, .configure(.modem(.sf9))) == .done)
      #expect(bench.with(a, as: EmulatedRUI3.self) { $0.flashWrites } == before + writes)
    }
  }

  @Test func `what is in force already is not written again`() {
    var bench = LineModemBench()
    let a = bench.add(modem(), EmulatedRUI3(version: (4, 0, 0)))
    bench.obtain(a, .configure(.modem()))
    let before = bench.with(a, as: EmulatedRUI3.self) { $0.flashWrites } ?? 0
    bench.unplug(a)
    bench.plug(a)
    bench.run(for: .seconds(5))
    #expect(bench.recoveries(a) == 1)
    #expect(bench.with(a, as: EmulatedRUI3.self) { $0.flashWrites } == before)
  }

  @Test func `a module in LoRaWAN mode is changed to frames between peers`() {
    for version in [(3, 5, 3), (4, 0, 6)] {
      var bench = LineModemBench()
      let a = bench.add(modem(), EmulatedRUI3(version: version))
      #expect(bench.with(a, as: EmulatedRUI3.self) { $0.isPeerToPeer } == false)
      #expect(bench.obtain(a, .configure(.modem())) == .done)
      #expect(bench.with(a, as: EmulatedRUI3.self) { $0.isPeerToPeer } == true)
      #expect(bench.with(a, as: EmulatedRUI3.self) { $0.starts } == 2)
      #expect(bench.faults(a).isEmpty)
    }
  }

  @Test func `a value that is accepted and not kept is told with the one in force`() {
    var module = EmulatedRUI3()
    module.lineFaults.forgottenSettings = 1
    var bench = LineModemBench()
    let a = bench.add(modem(), module)
    #expect(
      bench.obtain(a, .configure(.modem()))?.error
        == .unsupportedChannel(
          "RUI3 4.0.6 was told `AT+P2P=868100000:7:125:0:8:14:1`, "
            + "but 868000000:7:0:0:8:14 is in force"))
    #expect(bench.obtain(a, .configure(.modem())) == .done)
  }

  @Test func `a module for other bands says so`() {
    var module = EmulatedRUI3()
    module.isForLowBands = true
    var bench = LineModemBench()
    let a = bench.add(modem(), module)
    let error = bench.obtain(a, .configure(.modem()))?.error
    #expect("\(error ?? .noAnswer)".contains("AT_PARAM_ERROR"))
    #expect("\(error ?? .noAnswer)".contains("low bands end at 600 MHz"))
    #expect(bench.obtain(a, .configure(.modem(hertz: 433_500_000))) == .done)
  }

  @Test(arguments: [4, 23])
  func `power beyond the module is refused with the nearest`(_ power: Int) {
    var bench = LineModemBench()
    let a = bench.add(modem(power), EmulatedRUI3())
    #expect(
      bench.obtain(a, .configure(.modem()))?.error
        == .unsupportedChannel(
          "RUI3 has 5 to 22 dBm, not \(power); the nearest is \(power < 5 ? 5 : 22)"))
  }

  @Test func `what the firmware would send otherwise than asked is refused`() {
    var bench = LineModemBench()
    let a = bench.add(modem(), EmulatedRUI3())
    var implicit = RadioChannel.modem()
    implicit.modulation.header = .implicit
    var short = RadioChannel.modem(.sf6)
    short.modulation.family = .sx126x
    var slow = RadioChannel.modem(.sf10, bandwidth: .kHz62_5)
    slow.modulation.family = .sx126x
    for channel in [implicit, short, slow, .modem(.sf6), .test(), .modem(hertz: 100_000_000)] {
      guard case .unsupportedChannel = bench.obtain(a, .configure(channel))?.error else {
        Issue.record("\(channel)")
        continue
      }
    }
    short.modulation.preambleSymbols = 12
    #expect(bench.obtain(a, .configure(short)) == .done)
    #expect(bench.obtain(a, .configure(.modem(.sf9, bandwidth: .kHz62_5))) == .done)
  }

  @Test func `what a version is too old for is named with the version that is not`() {
    let cases: [(RUI3Settings, RadioChannel, (Int, Int, Int), String)] = [
      (RUI3Settings(powerDBm: 14), .modem(), (3, 2, 0), "250 bytes at most"),
      (RUI3Settings(powerDBm: 14, syncWord: 0x34), .modem(), (3, 5, 1), "3.5.4"),
      (RUI3Settings(powerDBm: 14), .modem(bandwidth: .kHz62_5), (3, 4, 2), "3.5.1"),
      (
        RUI3Settings(powerDBm: 14, beforeTransmission: .channelActivityDetection), .modem(),
        (4, 0, 4), "4.0.6"
      ),
    ]
    for (settings, channel, version, text) in cases {
      var bench = LineModemBench()
      let a = bench.add(RUI3Modem(settings: settings), EmulatedRUI3(version: version))
      let error = bench.obtain(a, .configure(channel))?.error
      #expect("\(error ?? .noAnswer)".contains(text))
    }
  }

  @Test func `a frame waits for a free channel, and reception goes on`() {
    for (looks, isSent) in [(5, true), (1_000, false)] {
      var module = EmulatedRUI3()
      module.lineFaults.busyChannels = looks
      var bench = LineModemBench()
      let a = bench.add(modem(before: .channelActivityDetection), module)
      bench.obtain(a, .configure(.modem()))
      let answer = bench.obtain(a, .transmit([1, 2]))
      #expect(answer == (isSent ? .done : .failure(.refused("the channel stays busy"))))
      bench.run(for: .milliseconds(300))
      #expect(LineModemKind.isReceiving(bench.nodes[a].firmware))
      #expect(bench.faults(a).isEmpty)
    }
    #expect(modem(before: .channelActivityDetection).capabilities.activityDetection == .modem)
    #expect(modem().capabilities.activityDetection == .none)
  }

  @Test func `a frame accepted only after its end was told is sent once`() {
    var module = EmulatedRUI3()
    module.lineFaults.earlyDones = 1
    var bench = LineModemBench()
    let a = bench.add(modem(), module)
    bench.obtain(a, .configure(.modem(.sf11)))
    #expect(bench.obtain(a, .transmit(modemFrame(60))) == .done)
    #expect(bench.faults(a).isEmpty)
    #expect(commands(&bench, a).count { $0.hasPrefix("AT+PSEND") } == 1)
  }

  @Test func `the echo does not matter`() {
    var module = EmulatedRUI3()
    module.lineFaults.echoes = true
    module.line.chunkBytes = 7
    var bench = LineModemBench()
    let a = bench.add(modem(), module)
    #expect(bench.obtain(a, .configure(.modem())) == .done)
    #expect(bench.obtain(a, .transmit(modemFrame(255))) == .done)
    #expect(bench.faults(a).isEmpty)
  }

  @Test func `a slower line is found`() {
    var bench = LineModemBench()
    let a = bench.add(modem(), EmulatedRUI3(), baudRate: 9_600)
    #expect(bench.obtain(a, .configure(.modem())) == .done)
    #expect(bench.nodes[a].reopenings.count == 2)
    #expect(bench.faults(a).isEmpty)
  }

  @Test func `versions are found in what modules say`() {
    for (line, version) in [
      ("AT+VER=RUI_4.0.6_RAK3172-E", ModemVersion(4, 0, 6)),
      ("RUI_3.5.3_203", ModemVersion(3, 5, 3)), ("AT+VER=RUI_4.2.1", ModemVersion(4, 2, 1)),
    ] {
      #expect(RUI3Firmware(line)?.version == version)
    }
    for line in ["", "RUI_", "RUI_4", "V1.0.4", "AT+VER=RUI_x.y.z"] {
      #expect(RUI3Firmware(line) == nil, "\(line)")
    }
  }
}
