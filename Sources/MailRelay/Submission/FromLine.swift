// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The lines `From SENDER DATE remote from HOST` before a mail of UUCP or in an mbox.
struct FromLine: Hashable, Sendable {
  /// The sender they name, as mail has it; nil when there is no such line.
  let sender: String?
  /// How many octets of the mail they are.
  let octets: Int

  /// A mail has few; each host on its way has added one.
  private static let most = 32

  init(of mail: [UInt8]) {
    var (sender, position) = (String?.none, 0)
    for _ in 0..<Self.most {
      let end = mail[position...].firstIndex(of: .lineFeed).map { $0 + 1 } ?? mail.count
      let words = String(decoding: mail[position..<end], as: UTF8.self)
        .split { $0.isWhitespace }.map(String.init)
      let line = mail[position..<end]
      guard words.count > 1, ["From ", ">From "].contains(where: { line.starts(with: $0.utf8) })
      else { break }
      let isRemote = words.count > 4 && words.suffix(3).prefix(2) == ["remote", "from"]
      // The last line is that of the first host.
      sender = BangPath(words[1], at: isRemote ? words.last : nil).mailbox
      position = end
    }
    self.sender = sender
    octets = position
  }
}
