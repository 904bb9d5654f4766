// SPDX-License-Identifier: Apache-2.0
// Part of loragw

extension Duration {
  /// The duration as people say it: `8 s`, `3.1 min`, `6 h 10 min`.
  package var forPeople: String {
    let (whole, attoseconds) = components
    let seconds = Double(whole) + Double(attoseconds) / 1e18
    if seconds < 10 { return "\((seconds * 10).rounded() / 10) s" }
    if seconds < 60 { return "\(Int(seconds.rounded())) s" }
    if seconds < 3600 { return "\((seconds / 6).rounded() / 10) min" }
    let minutes = Int((seconds / 60).rounded())
    return "\(minutes / 60) h \(minutes % 60) min"
  }
}
