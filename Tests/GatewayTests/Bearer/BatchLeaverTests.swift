// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import Gateway
import MailRelay
import Synchronization
import Testing

/// A queue of mails that a test fills.
private final class TestQueue: BatchCarrier {
  struct State {
    var waiting: [String] = []
    var noted: [String] = []
    /// Whether the batch was in its directory when its mails were noted.
    var wasThere: [Bool] = []
  }

  let state = Mutex(State())
  let out: String

  init(_ out: String) { self.out = out }

  func overdue(for peer: PeerKey, after seconds: Int64) async -> [String] {
    state.withLock { state in state.waiting.filter { !state.noted.contains($0) } }
  }

  func batched(_ id: String, for peer: PeerKey) async throws(QueueRefusal) -> BatchedMail {
    guard id != "GONE" else { throw .unknownMail(id) }
    let text = "MAIL FROM:<>\r\nRCPT TO:<b@c>\r\nDATA\r\n\(id)\r\n.\r\n"
    return BatchedMail(id: id, octets: id == "BINARY" ? nil : Data(text.utf8))
  }

  func left(_ ids: [String], for peer: PeerKey) async {
    let names = (try? BearerSample.names(out)) ?? []
    state.withLock { state in
      state.noted += ids
      state.wasThere.append(names.contains { $0.hasSuffix(".bsmtp") })
    }
  }

  func take(carried transaction: MailTransaction, from peer: PeerKey) async -> [Reply] { [] }

  func names(with peer: PeerKey) async -> (own: String, peer: String) { ("camp", "village") }
}

struct BatchLeaverTests {
  @Test func `mails are left as one durable batch before they are noted, each once`() async throws {
    try await Sample.inDirectory { directory in
      var bearer = try BearerSample.files(directory)
      bearer.content = .batches(after: 10)
      try bearer.prepare()
      let queue = TestQueue(directory + "/out")
      let leaver = try #require(
        BatchLeaver(bearer, carrier: queue, logger: BearerSample.logger))
      await leaver.leave()
      #expect(try BearerSample.names(directory + "/out") == ["failed"])
      queue.state.withLock { $0.waiting = ["ONE", "GONE", "BINARY", "TWO"] }
      await leaver.leave()
      await leaver.leave()
      let names = try BearerSample.names(directory + "/out").filter { $0 != "failed" }
      #expect(names.count == 1 && names.allSatisfy { $0.hasPrefix("village-") })
      let bytes = try [UInt8](
        Data(contentsOf: URL(fileURLWithPath: directory + "/out/" + (names.first ?? ""))))
      var reader = BatchReader(octetsMax: 1000)
      reader.append(bytes)
      var mails: [String] = []
      while case .mail(let mail) = reader.next() {
        mails.append(String(decoding: mail.mail, as: UTF8.self))
      }
      #expect(mails == ["ONE\r\n", "TWO\r\n"])
      #expect(queue.state.withLock { $0.noted } == ["ONE", "TWO"])
      #expect(queue.state.withLock { $0.wasThere } == [true])
    }
  }

  @Test func `what cannot be written is not noted`() async throws {
    try await Sample.inDirectory { directory in
      var bearer = try BearerSample.files(directory)
      bearer.content = .batches(after: 10)
      let queue = TestQueue(directory + "/out")
      let leaver = try #require(
        BatchLeaver(bearer, carrier: queue, logger: BearerSample.logger))
      queue.state.withLock { $0.waiting = ["ONE"] }
      await leaver.leave()
      #expect(queue.state.withLock { $0.noted }.isEmpty)
    }
  }
}
