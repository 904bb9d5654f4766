// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import LoRaPHY
import Testing

struct ConfigurationErrorTests {
  /// A slip in the right configuration, and all lines that answer it.
  struct Case: CustomTestStringConvertible, Sendable {
    var old: String
    var new: String
    var message: String
    var testDescription: String { new }

    init(_ old: String, _ new: String, _ message: String) {
      (self.old, self.new, self.message) = (old, new, message)
    }
  }

  static let cases = [
    Case(
      "name = \"camp\"", "name = ",
      "f:3:8: Error while parsing key-value pair: expected value, saw '\\n'"),
    Case(
      "name = \"camp\"", "name = \"ca\\u0000mp\"",
      "f:3:11: a NUL character is not allowed"),
    Case(
      "name = \"camp\"", "name = \"camp\"\nname = \"c\"",
      "f:4:8: Error while parsing key-value pair: cannot redefine existing string 'name'"),
    Case(
      "[radio]", "[ =]",
      "f:7:3: a table's name must follow the '['"),
    Case(
      "[\"camp.example\"]", "[}]",
      "f:5:18: this bracket closes nothing"),
    Case(
      "frequency_mhz", "freqency_mhz",
      "f:13: radio.channel.freqency_mhz: unknown key; did you mean"
        + " radio.channel.frequency_mhz?"),
    Case(
      "[mail.in]", "[mail.inn]",
      "f:22: mail.inn: unknown key; did you mean mail.in?"),
    Case(
      "[status]", "[zebra]",
      "f:29: zebra: unknown key; a configuration knows bearer, board, gateway, log, mail, peer, policy,"
        + " radio, status"),
    Case(
      "smtp = []", "smpt = []",
      "f:24: mail.in.smpt: unknown key; did you mean mail.in.smtp?"),
    Case(
      "[status]", "[[policy]]\naction = \"holt\"\n[status]",
      "f:30: policy[1].action = \"holt\": no such action; legal: accept, refuse, hold"),
    Case(
      "name = \"camp\"", "name = 7",
      "f:3: gateway.name = 7: must be text in quotes"),
    Case(
      "name = \"camp\"", "name = \"the camp\"",
      "f:3: gateway.name = \"the camp\": must be 1 to 32 letters, digits, '-', '_' or '.',"
        + " beginning with a letter or digit"),
    Case(
      "name = \"camp\"", "name = \"x\\ny\\u202E\"",
      "f:3: gateway.name = \"x\\u{a}y\\u{202e}\": must be 1 to 32 letters, digits, '-',"
        + " '_' or '.', beginning with a letter or digit"),
    Case(
      "name = \"camp\"\n", "",
      "f:2: gateway.name: missing; write name = \"camp\", what peers shall call this"
        + " gateway"),
    Case(
      "state_directory = \"/var", "state_directory = \"var",
      "f:4: gateway.state_directory = \"var/lib/loragw\": must be an absolute path, like"
        + " \"/var/lib/loragw\""),
    Case(
      "[\"camp.example\"]", "[]",
      "f:5: gateway.local_domains = []: must name at least one domain, like"
        + " [\"camp.example\"]"),
    Case(
      "[\"camp.example\"]", "\"camp.example\"",
      "f:5: gateway.local_domains = \"camp.example\": must be a list of texts, like"
        + " [\"one\", \"two\"]"),
    Case(
      "[\"camp.example\"]", "[1]",
      "f:5: gateway.local_domains = a list: must be a list of texts, like [\"one\","
        + " \"two\"]"),
    Case(
      "[\"camp.example\"]", "[\"me@camp.example\"]",
      "f:5: gateway.local_domains = \"me@camp.example\": must be a mail domain like"
        + " \"camp.example\" (no @; other scripts as xn--…)"),
    Case(
      "[\"camp.example\"]", "[\"a.example\", \"A.example\"]",
      "f:5: gateway.local_domains = \"A.example\": stands twice in this list; remove one"),
    Case(
      "local_domains", "call_sign = \"f4abc\"\nlocal_domains",
      "f:5: gateway.call_sign = \"f4abc\": has not the form of a call sign; write yours in capital"
        + " letters, like \"F4ABC\" or \"F4ABC/P\", at most 14 characters"),
    Case(
      "local_domains", "call_sign = \"F4ABC\"\nlocal_domains",
      "f:5: gateway.call_sign = \"F4ABC\": only amateur regions send one, EU868 is none;"
        + " remove it"),
    Case(
      "local_domains", "confirmed_regions = [\"EU86\"]\nlocal_domains",
      "f:5: gateway.confirmed_regions = \"EU86\": no row that an operator can answer for;"
        + " legal: " + Region.confirmableRows.map(\.text).joined(separator: ", ")),
    Case(
      "\"sx127x\"", "\"sx1276\"",
      "f:8: radio.driver = \"sx1276\": no such driver; legal: sx127x, sx126x, rnode,"
        + " meshcore-kiss, rn2xx3, rui3, simulated; did you mean \"sx127x\"?"),
    Case(
      "\"sx127x\"", "\"rnode\"",
      "f:9: radio.board: driver \"rnode\" has no use for it; remove it, device"
        + " counts\nf:7: radio.device: missing; driver \"rnode\" needs it; write device ="
        + " \"/dev/serial/by-id/usb-…\""),
    Case(
      "board = \"adafruit-4074\"", "",
      "f:7: radio.board: missing; driver \"sx127x\" needs it; write board ="
        + " \"adafruit-4074\""),
    Case(
      "adafruit-4074", "Ada fruit",
      "f:9: radio.board = \"Ada fruit\": no such board; hardware/boards.toml lists them,"
        + " [[board]] describes one of your own"),
    Case(
      "adafruit-4074", "adafruit-4704",
      "f:9: radio.board = \"adafruit-4704\": no such board; did you mean \"adafruit-4074\"?;"
        + " hardware/boards.toml lists them, [[board]] describes one of your own"),
    Case(
      "adafruit-4074", "meshadv-pi",
      "f:9: radio.board = \"meshadv-pi\": has an SX1262; write driver = \"sx126x\""),
    Case(
      "adafruit-4074", "waveshare-sx126x-uart",
      "f:9: radio.board = \"waveshare-sx126x-uart\": has an unknown modem between the serial port"
        + " and the chip: its airtime cannot be accounted, so it cannot be used; get a HAT whose"
        + " chip is on SPI"),
    Case(
      "adafruit-4074", "iot4pi-lora-gateway",
      "f:13: radio.channel.frequency_mhz = 869.525: the SX1278 of board \"iot4pi-lora-gateway\""
        + " reaches 137 to 525 MHz"),
    Case(
      "driver = \"sx127x\"\nboard = \"adafruit-4074\"", "driver = \"simulated\"\nether = \"x\"",
      "f:9: radio.ether = \"x\": must be an absolute path, like \"/run/loragw/ether.sock\""),
    Case(
      "region = \"EU868\"", "region = \"EU686\"",
      "f:12: radio.channel.region = \"EU686\": no such region; legal: EU868, EU433, UK,"
        + " US915, AU915, NZ864, AS923-JP, AS923, IL917, IN865, KR920, RU864, CN470, CN779,"
        + " HAM-70CM-ITU1, HAM-70CM-US, HAM-33CM-US; did you mean \"EU868\"?"),
    Case(
      "region = \"EU868\"", "region = \"lab\"",
      "f:12: radio.channel.region = \"lab\": exists in simulations only, on the air it is"
        + " illegal; legal: EU868, EU433, UK, US915, AU915, NZ864, AS923-JP, AS923, IL917,"
        + " IN865, KR920, RU864, CN470, CN779, HAM-70CM-ITU1, HAM-70CM-US, HAM-33CM-US"),
    Case(
      "region = \"EU868\"\n", "",
      "f:11: radio.channel.region: missing; no region, no transmission; write region ="
        + " \"EU868\", or another of EU868, EU433, UK, US915, AU915, NZ864, AS923-JP, AS923,"
        + " IL917, IN865, KR920, RU864, CN470, CN779, HAM-70CM-ITU1, HAM-70CM-US, HAM-33CM-US"),
    Case(
      "869.525", "\"869.525\"",
      "f:13: radio.channel.frequency_mhz = \"869.525\": must be a number from 137 to 1020"
        + " MHz"),
    Case(
      "869.525", "869525000",
      "f:13: radio.channel.frequency_mhz = 869525000: must be a number from 137 to 1020 MHz"),
    Case(
      "869.525", "nan",
      "f:13: radio.channel.frequency_mhz = nan: must be a number from 137 to 1020 MHz"),
    Case(
      "869.525", "433.5",
      "f:13: radio.channel.frequency_mhz = 433.5: 125 kHz at 433.5 MHz lies outside the region"
        + " (region EU868); nearest legal centre: 863.0625 MHz"),
    Case(
      "125.0", "126",
      "f:14: radio.channel.bandwidth_khz = 126: no such bandwidth of driver \"sx127x\";"
        + " legal: 7.8, 10.4, 15.6, 20.8, 31.25, 41.7, 62.5, 125.0, 250.0, 500.0"),
    Case(
      "spreading_factor = 7", "spreading_factor = 6",
      "f:15: radio.channel.spreading_factor = 6: driver \"sx127x\" has no explicit header"
        + " at SF6, and loragw needs it; legal: 7 to 12"),
    Case(
      "spreading_factor = 7", "spreading_factor = 13",
      "f:15: radio.channel.spreading_factor = 13: must be a whole number from 5 to 12"),
    Case(
      "spreading_factor = 7", "spreading_factor = 7.0",
      "f:15: radio.channel.spreading_factor = 7.0: must be a whole number from 5 to 12"),
    Case(
      "spreading_factor = 7", "spreading_factor = 11",
      "f:20: radio.channel.rescue_spreading_factor = 10: must not be below"
        + " spreading_factor = 11, or silence never ends"),
    Case(
      "\"4/5\"", "\"4/9\"",
      "f:16: radio.channel.coding_rate = \"4/9\": no such coding rate; legal: 4/5, 4/6,"
        + " 4/7, 4/8"),
    Case(
      "power_dbm = 14", "power_dbm = 27",
      "f:17: radio.channel.power_dbm = 27: must be a whole number from -4 to 20 dBm"),
    Case(
      "antenna_gain_dbi = 2.15", "antenna_gain_dbi = 215",
      "f:18: radio.channel.antenna_gain_dbi = 215: must be a number from -20 to 30 dBi"),
    Case(
      "antenna_gain_dbi = 2.15", "antenna_gain_dbi = true",
      "f:18: radio.channel.antenna_gain_dbi = true: must be a number from -20 to 30 dBi"),
    Case(
      "cable_loss_db = 0.0", "cable_loss_db = -1",
      "f:19: radio.channel.cable_loss_db = -1: must be a number from 0 to 60 dB"),
    Case(
      "cable_loss_db = 0.0", "amplifier_gain_db = inf",
      "f:19: radio.channel.amplifier_gain_db = inf: must be a number from 0 to 40 dB"),
    Case(
      "[mail.in]", "[gateway.mail]",
      "f:22: gateway.mail: unknown key; [gateway] knows call_sign, confirmed_regions,"
        + " local_domains, name, state_directory"),
    Case(
      "127.0.0.1:2624", "127.0.0.1:99999",
      "f:23: mail.in.lmtp = \"127.0.0.1:99999\": \"99999\" is not a port; it is a number"
        + " from 0 to 65535"),
    Case(
      "127.0.0.1:2624", "unix:/run/loragw/lmtp.sock",
      "f:23: mail.in.lmtp = \"unix:/run/loragw/lmtp.sock\": stands twice in this list;"
        + " remove one"),
    Case(
      "smtp = []", "smtp = [\"127.0.0.1:2624\"]",
      "f:24: mail.in.smtp = \"127.0.0.1:2624\": is in lmtp too; one address speaks one"
        + " protocol"),
    Case(
      "smtp = []", "max_mail_bytes = 33_554_433",
      "f:24: mail.in.max_mail_bytes = 33554433: must be a whole number from 1024 to"
        + " 33554432"),
    Case(
      "deliver = \"lmtp:unix", "deliver = \"ltmp:unix",
      "f:27: mail.out.deliver: \"ltmp:unix:/run/dovecot/lmtp\" names no outlet; legal are"
        + " lmtp:HOST:PORT, lmtp:unix:/PATH, smtp:HOST:PORT,"
        + " pipe:/PATH WORDS and maildir:/PATH"),
    Case(
      "deliver = \"lmtp:unix:/run/dovecot/lmtp\"", "",
      "f:26: mail.out.deliver: missing; write deliver = \"lmtp:unix:/run/dovecot/lmtp\","
        + " where mail from the air is to go"),
    Case(
      "127.0.0.1:8624", "8624",
      "f:30: status.listen = \"8624\": \"8624\" is neither unix:/PATH nor HOST:PORT"),
    Case(
      "[status]", "[[status]]",
      "f:29: status = a list: must be a table [status]"),
    Case(
      "# The camp's gateway.", "peer = 1",
      "f:1: peer = 1: must be tables, each headed [[peer]]"),
  ]

