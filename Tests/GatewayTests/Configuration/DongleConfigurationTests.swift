// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import LoRaDriver
import LoRaPHY
import Testing

struct DongleConfigurationTests {
  private func text(_ driver: String, device: String = "/dev/serial/by-id/usb-x") -> String {
    ConfigurationSample.changed("sx127x", driver)
      .replacing("board = \"adafruit-4074\"", with: "device = \"\(device)\"")
  }

  @Test func `a dongle is named by what stays the same`() throws {
    for device in ["/dev/serial/by-id/usb-x", "usb:0001"] {
      let read = try Configuration(parsing: text("rnode", device: device), file: "f")
      #expect(read.radio.attachment == .serial(path: device))
    }
    for device in ["/dev/ttyUSB0", "/dev/ttyACM3"] {
      do {
        _ = try Configuration(parsing: text("rnode", device: device), file: "f")
        Issue.record("taken")
      } catch {
        #expect("\(error)".contains("/dev/serial/by-id"))
      }
    }
  }

  @Test func `the ledger counts the preamble and the CRC that the firmware sends`() throws {
    for (driver, preamble) in [("rnode", 24), ("meshcore-kiss", 32)] {
      let radio = try Configuration(parsing: text(driver), file: "f").radio
      let modulation = radio.channel.radioChannel.modulation
      #expect(modulation.sentPreambleSymbols == preamble)
      #expect(modulation.payloadCRC == .present)
      guard case .modemPreamble(let rule) = try radio.modem().capabilities.airtime else {
        Issue.record("another model")
        return
      }
      #expect(rule == modulation.preamble)
    }
    let chip = try Configuration(parsing: ConfigurationSample.text, file: "f").radio
    let exact = chip.channel.radioChannel.modulation
    #expect(exact.sentPreambleSymbols == 8)
    // 16 symbols of preamble, and a block of five for the CRC.
    let rnode = try Configuration(parsing: text("rnode"), file: "f").radio.channel.radioChannel
    let difference =
      rnode.modulation.timeOnAir(payloadBytes: 20) - exact.timeOnAir(payloadBytes: 20)
    #expect(difference >= exact.symbolDuration * 16)
    #expect(difference <= exact.symbolDuration * 21)
  }

  @Test func `both ends of a mixed pair still have the same channel`() throws {
    let chip = try Configuration(parsing: ConfigurationSample.text, file: "f").radio.channel
    let rnode = try Configuration(parsing: text("rnode"), file: "f").radio.channel
    #expect(chip.shared == rnode.shared)
  }

  @Test func `a chip sends a CRC when it is told to, a dongle always`() throws {
    func crc(_ text: String, _ key: String) throws -> PayloadCRC {
      let whole = text.replacing("power_dbm", with: "payload_crc = \"\(key)\"\npower_dbm")
      return try Configuration(parsing: whole, file: "f").radio.channel.radioChannel.modulation
        .payloadCRC
    }
    #expect(try crc(ConfigurationSample.text, "present") == .present)
    #expect(try crc(ConfigurationSample.text, "absent") == .absent)
    #expect(try crc(text("rnode"), "present") == .present)
    #expect(throws: ConfigurationError.self) { try crc(text("rnode"), "absent") }
  }

  @Test func `an answer may take as long as the radio needs, or as long as is said`() throws {
    func turnaround(_ text: String) throws -> Duration {
      try Configuration(parsing: text, file: "f").radio.channel.turnaround
    }
    #expect(try turnaround(ConfigurationSample.text) == .milliseconds(40))
    #expect(try turnaround(text("meshcore-kiss")) > .milliseconds(100))
    // Sixteen slots of 98 ms at the rescue spreading factor, SF10.
    #expect(try turnaround(text("rnode")) > .milliseconds(1_500))
    let said = text("rnode").replacing("power_dbm", with: "turnaround_ms = 700\npower_dbm")
    #expect(try turnaround(said) == .milliseconds(700))
    #expect(throws: ConfigurationError.self) {
      try turnaround(said.replacing("700", with: "1"))
    }
  }

  @Test func `the pause between frames is what the radio needs, or what is said`() throws {
    func gap(_ text: String) throws -> Duration {
      try Configuration(parsing: text, file: "f").radio.channel.frameGap
    }
    #expect(try gap(ConfigurationSample.text) == .zero)
    #expect(try gap(text("rn2xx3")) == .milliseconds(40))
    let said = ConfigurationSample.text.replacing(
      "power_dbm", with: "frame_gap_ms = 130\npower_dbm")
    #expect(try gap(said) == .milliseconds(130))
    #expect(throws: ConfigurationError.self) { try gap(said.replacing("130", with: "-1")) }
  }

  @Test func `a dongle that is absent opens all the same`() async throws {
    let configuration = try Configuration(
      parsing: text("rnode", device: "/nonexistent/dongle"), file: "f")
    let radio = try configuration.radio.open { .zero }
    await #expect(throws: RadioError.self) {
      try await radio.configure(configuration.radio.channel.radioChannel)
    }
    await radio.shutdown()
  }
}
