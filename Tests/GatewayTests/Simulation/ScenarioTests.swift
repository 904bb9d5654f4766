// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import LoRaDriver
import LoRaPHY
import Testing

struct ScenarioTests {
  static let pair = """
    [channel]
    loss = 0.25
    [radio]
    spreading_factor = 9
    [[gateway]]
    name = "a"
    [[gateway]]
    name = "b"

    """

  @Test func `what is not said has its default`() throws {
    let scenario = try Scenario(parsing: Self.pair, file: "f")
    #expect(scenario.model == .independent(0.25))
    #expect(scenario.region == "lab")
    #expect(scenario.channel.frequency == Frequency(hertz: 869_525_000))
    #expect(scenario.channel.modulation.spreadingFactor == .sf9)
    #expect(scenario.channel.modulation.bandwidth == .kHz125)
    #expect(scenario.gateways == ["a", "b"])
    #expect(!scenario.hasEstablishedSessions && scenario.messages.isEmpty)
    #expect(scenario.duration == nil)
  }

  @Test func `messages and traffic name gateways by their place`() throws {
    let text =
      "duration_s = 60.5\n" + Self.pair + """
        [session]
        established = true
        [[message]]
        at_s = 1.5
        from = "b"
        to = ["a"]
        file = "mail.eml"
        [[traffic]]
        from = "a"
        to = ["b"]
        mean_interval_s = 10.0
        bytes = 50
        """
    let scenario = try Scenario(parsing: text, file: "f")
    #expect(scenario.hasEstablishedSessions)
    #expect(scenario.duration == .milliseconds(60_500))
    let message = try #require(scenario.messages.first)
    #expect(message.at == Instant(microseconds: 1_500_000))
    #expect(message.from == 1 && message.to == [0])
    #expect(message.content == .mail(file: "mail.eml"))
    let traffic = try #require(scenario.traffic.first)
    #expect(traffic.from == 0 && traffic.to == [1] && traffic.bytes == 50)
    #expect(traffic.meanInterval == .seconds(10))
  }

