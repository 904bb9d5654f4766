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
