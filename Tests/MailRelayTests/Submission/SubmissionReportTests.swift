// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay
import Testing

struct SubmissionReportTests {
  private static let taken = RecipientResult.delivered(Reply(250, .init(2, 0, 0), "<a@b> queued"))
  private static let later = RecipientResult.temporary(Reply(452, .init(4, 3, 1), "<c@d> full"))
  private static let never = RecipientResult.permanent(Reply(550, .init(5, 1, 2), "<e@f> no peer"))
  private static let bare = RecipientResult.permanent(Reply(550, nil, "<g@h> no"))

  private static func report(_ results: [RecipientResult]) -> SubmissionReport {
    var report = SubmissionReport()
    report.add(results)
    return report
  }

  @Test func `the first line is what the status stands for, then come all other failures`() {
    let rows: [([RecipientResult], SystemExit, [String])] = [
      ([Self.taken, Self.taken], .success, ["2.0.0 <a@b> queued"]),
      ([Self.taken, Self.never], .noHost, ["5.1.2 <e@f> no peer"]),
      (
        [Self.never, Self.taken, Self.later], .temporaryFailure,
        ["4.3.1 <c@d> full", "5.1.2 <e@f> no peer"]
      ),
      ([Self.bare, Self.never], .unavailable, ["5.3.0 <g@h> no", "5.1.2 <e@f> no peer"]),
      ([], .success, ["2.0.0 nothing to send"]),
    ]
    for (results, exit, lines) in rows {
      let report = Self.report(results)
      #expect(report.exit == exit)
      #expect(report.lines == lines)
    }
  }

  @Test func `a mistake of the caller has its own status, a failure here lets him come back`() {
    let mistake = SubmissionReport(SubmissionError.noRecipients)
    #expect(mistake.exit == .usage && mistake.lines[0].hasPrefix("5.5.4 "))
    let failure = SubmissionReport(failure: "no\r\nconfiguration \u{E9}")
    #expect(failure.exit == .temporaryFailure)
    #expect(failure.lines == ["4.3.0 no configuration ?"])
  }

  @Test func `a fault in a batch counts as one of its mails`() {
    var report = Self.report([Self.taken])
    report.add(refusal: Reply(501, .init(5, 5, 2), "Line 3: malformed"))
    #expect(report.exit == .unavailable && report.lines == ["5.5.2 Line 3: malformed"])
  }
}
