// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser
import MailRelay

/// `loragw submit`: hands in a mail as sendmail and rmail do.
struct SubmitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "submit",
    abstract: "Hands in the mail on standard input, as sendmail does.",
    usage: "loragw submit [--config FILE] [OPTION]… [--] RECIPIENT…",
    discussion: """
      The mail goes to the running gateway through its LMTP socket. Options:
        -f ADDRESS          the sender; <> for none
        -F NAME             the sender's name, for a mail without From
        -t                  to those named in To, Cc and Bcc; Bcc is taken out
        -i                  a line with a dot alone does not end the mail
        -bS                 standard input is a batch of SMTP (MAIL, RCPT, DATA)
        -N WHEN             never, or some of success,failure,delay: what to report
        -R hdrs|full        how much of the mail a report gives back
        -V ID               a name for the mail, repeated in reports
        --priority N        -9 to 9
        --by SECONDS;R|N    return the mail then, or notify
        --config FILE       the gateway's configuration, for its socket

      Called by a link named sendmail, rmail or loragw-submit it does the same; rmail
      takes the sender from the "From " line before the mail.

      The first line printed is an enhanced code and a text. Exit codes are those of
      sysexits.h, and no others: 0 taken and safe, 64 wrong use, 65 malformed mail,
      67 no such recipient, 68 no way to its domain, 69 refused, 75 try again later,
      77 forbidden by a rule.

      Example:
        loragw submit -f alice@camp.example -- bob@village.example < mail.eml
      """)

  @Argument(parsing: .captureForPassthrough, help: ArgumentHelp(visibility: .private))
  var words: [String] = []

  func run() async throws {
    await SubmitProcess(SubmissionInvocation(words, as: .sendmail)).run()
  }
}
