// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import MailCodec

/// Texts of a Delta Chat conversation, encrypted, as the gateway puts them on the air.
///
/// They are mails of the demo: one of 3.0 kB and one of 3.7 kB, 3.3 kB on average, from one account
/// to another, each with its envelope.
struct DeltaChatTexts: Sendable {
  /// What of the codec is used.
  enum Packing: String, Sendable, CaseIterable {
    /// Each text with the first one of the conversation and the other one as history.
    case history = "with history"
    /// The codec alone, as for the first mail of all.
    case alone = "without history"
    /// No codec.
    case stored = "not packed"
  }

  private let codec: MailCodec
  private let texts: [UnpackedMail]
  private let first: UnpackedMail

  init() throws {
    let package = URL(filePath: #filePath).appending(path: "../../../..").standardizedFileURL
    let folder = package.appending(path: "Sources/Gateway/Demo/Mails")
    func mail(_ name: String) throws -> UnpackedMail {
      let path = folder.appending(path: name)
      guard let file = try? Data(contentsOf: path) else { throw BenchmarkError.noMail(path.path) }
      return UnpackedMail(
        envelope: Array("8u\nalice@sitea.test\nbob@siteb.test".utf8),
        mail: Array(file))
    }
    codec = MailCodec()
    first = try mail("first-text.eml")
    texts = [try mail("text.eml"), try mail("long-text.eml")]
  }

  /// The mean size of the mails.
  var rawBytes: Int { texts.reduce(0) { $0 + $1.mail.count } / texts.count }

  /// The payloads of their messages; what was packed has been unpacked and compared.
  func payloads(_ packing: Packing) throws -> [[UInt8]] {
    try texts.indices.map { place in
      let text = texts[place]
      guard packing != .stored else { return text.envelope + text.mail }
      let history = packing == .history ? history(of: place) : nil
      let packed = codec.pack(envelope: text.envelope, mail: text.mail, history: history).bytes
      let limits = UnpackLimits(maximumBytes: 100_000)
      guard try codec.unpack(packed, history: history, limits: limits) == text else {
        throw BenchmarkError.wrongDecode
      }
      return packed
    }
  }

  /// The time of this machine to pack a text for its message and to read it at the other end.
  func codecTime() throws -> Duration {
    _ = try payloads(.history)
    let clock = ContinuousClock()
    var failure: (any Error)?
    let time = clock.measure {
      do { _ = try payloads(.history) } catch { failure = error }
    }
    if let failure { throw failure }
    return time / texts.count
  }

  private func history(of place: Int) -> MailHistory {
    let earlier = [first] + texts.indices.filter { $0 != place }.map { texts[$0] }
    return MailHistory(
      earlier.compactMap { MailHistory.Entry(envelope: $0.envelope, mail: $0.mail) })
  }
}
