// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser
import Gateway
import MailRelay

/// The options that name a mail and its envelope, for commands that only look at it.
struct MailArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp("Say what would happen to this mail.", valueName: "mail.eml"),
    completion: .file(extensions: ["eml"]))
  var explain: String?

  @Option(help: "Its sender; <> for none. Default: the address in From.")
  var from: String?

  @Option(
    parsing: .singleValue,
    help: "A recipient, as often as there are. Default: those in To, Cc and Bcc.")
  var to: [String] = []

  func validate() throws {
    guard explain != nil || (from == nil && to.isEmpty) else {
      throw ValidationError("--from and --to go with --explain")
    }
  }

  /// The mail as `loragw submit` would hand it in.
  func transaction(_ file: String, _ configuration: Configuration) throws -> MailTransaction {
    let mail = try InputFile.read(file)
    let domain = HostName(configuration.gateway.localDomains.first?.text ?? "localhost")
    let sender = from ?? Self.headerSender(mail, domain)
    let words =
      ["-i"] + (sender.map { ["-f", $0] } ?? []) + (to.isEmpty ? ["-t"] : ["--"] + to)
    do throws(SubmissionError) {
      let command = try SubmissionCommand(parsing: words, as: .sendmail, defaultDomain: domain)
      let defaults = Submission.Defaults(
        sender: .null, domain: domain, date: MailDate(unixSeconds: SystemClock.unixSeconds()),
        messageID: "explained", octetsMax: GatewayLimits.largestMailBytes)
      guard case .mail(let transaction) = try Submission(command, input: mail, defaults: defaults)
      else { throw .noRecipients }
      return transaction
    } catch {
      throw CommandFailure(cause: .wrongUse, description: "\(file): \(error)")
    }
  }

  /// The first address in From; nil when there is none that can be read.
  private static func headerSender(_ mail: [UInt8], _ domain: HostName) -> String? {
    guard let value = MailHeader(of: mail).value(of: "from"),
      let list = try? AddressList(parsing: value, defaultDomain: domain)
    else { return nil }
    return list.addresses.first?.description
  }
}
