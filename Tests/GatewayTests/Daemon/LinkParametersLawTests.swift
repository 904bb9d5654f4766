// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import Gateway
import LoRaPHY
import Testing

struct LinkParametersLawTests {
  private func parameters(_ megahertz: String) throws -> LinkParameters {
    let text = ConfigurationSample.changed("869.525", megahertz)
    return try LinkParameters(try Configuration(parsing: text, file: "f"))
  }

  @Test(arguments: [("869.525", 360), ("868.1", 36)])
  func `the sub-band's duty cycle becomes the link's airtime`(
    megahertz: String, seconds: Int
  ) throws {
    let link = try parameters(megahertz)
    #expect(link.airtimeRule.limit == .seconds(seconds))
    #expect(link.airtimeRule.window == .seconds(3600))
    #expect(link.airtimeReserve.control > .zero && link.airtimeReserve.chat > .zero)
    #expect(link.longestFrameBytes == 255)
  }

  @Test(arguments: [("868.1", SpreadingFactor.sf12), ("868.1", .sf7), ("869.525", .sf12)])
  func `control keeps six frames and a handshake at the slowest spreading factor in use`(
    megahertz: String, rescue: SpreadingFactor
  ) throws {
    let text = ConfigurationSample.changed("869.525", megahertz).replacing(
      /rescue_spreading_factor = \d+/, with: "rescue_spreading_factor = \(rescue.rawValue)")
    let link = try LinkParameters(try Configuration(parsing: text, file: "f"))
    var slowest = link.modulation
    slowest.spreadingFactor = rescue
    let frames =
      slowest.timeOnAir(payloadBytes: ControlFrame.encodedBytes) * 6
      + slowest.timeOnAir(payloadBytes: HelloFrame.encodedBytes(.initiation))
    let budget = try #require(link.airtimeRule.limit)
    #expect(link.airtimeReserve.control >= frames)
    #expect(link.airtimeReserve.control <= max(frames, budget / 50))
    #expect(link.airtimeReserve.control + link.airtimeReserve.chat <= budget / 4 * 3)
  }

  @Test func `a dwell limit shortens the frames`() throws {
    let text = ConfigurationSample.changed("EU868", "AU915")
      .replacing("869.525", with: "920").replacing(
        "spreading_factor = 7", with: "spreading_factor = 9")
    let link = try LinkParameters(try Configuration(parsing: text, file: "f"))
    #expect(link.longestFrameBytes < 100)
    let longest = link.modulation.timeOnAir(payloadBytes: link.longestFrameBytes)
    #expect(longest <= .milliseconds(400))
  }
}