  @Test(arguments: cases)
  func `each slip is told in one line with its place and its fix`(slip: Case) throws {
    let text = ConfigurationSample.changed(slip.old, slip.new)
    try #require(text != ConfigurationSample.text)
    let error = #expect(throws: ConfigurationError.self) {
      try Configuration(parsing: text, file: "f")
    }
    #expect(error?.description == slip.message)
  }

  static func message(ofPeers peers: String) -> String? {
    do {
      _ = try Configuration(parsing: ConfigurationSample.text + peers, file: "f")
      return nil
    } catch {
      return error.description
    }
  }

  @Test func `a bad key says whose, why and how to get a good one`() throws {
    let peer = try ConfigurationSample.peer("village")
    let (short, old) = (
      peer.replacing("\"\ndomains", with: "0\"\ndomains"),
      peer.replacing("loragw1", with: "loragw2")
    )
    #expect(
      Self.message(ofPeers: short)
        == "f:34: peer[1].key = \"loragw10yhqsf0m429whdtnvgdh1t3cpgk3ejphdam57v8bvz0b5e3d3hyav…\":"
        + " the key of peer \"village\" is not usable: checksum wrong: copy the line again")
    #expect(
      Self.message(ofPeers: old)
        == "f:34: peer[1].key = \"loragw20yhqsf0m429whdtnvgdh1t3cpgk3ejphdam57v8bvz0b5e3d3hyav…\":"
        + " the key of peer \"village\" is not usable: this invitation is of version 2, this"
        + " loragw reads version 1: use the same release at both ends")
    #expect(
      Self.message(ofPeers: "[[peer]]\nname = \"v\"\nkey = \"x\"\n")
        == "f:33: peer[1].key = \"x\": the key of peer \"v\" is not usable: this is no"
        + " invitation: it must begin with loragw1; run 'loragw peer invite' there and copy"
        + " its whole line")
    #expect(
      Self.message(ofPeers: "[[peer]]\nkey = \"x\"\n")
        == "f:32: peer[1].key = \"x\": this peer's key is not usable: this is no invitation: it"
        + " must begin with loragw1; run 'loragw peer invite' there and copy its whole"
        + " line\nf:31: peer[1].name: missing; write name = \"village\", what to call this peer")
    #expect(
      Self.message(ofPeers: "[[peer]]\nnmae = \"v\"\n")
        == "f:32: peer[1].nmae: unknown key; did you mean peer[1].name?\nf:31: peer[1].key:"
        + " missing; write key = \"loragw1…\", the line of 'loragw peer invite' there")
  }

  @Test func `names, keys and domains are taken once`() throws {
    let a = try ConfigurationSample.peer("a", seed: 1)
    let sameName = try ConfigurationSample.peer("A", seed: 2, domains: "\"b.example\"")
    let sameKey = try ConfigurationSample.peer("b", seed: 1)
    let sameDomain = try ConfigurationSample.peer(
      "b", seed: 2, domains: "\"c.example\", \"a.example\"")
    let ourDomain = try ConfigurationSample.peer("b", seed: 2, domains: "\"CAMP.example\"")
    let ourName = try ConfigurationSample.peer("camp", seed: 2, domains: "\"b.example\"")
    #expect(
      Self.message(ofPeers: a + sameName)
        == "f:38: peer[2].name = \"A\": is taken by peer \"a\"; give this peer another name")
    #expect(
      Self.message(ofPeers: a + sameKey)
        == "f:39: peer[2].key: is the same key as that of peer \"a\"; remove one of the two")
    #expect(
      Self.message(ofPeers: a + sameDomain)
        == "f:40: peer[2].domains = \"a.example\": is taken by peer \"a\"; a domain is reached"
        + " by one way only")
    #expect(
      Self.message(ofPeers: a + ourDomain)
        == "f:40: peer[2].domains = \"camp.example\": is taken by gateway.local_domains; a"
        + " domain is reached by one way only")
    #expect(
      Self.message(ofPeers: a + ourName)
        == "f:38: peer[2].name = \"camp\": is taken by this gateway itself; give this peer"
        + " another name")
    #expect(Self.message(ofPeers: a + (try ConfigurationSample.peer("b", seed: 2))) == nil)
  }

  @Test func `several slips are told together, the telling ones first`() {
    let text = ConfigurationSample.text.replacing("name =", with: "nam =")
      .replacing("EU868", with: "EU86").replacing("board = \"adafruit-4074\"\n", with: "")
    let error = #expect(throws: ConfigurationError.self) {
      try Configuration(parsing: text, file: "f")
    }
    #expect(
      error?.description == "f:3: gateway.nam: unknown key; did you mean gateway.name?\nf:11:"
        + " radio.channel.region = \"EU86\": no such region; legal: EU868, EU433, UK, US915,"
        + " AU915, NZ864, AS923-JP, AS923, IL917, IN865, KR920, RU864, CN470, CN779,"
        + " HAM-70CM-ITU1, HAM-70CM-US, HAM-33CM-US; did you mean \"EU868\"?\nf:7:"
        + " radio.board: missing; driver \"sx127x\" needs it; write board = \"adafruit-4074\"")
  }

  @Test func `bytes that are no UTF-8 are told with their line`() throws {
    try Sample.inDirectory { directory in
      let path = directory + "/f"
      let bytes = Array("a = 1\nb = \"".utf8) + [0xFF]
      try DurableFile.write(bytes, to: path, access: .init(mode: 0o644), existing: .keep)
      let error = #expect(throws: ConfigurationError.self) { try Configuration.load(path: path) }
      #expect(error?.description == "\(path):2:1: not UTF-8; save the file as UTF-8 text")
    }
  }

  @Test func `no text whatever traps`() {
    let seed: UInt64 = 11
    var random = SplitMix64(seed: seed)
    let pieces = Array(ConfigurationSample.text.utf8)
    let marks = Array("[]{}\"'\\#=.,\n\r a1-".utf8)
    for _ in 0..<3_000 {
      var bytes = pieces
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let at = Int.random(in: 0..<bytes.count, using: &random)
        let end = min(bytes.count, at + Int.random(in: 0...12, using: &random))
        let noise = (0..<3).map { _ in
          marks.randomElement(using: &random) ?? UInt8.random(in: 0...127, using: &random)
        }
        bytes.replaceSubrange(at..<end, with: noise)
      }
      let text = String(decoding: bytes, as: UTF8.self)
      do {
        _ = try Configuration(parsing: text, file: "f")
      } catch {
        let lines = error.description.split(separator: "\n")
        #expect(!lines.isEmpty && lines.allSatisfy { $0.hasPrefix("f:") }, "seed \(seed)")
      }
    }
  }

  @Test func `no heap of TOML's own signs traps`() {
    let seed: UInt64 = 12
    var random = SplitMix64(seed: seed)
    let signs = [
      "[", "]", "{", "}", "=", "\"", "'", "\"\"\"", "'''", "#", "\n", "\r", "\t", " ", "a", ".",
      ",", "1", "-", "+", "e", "_", "x", "0x", "0b", "inf", "nan", "true", "1979-05-27", "T",
      "07:32:00", "Z", "\\", "\\u", "\u{A0}", "\u{85}", "\u{2028}", "\u{FEFF}", "\u{7F}", "é",
      "a = ", "[gateway]", "name = ", "a.b = ", "[[a]]",
    ]
    for _ in 0..<3_000 {
      let text = (0..<Int.random(in: 1...14, using: &random)).map { _ in
        signs.randomElement(using: &random) ?? ""
      }.joined()
      #expect(throws: ConfigurationError.self, "seed \(seed)") {
        try Configuration(parsing: text, file: "f")
      }
    }
  }
}
