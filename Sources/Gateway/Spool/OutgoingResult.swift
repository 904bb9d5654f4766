// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter

/// How soon a result should be on its way home.
enum ResultUrgency: Comparable {
  /// When something goes to that peer anyway, or after a while.
  case patient
  /// Soon: somebody must learn of a failure, or a question is open.
  case prompt
}

/// A result, or a question about one, that is to go to a peer.
struct OutgoingResult {
  var peer: PeerKey
  var kind: Kind
  /// The id it is about, whole as far as it is known here.
  var mailID: [UInt8]
  var idLength: ResultList.IDLength

  enum Kind {
    case recipient(Int, ResultCode)
    case unreadable(ResultCode)
    case question

    /// As the table says it: kind, recipient, code.
    var columns: (kind: Int, recipient: Int, code: Int) {
      switch self {
      case .recipient(let recipient, let code): (0, recipient, Int(code.rawValue))
      case .unreadable(let code): (1, 0, Int(code.rawValue))
      case .question: (2, 0, 0)
      }
    }

    init?(kind: Int, recipient: Int, code: Int) {
      let code = UInt16(exactly: code).flatMap(ResultCode.init(rawValue:))
      switch (kind, code) {
      case (0, let code?): self = .recipient(recipient, code)
      case (1, let code?): self = .unreadable(code)
      case (2, _): self = .question
      default: return nil
      }
    }
  }
}

extension ResultList {
  /// The list of results that wait; several about one recipient become one, the last.
  init(_ results: [OutgoingResult]) {
    var order: [[UInt8]] = []
    var entries: [[UInt8]: [Int: ResultCode]] = [:]
    var groups: [Group] = []
    for result in results {
      let id = Array(result.mailID.prefix(result.idLength.rawValue))
      switch result.kind {
      case .recipient(let recipient, let code):
        // Mails are kept apart by their whole ids, even where what travels of them is alike.
        let key = [UInt8(result.idLength.rawValue)] + result.mailID
        if entries[key] == nil { order.append(key) }
        entries[key, default: [:]][recipient] = code
      case .unreadable(let code): groups.append(.unreadable(packedID: id, code))
      case .question: groups.append(.question(id: id))
      }
    }
    for key in order {
      let id = Array(key.dropFirst().prefix(Int(key[0])))
      let sorted = (entries[key] ?? [:]).sorted { $0.key < $1.key }
        .map { Entry(recipient: $0.key, code: $0.value) }
      for start in stride(from: 0, to: sorted.count, by: Self.mostEntries) {
        let end = min(start + Self.mostEntries, sorted.count)
        groups.append(.recipients(mailID: id, Array(sorted[start..<end])))
      }
    }
    self.init(groups: groups)
  }
}
