// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Gateway
import Glibc

/// Answers the questions of a setup: by options first, then by asking.
struct SetupDialogue {
  /// What the options answer.
  var given: [SetupQuestion: String]
  /// Whether there is somebody to ask.
  var isAsking: Bool

  /// Whether a person sits before this process.
  static var hasTerminal: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 }

  /// The setup with all its questions answered.
  ///
  /// - Throws: ``CommandFailure`` when an option's answer is not taken, when there is nobody to ask
  ///   what must be said, or when they leave.
  func answered(_ setup: Setup) throws(CommandFailure) -> Setup {
    var setup = setup
    while let question = setup.question {
      if let text = given[question] {
        guard let refusal = setup.answer(text) else { continue }
        throw CommandFailure(cause: .wrongUse, description: "\(question.flag) \(text): \(refusal)")
      }
      if isAsking {
        try ask(&setup)
      } else {
        try assume(question, in: &setup)
      }
    }
    return setup
  }

  /// Takes the default of a question that nobody answers.
  private func assume(
    _ question: SetupQuestion, in setup: inout Setup
  ) throws(CommandFailure) {
    guard !question.isRequired, let usual = setup.defaultAnswer else {
      throw CommandFailure(
        cause: .wrongUse,
        description: "\(question.flag) is missing, and there is no terminal to ask at")
    }
    if let refusal = setup.answer(usual) {
      throw CommandFailure(
        cause: .wrongUse, description: "\(question.flag) is missing; \(usual) is not it: \(refusal)"
      )
    }
  }

  private func ask(_ setup: inout Setup) throws(CommandFailure) {
    if let device = setup.deviceToProbe { probe(device, for: &setup) }
    guard let prompt = setup.prompt else { return }
    StandardOutput.write("\n" + prompt.help.map { "\($0)\n" }.joined())
    while true {
      StandardOutput.write(prompt.line)
      guard let typed = readLine() else {
        throw CommandFailure(description: "left before all was answered; nothing was written")
      }
      guard let refusal = setup.answer(typed) else { return }
      StandardOutput.write("  \(refusal)\n")
    }
  }

  /// Asks the dongle itself what it speaks; it was chosen, so it may be written to.
  private func probe(_ device: String, for setup: inout Setup) {
    StandardOutput.write("Asking \(device) what it speaks …\n")
    if let firmware = DongleProbe(device: device).firmware { setup.probed(firmware) }
  }
}

extension SetupSurroundings {
  /// What this machine has.
  ///
  /// - Throws: `ConfigurationError`; never, as the tests see to.
  static func ofThisMachine() throws(ConfigurationError) -> SetupSurroundings {
    SetupSurroundings(
      boards: try .shipped(),
      machine: MachineReader(gpioChips: { [] }).snapshot(),
      hostName: ProcessInfo.processInfo.hostName, mailDomain: mailName)
  }

  /// The first line of Debian's file with the domain of local mail.
  private static var mailName: String? {
    let text = try? String(contentsOfFile: "/etc/mailname", encoding: .utf8)
    return text?.split(whereSeparator: \.isNewline).first.map(String.init)
  }
}
