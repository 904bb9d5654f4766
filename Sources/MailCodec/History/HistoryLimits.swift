// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// How much history is kept and looked at.
public enum HistoryLimits {
  /// The most mails a mail is packed with; beyond the latest twelve they gain next to nothing.
  public static let mails = 24
  /// The most bytes of text it is packed with; priming a model takes some 3 µs a byte.
  public static let textBytes = 32 * 1024
  /// The longest text stream of a mail that enters a history.
  public static let entryBytes = 12 * 1024
  /// The largest envelope and mail, together, that use or enter a history.
  public static let mailBytes = 64 * 1024
  /// The longest note of the transform about a mail.
  static let noteBytes = 256
  /// How many mails a reader keeps beyond what its peer may have packed with.
  static let spareMails = 16
  /// Of so many of the latest mails, the sender may not know yet that they arrived.
  static let unconfirmedMails = 8
  /// How many of those at once.
  static let unconfirmedAtOnce = 2
  /// With more memory for histories only the latest is kept ready; real ones take 1 to 4 MB.
  static let keptBytes = 8 << 20
  /// How many histories with the right short name are tried.
  static let trials = 4
}

extension MailHistory {
  /// Makes room in the sender's history when it is over its limits.
  ///
  /// Down to half of them at once: so most mails only add to the history before them, and a model
  /// that has read that one reads on.
  public mutating func trimForPacking() {
    guard entries.count > HistoryLimits.mails || textBytes > HistoryLimits.textBytes else { return }
    keepLatest(mails: HistoryLimits.mails / 2, textBytes: HistoryLimits.textBytes / 2)
  }

  /// Forgets what no mail of the peer can have been packed with.
  public mutating func trimForUnpacking() {
    keepLatest(
      mails: HistoryLimits.mails + HistoryLimits.spareMails,
      textBytes: HistoryLimits.textBytes + HistoryLimits.spareMails * HistoryLimits.entryBytes / 4)
  }

  private mutating func keepLatest(mails: Int, textBytes: Int) {
    var bytes = 0
    var kept = 0
    for entry in entries.reversed() {
      bytes += entry.text.count
      guard kept < mails, bytes <= textBytes else { break }
      kept += 1
    }
    self = MailHistory(Array(entries.suffix(kept)))
  }
}
