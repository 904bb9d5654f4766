// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import Gateway
import LoRaPHY
import MailRelay
import Testing

struct ConfigurationTests {
  @Test func `all keys reach their properties`() throws {
    let peer = try ConfigurationSample.peer(
      "village", domains: "\"Village.example\", \"far.example\"",
      more: "from_domains = [\"village.example\"]\nrelay_for = [\"sea.example\"]\n")
    let text =
      ConfigurationSample.changed(
        "smtp = []", "smtp = [\"127.0.0.1:25\"]\nmax_mail_bytes = 100_000"
      )
      .replacing("cable_loss_db = 0.0", with: "cable_loss_db = 0.5\namplifier_gain_db = 3") + peer
    let read = try Configuration(parsing: text, file: "f")
    #expect(read.gateway.name == "camp")
    #expect(read.gateway.stateDirectory == "/var/lib/loragw")
    #expect(read.gateway.localDomains.map(\.text) == ["camp.example"])
    #expect(read.gateway.callSign == nil)
    #expect(read.gateway.confirmedRegions == [])
    #expect(read.radio.driver == .sx127x)
    #expect(read.radio.attachment == .board(try Sample.board("adafruit-4074")))
    let channel = read.radio.channel
    #expect(channel.shared == Sample.channel)
    #expect(channel.radioChannel.modulation.family == .sx127x)
    #expect(channel.powerDBm == 14)
    #expect(channel.antennaGainDBi == 2.15)
    #expect(channel.cableLossDB == 0.5)
    #expect(channel.amplifierGainDB == 3)
    #expect(
      read.mail.lmtpListen == [
        .unix(path: "/run/loragw/lmtp.sock"), .tcp(host: "127.0.0.1", port: 2624),
      ])
    #expect(read.mail.smtpListen == [.tcp(host: "127.0.0.1", port: 25)])
    #expect(read.mail.maximumMailBytes == 100_000)
    #expect(read.mail.deliver == .lmtp(.unix(path: "/run/dovecot/lmtp")))
    #expect(read.status?.listen == .tcp(host: "127.0.0.1", port: 8624))
    let village = try #require(read.peer(named: "village"))
    #expect(village.domains.map(\.text) == ["village.example", "far.example"])
    #expect(village.fromDomains.map(\.text) == ["village.example"])
    #expect(village.relayFor.map(\.text) == ["sea.example"])
    #expect(village.invitation.staticKeyBytes == (try Sample.identity(1)).staticKeyBytes)
  }

  @Test func `what may be left out has its documented default`() throws {
    let line = try Sample.invitation(1).line
    let text = """
      gateway = { name = "a", local_domains = ["a.example"] }
      mail.out.deliver = "maildir:/srv/mail"
      [radio]
      driver = "simulated"
      ether = "/run/loragw/ether.sock"
      [radio.channel]
      region = "EU868"
      frequency_mhz = 866
      bandwidth_khz = 250
      spreading_factor = 9
      [[peer]]
      name = "b"
      key = "\(line)"
      """
    let read = try Configuration(parsing: text, file: "f")
    #expect(read.gateway.stateDirectory == "/var/lib/loragw")
    #expect(read.radio.attachment == .ether(socketPath: "/run/loragw/ether.sock"))
    let channel = read.radio.channel
    #expect(channel.radioChannel.frequency == Frequency(hertz: 866_000_000))
    #expect(channel.radioChannel.modulation.codingRate == .fourFifths)
    #expect(channel.powerDBm == 14)
    #expect(channel.antennaGainDBi == 2.15)
    #expect(channel.cableLossDB == 0)
    #expect(channel.amplifierGainDB == nil)
    #expect(channel.rescueSpreadingFactor == .sf12)
    #expect(
      read.mail.lmtpListen.map(\.description) == ["unix:/run/loragw/lmtp.sock", "127.0.0.1:2624"])
    #expect(read.mail.smtpListen == [])
    #expect(read.mail.maximumMailBytes == 4 << 20)
    #expect(read.mail.reportedResults == .failures)
    #expect(read.mail.partDays == 30)
    #expect(read.status == nil)
    let peer = try #require(read.peers.first)
    #expect(peer.domains.map(\.text) == ["village.example"])
    #expect(peer.fromDomains == peer.domains)
    #expect(peer.relayFor == [])
  }

  @Test func `each driver takes its own kind of address`() throws {
    for driver in RadioDriver.allCases {
      let (address, wanted): (String, RadioAttachment) =
        switch driver {
        case .sx127x: ("board = \"rfm95w\"", .board(try Sample.board("rfm95w")))
        case .sx126x: ("board = \"meshadv-pi\"", .board(try Sample.board("meshadv-pi")))
        case .simulated: ("ether = \"/e\"", .ether(socketPath: "/e"))
        case .rnode, .meshcoreKISS, .rn2xx3, .rui3: ("device = \"/d\"", .serial(path: "/d"))
        }
      let text = ConfigurationSample.changed("sx127x", driver.rawValue)
        .replacing("board = \"adafruit-4074\"", with: address)
      #expect(try Configuration(parsing: text, file: "f").radio.attachment == wanted)
    }
  }

  @Test(
    arguments: [
      ("868.1", 868_100_000), ("869.525", 869_525_000), ("869.4750004", 869_475_000),
      ("869.4750006", 869_475_001), ("866", 866_000_000), ("868.899999", 868_899_999),
    ] as [(String, UInt32)])
  func `a frequency is the nearest hertz`(megahertz: String, hertz: UInt32) throws {
    let text = ConfigurationSample.changed("869.525", megahertz)
    let read = try Configuration(parsing: text, file: "f")
    #expect(read.radio.channel.radioChannel.frequency == Frequency(hertz: hertz))
  }

  @Test func `each bandwidth is known by its customary name and by its hertz`() throws {
    let names = ["7.8", "10.4", "15.6", "20.8", "31.25", "41.7", "62.5", "125.0", "250.0"]
    for (name, bandwidth) in zip(names, Bandwidth.allCases) {
      for spelling in [name, "\(Double(bandwidth.rawValue) / 1_000)"] {
        let text = ConfigurationSample.changed("125.0", spelling)
        let read = try Configuration(parsing: text, file: "f")
        #expect(read.radio.channel.radioChannel.modulation.bandwidth == bandwidth)
      }
    }
  }

  @Test func `SF5 is for chips that have it with explicit headers`() throws {
    let text = ConfigurationSample.changed("sx127x", "sx126x")
      .replacing("adafruit-4074", with: "meshadv-pi")
      .replacing("spreading_factor = 7", with: "spreading_factor = 5")
    let modulation = try Configuration(parsing: text, file: "f").radio.channel.radioChannel
      .modulation
    #expect(modulation.spreadingFactor == .sf5)
    #expect(modulation.family == .sx126x)
  }

  @Test(arguments: [
    ("EU868", "869.525", SpreadingFactor.sf12), ("AU915", "920", .sf9), ("AS923-JP", "922", .sf12),
  ])
  func `both ends meet at the slowest legal spreading factor`(
    region: String, megahertz: String, rescue: SpreadingFactor
  ) throws {
    let text = ConfigurationSample.changed("EU868", region)
      .replacing("869.525", with: megahertz)
      .replacing("rescue_spreading_factor = 10\n", with: "")
      .replacing("power_dbm = 14", with: "power_dbm = 10")
    let channel = try Configuration(parsing: text, file: "f").radio.channel
    #expect(channel.rescueSpreadingFactor == rescue)
  }

  private static let amateur = ConfigurationSample.changed("EU868", "HAM-70CM-ITU1")
    .replacing("869.525", with: "434.5")
  private static let called = amateur.replacing(
    "local_domains", with: "call_sign = \"F4ABC\"\nlocal_domains")

  @Test func `amateur regions are listened to only until there is a call sign`() throws {
    let read = try Configuration(parsing: Self.amateur, file: "f")
    #expect(read.gateway.callSign == nil)
    let why =
      "receive-only: HAM-70CM-ITU1 is an amateur region, where a station sends in clear and names"
      + " itself; if you have a licence, write call_sign = \"…\", your own, in [gateway]"
    #expect(read.summary.contains("warning  " + why))
    let link = try LinkParameters(read)
    #expect(link.transmission == .receiveOnly(.amateur(region: "HAM-70CM-ITU1")))
    #expect(link.mode == .clear && link.callSign == nil && !link.maySend)
    #expect(throws: ConfigurationError.self) {
      try Configuration(parsing: Self.amateur.replacing("434.5", with: "450"), file: "f")
    }
  }

  @Test func `with a call sign amateurs send, in clear`() throws {
    let read = try Configuration(parsing: Self.called, file: "f")
    #expect(read.gateway.callSign?.text == "F4ABC")
    #expect(read.receiveOnly == nil)
    #expect(
      read.summary.contains(
        "amateur  sends as F4ABC, in clear: everybody can read all mail; none encrypted"))
    let link = try LinkParameters(read)
    #expect(link.transmission == .allowed && link.maySend)
    #expect(link.mode == .clear && link.callSign?.text == "F4ABC")
    #expect(link.identificationInterval == .seconds(600))
  }

  @Test func `everywhere else frames are encrypted`() throws {
    let link = try LinkParameters(try Configuration(parsing: ConfigurationSample.text, file: "f"))
    #expect(link.mode == .encrypted && link.callSign == nil && link.maySend)
  }

  @Test func `a peer that encrypts is refused by amateurs, one that does not is taken`() throws {
    let text = Self.called + (try ConfigurationSample.peer("village"))
    let error = #expect(throws: ConfigurationError.self) {
      try Configuration(parsing: text, file: "f")
    }
    let line = "peer \"village\" is in region EU868, where frames are encrypted; in HAM-70CM-ITU1"
    #expect(error?.description.contains(line + " they are in clear, as amateurs must") == true)
    var channel = Sample.channel
    channel.region = "HAM-70CM-US"
    let invitation = try Sample.invitation(1, name: "village", channel: channel).line
    let peer = "\n[[peer]]\nname = \"village\"\nkey = \"\(invitation)\"\n"
    #expect(try Configuration(parsing: Self.called + peer, file: "f").peers.count == 1)
    #expect(throws: ConfigurationError.self) {
      try Configuration(parsing: ConfigurationSample.text + peer, file: "f")
    }
  }

  @Test(arguments: [("AS923-JP", "922", "AS923-JP"), ("KR920", "922.5", "KR920-from-922")])
  func `where energy must be measured before sending, nothing is sent`(
    region: String, megahertz: String, row: String
  ) throws {
    let text = ConfigurationSample.changed("EU868", region)
      .replacing("869.525", with: megahertz)
      .replacing("power_dbm = 14", with: "power_dbm = 10")
    let read = try Configuration(parsing: text, file: "f")
    let name = RowName("\(region)/\(row)")
    #expect(try LinkParameters(read).transmission == .receiveOnly(.listening(name)))
    #expect(
      read.receiveOnly?.hasPrefix("receive-only: \(name) asks for the channel's energy") == true)
  }

  @Test func `what is known with low confidence is listened to until the operator's word`() throws {
    let doubtful = ConfigurationSample.changed("EU868", "RU864").replacing("869.525", with: "869")
    let unsaid = try Configuration(parsing: doubtful, file: "f")
    #expect(
      unsaid.summary[4]
        == "warning  receive-only: the rules of RU864 are known with low confidence; check them"
        + " with your authority, then write confirmed_regions = [\"RU864\"] in [gateway]")
    #expect(
      try LinkParameters(unsaid).transmission == .receiveOnly(.lowConfidence(RowName("RU864"))))
    let confirmed = doubtful.replacing(
      "local_domains", with: "confirmed_regions = [\"RU864\"]\nlocal_domains")
    let said = try Configuration(parsing: confirmed, file: "f")
    #expect(said.gateway.confirmedRegions == ["RU864"])
    #expect(!said.summary.contains { $0.hasPrefix("warning") })
    #expect(try LinkParameters(said).transmission == .allowed)
    // What would be illegal even with the word is refused.
    #expect(throws: ConfigurationError.self) {
      try Configuration(parsing: doubtful.replacing("869\n", with: "915\n"), file: "f")
    }
  }

  @Test func `the line to write keeps the words said before`() throws {
    let text = ConfigurationSample.changed("EU868", "RU864").replacing("869.525", with: "869")
      .replacing("local_domains", with: "confirmed_regions = [\"EU868/46b-NAP\"]\nlocal_domains")
    let read = try Configuration(parsing: text, file: "f")
    #expect(
      read.summary.contains {
        $0.contains("confirmed_regions = [\"EU868/46b-NAP\", \"RU864\"] in [gateway]")
      })
  }

  @Test func `a file is read by its path`() throws {
    try Sample.inDirectory { directory in
      let path = directory + "/loragw.toml"
      try DurableFile.write(
        Array(ConfigurationSample.text.utf8), to: path, access: .init(mode: 0o644),
        existing: .keep)
      #expect(try Configuration.load(path: path).gateway.name == "camp")
      let error = #expect(throws: ConfigurationError.self) {
        try Configuration.load(path: directory + "/none")
      }
      #expect(error?.description == "\(directory)/none: cannot open: No such file or directory")
    }
  }

  @Test func `the summary names what counts`() throws {
    var other = Sample.channel
    other.spreadingFactor = .sf8
    let line = try Sample.invitation(channel: other).line
    let text = ConfigurationSample.text + "[[peer]]\nname = \"v\"\nkey = \"\(line)\"\n"
    #expect(
      try Configuration(parsing: text, file: "f").summary == [
        "gateway  camp, mail for camp.example, state in /var/lib/loragw",
        "radio    sx127x, board adafruit-4074 on /dev/spidev0.1",
        "channel  EU868, 869.525 MHz, SF7, 125.0 kHz, 4/5, 14 dBm, rescue SF10",
        "note     sx127x was tried on emulated chips only; check yours: loragw doctor",
        "mail     in lmtp:unix:/run/loragw/lmtp.sock, lmtp:127.0.0.1:2624;"
          + " out lmtp:unix:/run/dovecot/lmtp",
        "waiting  a mail costs at most 2 h 0 min of airtime, 24 h 0 min may wait for a peer,"
          + " delays told after 4 h 0 min, given up after 120 h 0 min",
        "status   127.0.0.1:8624",
        "peer     v, mail for village.example",
        "note     peer v may not hear us: spreading_factor is 7 here, 8 there",
      ])
  }

  @Test func `what goes home of the relay's answers, and how long parts are kept, can be set`()
    throws
  {
    let text = ConfigurationSample.changed(
      "deliver =", "report = \"everything\"\nkeep_parts_days = 7\ndeliver =")
    let read = try Configuration(parsing: text, file: "f")
    #expect(read.mail.reportedResults == .everything)
    #expect(read.mail.partDays == 7)
    for wrong in ["report = \"some\"", "keep_parts_days = 0", "keep_parts_days = 366"] {
      let text = ConfigurationSample.changed("deliver =", "\(wrong)\ndeliver =")
      #expect(throws: ConfigurationError.self) { try Configuration(parsing: text, file: "f") }
    }
  }
}
