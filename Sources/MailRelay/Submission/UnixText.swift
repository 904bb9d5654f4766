// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A mail as a Unix program writes it, made one with lines in CRLF.
struct UnixText: Hashable, Sendable {
  /// The octets of the mail.
  let octets: [UInt8]

  /// Reads lines that end in LF or CRLF; with `endsAtDot` a line with a dot alone ends the mail.
  ///
  /// - Throws: ``SubmissionError/bareCarriageReturn``.
  init(_ text: some Collection<UInt8>, endsAtDot: Bool) throws(SubmissionError) {
    var octets: [UInt8] = []
    octets.reserveCapacity(text.count + text.count / 32)
    var rest = Array(text)[...]
    while !rest.isEmpty {
      let end = rest.firstIndex(of: .lineFeed) ?? rest.endIndex
      var line = rest[..<end]
      rest = rest[end...].dropFirst()
      if line.last == .carriageReturn { line.removeLast() }
      guard !line.contains(.carriageReturn) else { throw .bareCarriageReturn }
      if endsAtDot, line.elementsEqual([.dot]) { break }
      octets += line
      octets += [.carriageReturn, .lineFeed]
    }
    self.octets = octets
  }
}
