// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import Gateway
import LoRaPHY
import MailRelay
import Testing

struct ParcelStoreTests {
  /// What comes from the air of one file, at a gateway whose peers are those of a world.
  private func job(_ octets: [UInt8], named name: String = "files") throws -> (DeliveryJob, PeerKey)
  {
    let world = try GatewayWorld(.volatile)
    world.handing = .never
    let envelope = try Envelope(
      from: .null, to: [MailAddress("\(name)@bearer.alt")], bodyKind: .binaryMIME)
    var found: DeliveryJob?
    let sender = world.sites[1].identity.publicKey
    try world.tell(0) { core, now in
      let actions = try core.take(
        carried: MailTransaction(envelope: envelope, mail: octets), from: sender, at: now
      ).actions
      for case .deliver(let job) in actions { found = job }
      return []
    }
    return (try #require(found), sender)
  }

  private func result(
    _ octets: [UInt8], _ directory: String, bearerName: String = "files",
    change: (inout Bearer) -> Void = { _ in }
  ) throws -> RecipientResult {
    let (job, sender) = try job(octets)
    var bearer = try BearerSample.files(directory)
    bearer.name = bearerName
    bearer.peer = sender
    change(&bearer)
    try bearer.prepare()
    return ParcelStore([bearer]).store(job)
  }

  private static let octets = [0, 1, UInt8(ascii: "a"), 5, 6]

  @Test func `a file is stored under its name, and is one when it comes twice`() throws {
    try Sample.inDirectory { directory in
      for _ in 0..<2 {
        guard case .delivered = try result(Self.octets, directory) else {
          Issue.record("it is not stored")
          return
        }
      }
      #expect(try [UInt8](Data(contentsOf: URL(fileURLWithPath: directory + "/in/a"))) == [5, 6])
      #expect(try BearerSample.names(directory + "/in") == ["a", "failed"])
    }
  }

  @Test func `another file of that name is not touched, and this one waits`() throws {
    try Sample.inDirectory { directory in
      _ = try result(Self.octets, directory)
      guard case .temporary(let reply) = try result(Self.octets + [7], directory) else {
        Issue.record("it does not wait")
        return
      }
      #expect(reply.text.contains("is there already"))
      #expect(try [UInt8](Data(contentsOf: URL(fileURLWithPath: directory + "/in/a"))) == [5, 6])
    }
  }

  @Test func `a file waits for its bearer`() throws {
    try Sample.inDirectory { directory in
      let results = [
        try result(Self.octets, directory, bearerName: "other"),
        try result(Self.octets, directory) { $0.in = nil },
        try result(Self.octets, directory) { $0.peer = (try? BearerSample.peer(9)) ?? $0.peer },
        try result(Self.octets, directory) { $0.content = .batches(after: 0) },
      ]
      for result in results {
        guard case .temporary = result else {
          Issue.record("it does not wait: \(result)")
          continue
        }
      }
    }
  }

  @Test func `what is no file is refused for good`() throws {
    try Sample.inDirectory { directory in
      guard case .permanent = try result([0, 2, 46, 46, 1], directory) else {
        Issue.record("it is not refused")
        return
      }
      #expect(try BearerSample.names(directory + "/in") == ["failed"])
      #expect(try BearerSample.names(directory) == ["in", "out"])
    }
  }
}
