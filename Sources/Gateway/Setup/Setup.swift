// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import LoRaPHY

/// The questions that lead to a first configuration: questions out, answers in.
///
/// Each answer is judged by the code that reads configurations: it is put into a draft whose other
/// values are right, and what is then wrong is the answer's fault.
package struct Setup: Sendable {
  /// Why an answer is not taken, in a line for people.
  package typealias Refusal = String

  let surroundings: SetupSurroundings
  let options: SetupOptions
  /// The radios that the machine seems to have, in the order in which they are listed.
  package let candidates: [RadioCandidate]
  private(set) var answers: [SetupQuestion: String] = [:]
  /// What the dongle said it speaks.
  private var probedFirmware: RadioDriver?

  /// Begins.
  package init(_ surroundings: SetupSurroundings, options: SetupOptions = SetupOptions()) {
    self.surroundings = surroundings
    self.options = options
    candidates = RadioCandidate.found(on: surroundings.machine, boards: surroundings.boards)
  }

  /// What is to be answered next; nil when all is.
  package var question: SetupQuestion? {
    SetupQuestion.allCases.first { answers[$0] == nil && isAsked($0) }
  }

  /// The dongle whose firmware is asked about; to ask it itself makes a good default.
  package var deviceToProbe: String? {
    guard question == .firmware, probedFirmware == nil else { return nil }
    return dongle
  }

  /// The dongle told what it speaks.
  package mutating func probed(_ firmware: RadioDriver) { probedFirmware = firmware }

  /// What an empty answer means; nil when somebody must say it.
  package var defaultAnswer: String? {
    switch question {
    case .region, nil: nil
    case .callSign: Self.noCallSign
    case .radio: candidates.first?.answer
    case .firmware: probedFirmware?.rawValue
    case .frequency: channel.map { "\($0.frequency)" }
    case .name: surroundings.stationName
    case .domains: surroundings.mailDomain.flatMap { DomainName($0)?.text }
    case .deliver: Self.usualOutlet
    case .lmtp: Self.usualDoors.joined(separator: ", ")
    }
  }

  /// Takes the answer to the present question, or says why not and stays.
  package mutating func answer(_ text: String) -> Refusal? {
    guard let question else { return nil }
    let typed = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !typed.isEmpty || defaultAnswer != nil else { return "this must be said" }
    var tried = self
    tried.answers[question] = meant(typed.isEmpty ? defaultAnswer ?? "" : typed, by: question)
    if let refusal = tried.refusal(of: question) { return refusal }
    self = tried
    return nil
  }

  /// The configuration's text; nil before all is answered.
  package func text(
    _ reference: ConfigurationReference = .shipped
  ) -> String? {
    guard question == nil else { return nil }
    return draft.text(reference)
  }

  // MARK: - Answers

  private static let noCallSign = "none"
  private static let usualOutlet = "lmtp:unix:/run/dovecot/lmtp"
  private static let usualDoors = ["unix:/run/loragw/lmtp.sock", "127.0.0.1:2624"]

  private func isAsked(_ question: SetupQuestion) -> Bool {
    switch question {
    case .callSign: isAmateur
    case .firmware: dongle != nil
    default: true
    }
  }

  /// A number stands for what was listed under it.
  private func meant(_ text: String, by question: SetupQuestion) -> String {
    guard question == .radio, let number = Int(text), candidates.indices.contains(number - 1)
    else { return text }
    return candidates[number - 1].answer
  }

  private var region: Region? { Region.all.first { $0.id == answers[.region] } }

  private var isAmateur: Bool { region?.payloadMode == .clear }

  private var radioAnswer: SetupRadioAnswer? {
    answers[.radio].map { SetupRadioAnswer($0, boards: surroundings.boards) }
  }

  private var dongle: String? {
    if case .dongle(let device)? = radioAnswer { device } else { nil }
  }

  private var radio: SetupRadio? {
    switch radioAnswer {
    case .radio(let radio): radio
    // What is right for one firmware is right for all until it is known.
    case .dongle(let device):
      SetupRadio(answers[.firmware].flatMap(RadioDriver.init(rawValue:)) ?? .rnode, at: device)
    case nil: nil
    }
  }

  private var callSign: String? {
    answers[.callSign].flatMap { $0 == Self.noCallSign ? nil : $0 }
  }

  // MARK: - Drafts

  /// The channel as far as it is decided; nil when the radio reaches none.
  var channel: SetupChannel? {
    guard let region else { return nil }
    let radio = radio ?? Self.standIn
    let text = answers[.frequency]
    let frequency = text.flatMap(Frequency.init(megahertz:))
    guard text == nil || frequency != nil else { return nil }
    return SetupChannel.best(
      SetupChannel.Terms(
        region: region, callSign: callSign.flatMap { CallSign($0) }, radio: radio,
        board: radio.board(of: surroundings.boards), frequency: frequency,
        bandwidth: options.bandwidth, spreadingFactor: options.spreadingFactor))
  }

  private static let standIn = SetupRadio(.simulated, at: "/run/loragw/ether.sock")

  /// The configuration as far as it is decided, and something right where it is not.
  private var draft: SetupDraft {
    SetupDraft(
      name: answers[.name] ?? "camp", stateDirectory: options.stateDirectory,
      domains: answers[.domains].map(Self.list) ?? ["camp.example"], callSign: callSign,
      radio: radio ?? Self.standIn, region: answers[.region] ?? "",
      channel: channel ?? plannedChannel,
      lmtp: answers[.lmtp].map(Self.list) ?? Self.usualDoors, smtp: options.smtp,
      deliver: answers[.deliver] ?? Self.usualOutlet)
  }

  /// Where nothing legal was found: the check says what is wrong with it.
  private var plannedChannel: SetupChannel {
    let frequency = answers[.frequency].flatMap(Frequency.init(megahertz:))
    return SetupChannel(
      frequency: frequency ?? Frequency(hertz: 869_525_000),
      bandwidth: options.bandwidth ?? .kHz125, spreadingFactor: options.spreadingFactor,
      powerDBm: ChannelConfiguration.defaultPowerDBm)
  }

  private static func list(_ text: String) -> [String] {
    text.split { $0 == "," || $0.isWhitespace }.map(String.init)
  }

  // MARK: - Judging

  private func refusal(of question: SetupQuestion) -> Refusal? {
    switch question {
    case .radio:
      if let refusal = unknownNumber { return refusal }
    case .firmware:
      let names = RadioDriver.firmwares.map(\.rawValue)
      guard names.contains(answers[.firmware] ?? "") else {
        return "no such firmware; legal: \(names.joined(separator: ", "))"
      }
    case .frequency:
      guard let text = answers[.frequency], Frequency(megahertz: text) != nil else {
        return "a frequency is a number in MHz, like 869.525"
      }
    case .region, .callSign, .name, .domains, .deliver, .lmtp: break
    }
    if let problem = firstProblem(of: question.keys) { return problem }
    guard question == .radio, !isAmateur, channel == nil else { return nil }
    let width = options.bandwidth.map { " at \($0.kilohertzText) kHz" } ?? ""
    return "no channel of \(answers[.region] ?? "")\(width) is legal and in its reach"
  }

  private var unknownNumber: Refusal? {
    guard let text = answers[.radio], Int(text) != nil else { return nil }
    return "no radio has that number in the list"
  }

  /// What the check of configurations says of some keys.
  private func firstProblem(of keys: [String]) -> String? {
    // Nobody reads the explanations of a draft.
    let text = draft.text(ConfigurationReference(sources: []))
    do throws(ConfigurationError) {
      _ = try Configuration(parsing: text, file: "")
      return nil
    } catch {
      switch error {
      case .invalid(_, let problems):
        return problems.first { keys.contains($0.path) }.map { "\($0.path)\($0.message)" }
      case .syntax(_, _, _, let message): return message
      case .file: return error.description
      }
    }
  }
}
