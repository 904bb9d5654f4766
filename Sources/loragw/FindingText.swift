// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import Gateway

/// What the doctor has to say, for people.
package struct FindingText {
  private let finding: Finding

  /// The text of a finding.
  package init(_ finding: Finding) { self.finding = finding }

  /// What was found, and the fix below it, in so many columns.
  package func lines(columns: Int) -> [StyledText] {
    let kind = StyledText(finding.kind.rawValue, mark).filled(to: 7)
    let what = (kind + StyledText(finding.what)).wrapped(to: columns, indent: 7)
    guard let fix = finding.fix else { return what }
    return what + StyledText("         \(fix)").wrapped(to: columns, indent: 9)
  }

  private var mark: TextMark? {
    switch finding.kind {
    case .good: .good
    case .note: nil
    case .fault: .bad
    }
  }
}
