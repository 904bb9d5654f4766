// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import Crypto

/// The authentication tag at the end of a frame: HMAC-SHA256, its leftmost 4 or 7 bytes.
///
/// Input: label ‖ message number ‖ all frame bytes before the tag ‖ tag of the request answered
/// (answers only) ‖ seal tag of the message (DONE only). The key is the session's frame key of
/// the sender's direction. Source: the link protocol, "Sessions, numbers, keys" rule 4.
package enum FrameTag {
  /// The length of most tags.
  package static let shortBytes = 4
  /// The length of the tags that free a mail.
  package static let longBytes = 7

  /// What the tag is made for; the label separates the kinds.
  package enum Kind: String, Sendable {
    case symbol = "SYM"
    case poll = "POLL"
    case report = "REPORT"
    case done = "DONE"
    case busy = "BUSY"
    case abort = "ABORT"
    case abortAcknowledged = "ABORTED"
    case rejected = "REJECTED"
    case historyUnknown = "UNKNOWN-HISTORY"
    case requestToSend = "RTS"
    case clearToSend = "CTS"

    /// The length of a tag of this kind.
    package var tagBytes: Int {
      switch self {
      case .done, .abort, .abortAcknowledged, .rejected, .historyUnknown: longBytes
      default: shortBytes
      }
    }
  }

  /// Makes the tag of a frame.
  ///
  /// `untagged` is the frame without its tag; `covering` is what an answer covers besides:
  /// the tag of the request, and of a DONE the message's seal tag behind it.
  package static func make(
    _ kind: Kind, number: MessageNumber, untagged: some Sequence<UInt8>, covering: [UInt8],
    key: SymmetricKey
  ) -> [UInt8] {
    var input = Array(kind.rawValue.utf8)
    input.append(number.value)
    input.append(contentsOf: untagged)
    input.append(contentsOf: covering)
    return Array(HMAC<SHA256>.authenticationCode(for: input, using: key).prefix(kind.tagBytes))
  }

  /// Whether a whole frame ends with the right tag; the comparison takes constant time.
  package static func verify(
    _ kind: Kind, number: MessageNumber, frame: [UInt8], covering: [UInt8], key: SymmetricKey
  ) -> Bool {
    guard frame.count > kind.tagBytes else { return false }
    let tag = make(
      kind, number: number, untagged: frame.dropLast(kind.tagBytes), covering: covering, key: key)
    return isEqual(tag, frame.suffix(kind.tagBytes))
  }

  /// Whether two tags of one length are equal; takes the same time for all of that length.
  static func isEqual(_ ours: some Collection<UInt8>, _ theirs: some Collection<UInt8>) -> Bool {
    guard ours.count == theirs.count else { return false }
    return zip(ours, theirs).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
