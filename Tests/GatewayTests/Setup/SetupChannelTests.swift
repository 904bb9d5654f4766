// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import LoRaPHY
import Testing

@Suite struct SetupChannelTests {
  /// Regions in which no station of this version may send without more being known.
  private static let listening: Set<String> = ["AS923-JP", "KR920", "RU864"]
  private static let amateurs = [
    "HAM-70CM-ITU1": "433.775", "HAM-70CM-US": "431.0",
    "HAM-33CM-US": "906.0",
  ]

  @Test(arguments: Region.all.map(\.id))
  func `in each region a first configuration is legal, and sends where it may`(region: String)
    throws
  {
    let answers: [SetupQuestion: String] = [
      .region: region, .callSign: "F4ABC", .radio: "simulated:/run/ether.sock",
      .frequency: Self.amateurs[region] ?? "",
    ]
    var options = SetupOptions()
    if region == "HAM-70CM-US" { options.bandwidth = .kHz62_5 }
    let setup = try SetupSample.answered(SetupSample.setup(options: options), answers)
    let configuration = try SetupSample.configuration(setup)
    #expect((configuration.receiveOnly != nil) == Self.listening.contains(region))
  }

  @Test func `each board either gives a legal configuration or is refused in words`() throws {
    var refused = 0
    for board in try BoardTable.shipped().boards {
      var setup = try SetupSample.setup()
      #expect(setup.answer("EU868") == nil)
      if let refusal = setup.answer(board.id) {
        #expect(!refusal.isEmpty && !refusal.contains("\n"))
        refused += 1
        continue
      }
      let configuration = try SetupSample.configuration(SetupSample.answered(setup, [:]))
      #expect(configuration.radio.channel.powerDBm <= board.largestChipDBm)
    }
    #expect(refused > 0)
  }

  @Test func `an amplifier lowers the chip's power to what the law leaves`() throws {
    let answers: [SetupQuestion: String] = [
      .region: "EU868", .radio: "rak6421-13302-slot1", .frequency: "868.3",
    ]
    let setup = try SetupSample.answered(SetupSample.setup(), answers)
    let channel = try SetupSample.configuration(setup).radio.channel
    // Of 16.15 dBm EIRP the antenna makes 2.15, and the amplifier 8 of what is left at 6 dBm.
    #expect(channel.powerDBm == 6)
  }
}
