// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What mails are packed after.
enum EarlierMails {
  case nothing
  case earlierMails
}

/// What the mails of a kind may cost.
///
/// Sizes differ with keys and texts, so Delta Chat is held to the distance from what no codec can
/// shorten, and other kinds to what brotli -11 makes of the same mails. Their goals after earlier
/// mails come from mails that brotli made 517 (personal), 1358 (dsn), 1059 (list) and 817
/// (newsletter) bytes of, where 130, 590, 450 and 435 bytes are asked for.
enum SizeGoal: Equatable {
  /// Each mail: the random bytes of its OpenPGP packets and so many more.
  case random(plus: Int)
  /// All mails together: so many hundredths of brotli's bytes.
  case brotli(hundredths: Int)

  /// The goal of a kind; nil where none is set.
  init?(_ kind: String, after earlier: EarlierMails) {
    if kind.hasPrefix("DC"), kind != "DC in clear" {
      self = .random(plus: earlier == .nothing ? 82 : 43)
      return
    }
    let bounds: [String: Int] =
      switch earlier {
      case .nothing:
        [
          "list": 72, "dsn": 50, "personal": 60, "newsletter": 60, "mua": 60, "utf8": 60,
          "calendar": 60, "DC in clear": 60,
        ]
      case .earlierMails: ["personal": 25, "dsn": 43, "list": 42, "newsletter": 53]
      }
    guard let bound = bounds[kind] else { return nil }
    self = .brotli(hundredths: bound)
  }
}
