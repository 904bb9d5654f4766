// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import Fragmenter
package import MailRelay

/// A directory by which other programs use the radio, or carry mail beside it.
package struct Bearer: Hashable, Sendable {
  /// What it is called, alike at both ends.
  package var name: String
  /// What lies in its directories.
  package var content: BearerContent
  /// The peer it leads to.
  package var peer: PeerKey
  /// Where others put what is to go; an absolute path.
  package var out: String?
  /// Where what came is put; an absolute path.
  package var `in`: String?

  /// Makes a bearer.
  package init(
    _ name: String, _ content: BearerContent, peer: PeerKey, out: String?, in: String?
  ) {
    self.name = name
    self.content = content
    self.peer = peer
    self.out = out
    self.in = `in`
  }
}

/// What lies in the directories of a bearer.
package enum BearerContent: Hashable, Sendable {
  /// Files of any program, which travel by radio.
  case files(ParcelTerms)
  /// Packets of NNCP, which travel by radio, with the nodes of this and of the other side.
  case nncp(NNCPRoute, ParcelTerms)
  /// Batches of mail, which travel beside the radio; what waited so many seconds is left in `out`.
  case batches(after: Int64)

  /// How its files travel by radio; nil when they do not.
  package var terms: ParcelTerms? {
    switch self {
    case .files(let terms), .nncp(_, let terms): terms
    case .batches: nil
    }
  }
}

/// How the files of a bearer travel by radio.
package struct ParcelTerms: Hashable, Sendable {
  /// The largest one, bytes.
  package var mostBytes: Int
  /// When they go on the air.
  package var mailClass: MailClass

  /// Puts them together.
  package init(mostBytes: Int, mailClass: MailClass) {
    self.mostBytes = mostBytes
    self.mailClass = mailClass
  }
}
