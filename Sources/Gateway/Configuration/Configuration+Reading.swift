// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY
import MailRelay
import TOMLKit

extension Configuration {
  /// Reads and checks a configuration file.
  ///
  /// - Throws: `ConfigurationError`, whose description has one line per problem.
  public static func load(path: String) throws(ConfigurationError) -> Configuration {
    try Configuration(parsing: try text(of: path), file: path)
  }

  /// Reads and checks a configuration; `file` is the name for error messages.
  ///
  /// - Throws: `ConfigurationError`, whose description has one line per problem.
  public init(parsing text: String, file: String) throws(ConfigurationError) {
    let outline = TOMLOutline(Array(text.utf8))
    let table = try Configuration.table(of: text, outline: outline, file: file)
    let log = ProblemLog(outline: outline)
    let whole = SectionReader(table, log: log)
    whole.checkKeys(
      known: ["gateway", "radio", "board", "mail", "status", "log", "peer", "policy", "bearer"])
    let gateway = GatewayConfiguration(whole)
    let radio = RadioConfiguration(whole, gateway: gateway)
    let mail = MailConfiguration(whole)
    let status = StatusConfiguration.read(whole)
    let logging = LogConfiguration(whole)
    let peers = PeerConfiguration.all(
      whole, gateway: gateway, region: radio?.channel.region)
    let policy = MailPolicy(whole, peers: peers)
    let bearers = BearerConfiguration.all(whole, peers: peers)
    guard log.problems.isEmpty, let gateway, let radio, let mail else {
      throw .invalid(file: file, problems: log.sorted)
    }
    self.init(
      gateway: gateway, radio: radio, mail: mail, status: status, log: logging, peers: peers,
      policy: policy, bearers: bearers)
  }

  /// The text of a configuration file.
  static func text(of path: String) throws(ConfigurationError) -> String {
    let contents: DurableFile.Contents
    do {
      contents = try DurableFile.read(path, atMost: ConfigurationLimits.fileBytes)
    } catch {
      throw .file(error)
    }
    guard let text = String(validating: contents.bytes, as: UTF8.self) else {
      let line = Configuration.lineOfBadUTF8(contents.bytes)
      throw .syntax(
        file: path, line: line, column: 1,
        message: "not UTF-8; save the file as UTF-8 text")
    }
    return text
  }

