// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Packing with earlier mails: the model reads their texts, the transform their notes.
extension MailCodec {
  /// Gives back what was kept to be quick with a history, not the model itself.
  public func releaseHistories() { model.releaseHistories() }

  /// Reads in advance what the next mail was likely packed with, to unpack it without delay.
  ///
  /// `history` is all that is kept of its direction.
  public func prepareToUnpack(after history: MailHistory) {
    model.prepareToUnpack(after: history)
  }

  /// The memory of what is kept to be quick with histories; never waits.
  package var historyModelBytes: Int { model.historyModelBytes }

  /// A mail packed with a history; nil when the history is empty or the mail too large for one.
  func mixed(_ original: UnpackedMail, after history: MailHistory) -> PackedMail? {
    guard !history.isEmpty, original.bytes <= HistoryLimits.mailBytes else { return nil }
    let transformed = MailTransform(
      envelope: original.envelope, mail: original.mail, memory: history.memory)
    guard MailHistory.Entry(transformed) != nil else { return nil }
    return mixed(
      transformed, of: original.bytes, as: .mixedWithHistory,
      name: HistoryName(digest: history.digest, of: original).encoded,
      after: history)
  }

  /// Tries the histories that may be the one; the check tells which one it was.
  func unmixed(
    _ packed: [UInt8], history: MailHistory?, limits: UnpackLimits
  ) throws(MailCodecError) -> UnpackedMail {
    var start = 1
    let name = try HistoryName(packed, at: &start)
    guard let history else { throw .unknownHistory }
    let limits = UnpackLimits(maximumBytes: min(limits.maximumBytes, HistoryLimits.mailBytes))
    for (candidate, digest) in HistorySearch(history).matches(name) {
      // Read with the wrong history, a mail is no mail or fails the check.
      let found = try? unmixed(packed, from: start, after: candidate, limits: limits)
      if let found, name == HistoryName(digest: digest, of: found) { return found }
    }
    throw .unknownHistory
  }
}
