// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import EmulatedModems
import LoRaDriver
import LoRaPHY
import Testing

@Suite struct ModemProbeTests {
  /// A device of the tests: what it says to what, at which speed, and from when on.
  private struct Device {
    var baudRate = 115_200
    var answers: [([UInt8], [UInt8])] = []
    var readyAt = Instant.ms(0)
    var isChattering = false
  }

  private func probe(_ device: Device, chunkBytes: Int = 100) -> ModemProbeAction? {
    var probe = ModemProbe()
    var now = Instant.ms(0)
    var speed = 0
    var actions = probe.start(at: now)[...]
    for _ in 0..<200 {
      while let action = actions.popFirst() {
        switch action {
        case .speed(let baudRate): speed = baudRate
        case .write(let bytes):
          guard speed == device.baudRate, now >= device.readyAt else { continue }
          var reply: [UInt8] = device.isChattering ? Array("boot 1\r\n".utf8) : []
          for (question, answer) in device.answers where question == bytes { reply += answer }
          for start in stride(from: 0, to: reply.count, by: chunkBytes) {
            let part = Array(reply[start..<min(start + chunkBytes, reply.count)])
            actions += probe.take(part, at: now)
          }
        case .found, .nothing:
          #expect(probe.nextDeadline == nil)
          return action
        }
      }
      guard let deadline = probe.nextDeadline else { return nil }
      now = deadline
      actions += probe.timeout(at: now)
    }
    return nil
  }

  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  private var rnode: Device {
    Device(answers: [
      ([0xC0, 0x08, 0x73, 0xC0], [0xC0, 0x08, 0x46, 0xC0]),
      ([0xC0, 0x50, 0x00, 0xC0], [0xC0, 0x50, 0x01, 0x56, 0xC0]),
    ])
  }

  private var meshCore: Device {
    Device(answers: [
      ([0xC0, 0x06, 0x17, 0xC0], [0xC0, 0x06, 0x97, 0xC0]),
      ([0xC0, 0x06, 0x11, 0xC0], [0xC0, 0x06, 0x91, 0x02, 0x00, 0xC0]),
    ])
  }

  private var rui3: Device {
    Device(answers: [
      (bytes("\r\nAT\r\n"), bytes("\r\nOK\r\n")),
      (bytes("AT+VER=?\r\n"), bytes("AT+VER=RUI_4.0.6_RAK3172-E\r\nOK\r\n")),
    ])
  }

  private func found(
    _ language: ModemIdentity.Language, _ firmware: String?, _ baudRate: Int = 115_200
  ) -> ModemProbeAction {
    .found(ModemIdentity(language: language, firmware: firmware, baudRate: baudRate))
  }

  @Test(arguments: [1, 2, 3, 100])
  func `each protocol is found with its version however the answer is split`(_ chunkBytes: Int) {
    #expect(probe(rnode, chunkBytes: chunkBytes) == found(.rnode, "1.86"))
    #expect(probe(meshCore, chunkBytes: chunkBytes) == found(.meshCoreKISS, "2"))
    #expect(probe(rui3, chunkBytes: chunkBytes) == found(.rui3, "4.0.6"))
    let rn2483 = Device(
      baudRate: 57_600,
      answers: [(bytes("\r\nsys get ver\r\n"), bytes("RN2483 1.0.5 Oct 31 2018 15:06:52\r\n"))])
    #expect(probe(rn2483, chunkBytes: chunkBytes) == found(.rn2xx3, "RN2483 1.0.5", 57_600))
    let ebyte = Device(
      baudRate: 9_600,
      answers: [([0xC1, 0x00, 0x09], [0xC1, 0x00, 0x09] + [UInt8](repeating: 0x62, count: 9))])
    #expect(probe(ebyte, chunkBytes: chunkBytes) == found(.ebyte, nil, 9_600))
  }

  @Test func `a board that restarts when it is opened is found in the second round`() {
    var device = rnode
    device.readyAt = .ms(2_000)
    device.isChattering = true
    #expect(probe(device) == found(.rnode, "1.86"))
  }

  @Test func `a version that is not told is not made up`() {
    var device = meshCore
    device.answers.removeLast()
    #expect(probe(device) == found(.meshCoreKISS, nil))
  }

  @Test func `what says OK to everything is no modem of ours`() {
    var device = Device(answers: [(bytes("\r\nAT\r\n"), bytes("\r\nOK\r\n"))])
    #expect(probe(device) == .nothing(heardBytes: 12))
    device.answers = []
    #expect(probe(device) == .nothing(heardBytes: 0))
  }

  @Test func `emulated modules are found`() {
    for (firmware, speed, language) in [
      (EmulatedRN2xx3() as any EmulatedFirmware, 57_600, ModemIdentity.Language.rn2xx3),
      (EmulatedRUI3(), 115_200, .rui3),
    ] {
      guard case .found(let identity) = probe(firmware, baudRate: speed) else {
        Issue.record("\(language) not found")
        continue
      }
      #expect(identity.language == language && identity.firmware != nil)
    }
  }

  private func probe(_ firmware: any EmulatedFirmware, baudRate: Int) -> ModemProbeAction? {
    var firmware = firmware
    var probe = ModemProbe()
    var now = Instant.ms(0)
    var speed = 0
    _ = firmware.handle(.powered, at: now)
    var actions = probe.start(at: now)[...]
    while now < .ms(30_000) {
      while let action = actions.popFirst() {
        var replies: [FirmwareAction] = []
        switch action {
        case .speed(let baudRate): speed = baudRate
        case .write(let bytes) where speed == baudRate:
          replies = firmware.handle(.bytes(bytes), at: now)
        case .write: break
        case .found, .nothing: return action
        }
        for case .write(let bytes) in replies { actions += probe.take(bytes, at: now) }
      }
      now = [probe.nextDeadline, firmware.nextDeadline].compactMap(\.self).min() ?? .ms(30_000)
      if let due = firmware.nextDeadline, due <= now {
        for case .write(let bytes) in firmware.handle(.timeout, at: now) where speed == baudRate {
          actions += probe.take(bytes, at: now)
        }
      }
      actions += probe.timeout(at: now)
    }
    return nil
  }

  @Test func `no bytes whatsoever trap`() {
    for seed in 0..<200 as Range<UInt64> {
      var dice = SplitMix64(seed: seed)
      var probe = ModemProbe()
      var now = Instant.ms(0)
      _ = probe.start(at: now)
      while let deadline = probe.nextDeadline {
        let noise = (0..<Int.random(in: 0..<60, using: &dice)).map { _ in
          [0xC0, 0x06, 0x08, 0x50, 0x97, 0xC1, 0x00, 0x09, 0x0D, 0x4F, 0x4B][
            Int.random(in: 0..<11, using: &dice)]
        }
        _ = probe.take(noise.map { UInt8($0) }, at: now)
        now = deadline
        _ = probe.timeout(at: now)
      }
      #expect(now < .ms(20_000), "seed \(seed)")
    }
  }
}