  @Test func `each channel model has its own keys`() throws {
    let gateway = "\n[[gateway]]\nname = \"a\"\nposition_m = [3, 4.5]\neirp_dbm = 20.0\n"
    let bursty = try Scenario(
      parsing: "[channel]\nmodel = \"bursty\"\nmean_good_s = 20.0\nmean_bad_s = 2.0" + gateway,
      file: "f")
    #expect(
      bursty.model
        == .bursty(BurstyChannel(meanGood: .seconds(20), meanBad: .seconds(2))))
    #expect(bursty.sites.first?.position == Position(x: 3, y: 4.5))
    #expect(bursty.sites.first?.eirpDBm == 20)
    let physical = try Scenario(
      parsing: "[channel]\nmodel = \"physical\"\npath_loss = \"two-ray\"\nshadowing_db = 4"
        + gateway, file: "f")
    #expect(
      physical.model == .physical(PhysicalChannel(pathLoss: .twoRay, shadowingDecibels: 4)))
    let error = #expect(throws: ConfigurationError.self) {
      try Scenario(
        parsing: "[channel]\nmodel = \"physical\"\nloss = 0.1" + gateway, file: "f")
    }
    #expect(error.map { "\($0)" }?.hasPrefix("f:3: channel.loss: unknown key") == true)
  }

  @Test func `a real region's law holds in a simulation too`() throws {
    let text = "[radio]\nregion = \"EU868\"\nfrequency_mhz = 869.3\n" + Self.pair
    let error = #expect(throws: ConfigurationError.self) {
      try Scenario(parsing: text.replacing("[radio]\nspreading_factor = 9", with: ""), file: "f")
    }
    let said = error.map { "\($0)" } ?? ""
    #expect(said.hasPrefix("f:3: radio.frequency_mhz = 869.3: "), "\(said)")
  }

  @Test func `a group stands for all its gateways, each of which sends for itself`() throws {
    let text = """
      duration_s = 60
      [[gateway]]
      name = "sink"
      [[gateway]]
      name = "node"
      count = 3
      within_m = 50
      position_m = [100, 0]
      [[traffic]]
      kind = "unacknowledged"
      from = "node"
      to = ["sink", "node-2"]
      mean_interval_s = 10
      bytes = 5
      [[message]]
      from = "sink"
      to = ["node"]
      bytes = 1
      """
    let scenario = try Scenario(parsing: text, file: "f")
    #expect(scenario.gateways == ["sink", "node-1", "node-2", "node-3"])
    #expect(scenario.scatterMetres == [nil, 50, 50, 50])
    #expect(scenario.sites.map(\.position.x) == [0, 100, 100, 100])
    #expect(scenario.traffic.map(\.from) == [1, 2, 3])
    #expect(scenario.traffic.map(\.to) == [[0, 2], [0], [0, 2]])
    #expect(scenario.traffic.allSatisfy { $0.kind == .unacknowledged && $0.bytes == 5 })
    #expect(scenario.messages.map(\.to) == [[1, 2, 3]])
  }

  @Test func `scattered gateways stand inside their disk, elsewhere in each world`() throws {
    let text = "[[gateway]]\nname = \"a\"\ncount = 200\nwithin_m = 50\nposition_m = [9, 9]"
    let scenario = try Scenario(parsing: text, file: "f")
    var (first, second) = (
      LoRaDriver.SplitMix64(seed: 1), LoRaDriver.SplitMix64(seed: 2)
    )
    let sites = scenario.scattered(using: &first)
    let distances = sites.map { site in
      let (x, y) = (site.position.x - 9, site.position.y - 9)
      return (x * x + y * y).squareRoot()
    }
    #expect(distances.allSatisfy { $0 <= 50 })
    #expect((60...140).contains(distances.count { $0 < 50 / 2.0.squareRoot() }))
    #expect(
      Set(sites.map(\.position)).isDisjoint(
        with: scenario.scattered(using: &second).map(\.position)))
  }

  @Test(arguments: [
    ("[channel", "f:1:9: "),
    (
      pair + "[[gateway]]\nname = \"c\"\ncount = 2\n[[gateway]]\nname = \"c-2\"",
      "f:13: gateway[4].name = \"c-2\": stands twice; names are unique"
    ),
    (
      pair + "[[gateway]]\nname = \"c\"\ncount = 1999",
      "f:11: gateway[3].count: a scenario has at most 2000 gateways"
    ),
    (
      pair + "[[message]]\nfrom = \"a\"\nto = [\"a\"]\nbytes = 1",
      "f:11: message[1].to: names no other gateway; nobody writes to himself"
    ),
    ("[chanel]\n" + pair, "f:1: chanel: unknown key; did you mean channel?"),
    (
      pair + "[[message]]\nfrom = \"c\"\nto = [\"b\"]\nbytes = 1",
      "f:10: message[1].from = \"c\": no such gateway; legal: a, b"
    ),
    (
      pair + "[[message]]\nfrom = \"a\"\nto = [\"b\"]",
      "f:9: message[1].bytes: write either bytes = 1000 or file = \"mail.eml\""
    ),
    (
      pair + "[[traffic]]\nfrom = \"a\"\nto = [\"b\"]\nmean_interval_s = 1.0\nbytes = 1",
      "f: duration_s: missing; random traffic never ends; write duration_s = 3600"
    ),
    (
      "[radio]\nspreading_factor = 6\n[[gateway]]\nname = \"a\"",
      "f:2: radio.spreading_factor = 6: driver \"sx127x\" has no explicit header at SF6, and"
        + " loragw needs it; legal: 7 to 12"
    ),
    (
      "[radio]\nregion = \"moon\"\n[[gateway]]\nname = \"a\"",
      "f:2: radio.region = \"moon\": no such region; legal: lab, EU868,"
    ),
  ])
  func `what is wrong is named with its place and what is legal`(text: String, start: String) {
    let error = #expect(throws: ConfigurationError.self) { try Scenario(parsing: text, file: "f") }
    let said = error.map { "\($0)" } ?? ""
    #expect(said.hasPrefix(start), "\(said)")
  }
}