  private static func lineOfBadUTF8(_ bytes: [UInt8]) -> Int {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let bad = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }
    return (bad ?? 0) + 1
  }

  /// The TOML reader hands texts on as C strings, so a NUL would cut them: refused beforehand,
  /// raw or escaped.
  private static func refuseNUL(_ text: String, file: String) throws(ConfigurationError) {
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let line = Array(line)
      let column =
        line.firstIndex(of: 0)
        ?? line.firstRange(of: Array(#"\u0000"#.utf8))?.lowerBound
        ?? line.firstRange(of: Array(#"\U00000000"#.utf8))?.lowerBound
      guard let column else { continue }
      throw .syntax(
        file: file, line: index + 1, column: column + 1, message: "a NUL character is not allowed")
    }
  }

  static func table(
    of text: String, outline: TOMLOutline, file: String
  ) throws(ConfigurationError) -> TOMLTable {
    try refuseNUL(text, file: file)
    if let flaw = outline.flaw {
      let before = text.utf8.prefix(flaw.byte)
      let line = before.count { $0 == UInt8(ascii: "\n") } + 1
      let column = before.reversed().prefix { $0 != UInt8(ascii: "\n") }.count + 1
      throw .syntax(file: file, line: line, column: column, message: flaw.message)
    }
    do {
      return try TOMLTable(string: text)
    } catch let error as TOMLParseError {
      let place = error.source.begin
      throw .syntax(
        file: file, line: place.line, column: place.column,
        message: ProblemLog.oneLine(error.description, atMost: 200))
    } catch {
      throw .syntax(file: file, line: 1, column: 1, message: ProblemLog.oneLine("\(error)"))
    }
  }
}

extension GatewayConfiguration {
  /// Reads `[gateway]`; `nil` when something that others need is wrong, which is then logged.
  init?(_ whole: SectionReader) {
    guard let section = whole.section("gateway") else { return nil }
    section.checkKeys(known: [
      "name", "state_directory", "local_domains", "call_sign", "confirmed_regions",
    ])
    section.require("name", "write name = \"camp\", what peers shall call this gateway")
    section.require(
      "local_domains", "write local_domains = [\"camp.example\"], the mail domains served here")
    let name = section.gatewayName("name")
    let domains = section.domains("local_domains")
    let directory = section.string("state_directory")
    if let directory, !directory.hasPrefix("/") {
      section.refuse(
        "state_directory", ProblemLog.quoted(directory),
        "must be an absolute path, like \"\(GatewayConfiguration.defaultStateDirectory)\"")
    }
    let confirmed = section.strings("confirmed_regions") ?? []
    for row in confirmed where !RegionRule.confirmableRows.contains(row) {
      let legal = RegionRule.confirmableRows.joined(separator: ", ")
      section.refuse(
        "confirmed_regions", ProblemLog.quoted(row),
        "no row that an operator can answer for; legal: \(legal)")
    }
    let callSign = GatewayConfiguration.callSign(section)
    guard let name, let domains else { return nil }
    self.init(
      name: name, stateDirectory: directory ?? GatewayConfiguration.defaultStateDirectory,
      localDomains: domains, callSign: callSign, confirmedRegions: confirmed)
  }

  private static func callSign(_ section: SectionReader) -> CallSign? {
    guard let text = section.string("call_sign") else { return nil }
    guard let callSign = CallSign(text) else {
      section.refuse(
        "call_sign", ProblemLog.quoted(text),
        "has not the form of a call sign; write yours in capital letters, like \"F4ABC\" or"
          + " \"F4ABC/P\", at most \(CallSign.longestBytes) characters")
      return nil
    }
    return callSign
  }
}

extension MailConfiguration {
  /// Reads `[mail.in]` and `[mail.out]`; `nil` when the way out is missing or wrong.
  init?(_ whole: SectionReader) {
    guard let mail = whole.section("mail") else { return nil }
    mail.checkKeys(known: ["in", "out"])
    guard let doorIn = mail.section("in"), let doorOut = mail.section("out") else { return nil }
    doorIn.checkKeys(known: ["lmtp", "smtp", "max_mail_bytes", "drop"] + Self.waitingKeys)
    doorOut.checkKeys(known: ["deliver", "report", "keep_parts_days", "retry_days"])
    doorOut.require(
      "deliver",
      "write deliver = \"lmtp:unix:/run/dovecot/lmtp\", where mail from the air is to go")
    let lmtp = doorIn.listenAddresses(
      "lmtp", default: ["unix:/run/loragw/lmtp.sock", "127.0.0.1:2624"])
    let smtp = doorIn.listenAddresses("smtp", default: [])
    let limit = doorIn.integer("max_mail_bytes", in: ConfigurationLimits.mailBytes)
    for address in smtp where lmtp.contains(address) {
      doorIn.refuse("smtp", "\"\(address)\"", "is in lmtp too; one address speaks one protocol")
    }
    let (limits, lifetime) = (DoorLimits(doorIn), QueueLifetime(doorIn))
    let reported = doorOut.choice(
      "report", among: [("failures", ReportedResults.failures), ("everything", .everything)],
      what: "choice of reports")
    let days = doorOut.integer("keep_parts_days", in: ConfigurationLimits.partDays)
    let retryDays = doorOut.integer("retry_days", in: ConfigurationLimits.retryDays)
    guard let deliver = doorOut.outlet("deliver") else { return nil }
    self.init(
      lmtpListen: lmtp, smtpListen: smtp,
      maximumMailBytes: limit ?? ConfigurationLimits.defaultMailBytes, doorLimits: limits,
      lifetime: lifetime, deliver: deliver, reportedResults: reported ?? .failures,
      partDays: days ?? GatewayLimits.defaultPartDays,
      retryDays: retryDays ?? GatewayLimits.defaultRetryDays,
      dropDirectory: doorIn.absolutePath("drop"))
  }
}
