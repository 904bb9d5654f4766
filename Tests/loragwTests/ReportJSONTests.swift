// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import LoRaPHY
import Testing
import loragw

@Suite struct ReportJSONTests {
  @Test func `airtime has its figures as numbers`() throws {
    let modulation = Modulation(
      spreadingFactor: .sf7, bandwidth: .kHz125, codingRate: .fourFifths)
    let json = try ControlClient.jsonLine(
      AirtimeReport(modulation: modulation, payloadBytes: 252))
    let time = modulation.timeOnAir(payloadBytes: 252).wholeMicroseconds
    #expect(json.contains("\"time_on_air_us\":\(time)"))
    #expect(json.contains("\"frames_an_hour_at_1_percent\":\(36_000_000 / time)"))
    #expect(json.contains("\"bits_per_second\":"))
  }

  @Test func `a wrong configuration tells each problem with its place`() throws {
    do throws(ConfigurationError) {
      _ = try Configuration(parsing: "[gatway]\n[radio]\ndriver = \"none\"\n", file: "a.toml")
      Issue.record("the configuration is taken")
    } catch {
      let json = try ControlClient.jsonLine(ConfigurationReport(file: "a.toml", error: error))
      #expect(json.contains("\"valid\":false"))
      #expect(json.contains("\"key\":\"radio.driver\"") && json.contains("\"line\":3"))
    }
  }

  @Test func `a right one says what it means`() throws {
    let json = try ControlClient.jsonLine(ConfigurationReport(file: "a.toml", ["gateway  camp"]))
    #expect(json.contains("\"valid\":true") && json.contains("gateway  camp"))
  }
}
