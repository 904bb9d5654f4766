// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Crypto
import Foundation
import Gateway
import MailRelay
import SourceTree
import Testing

/// Real mails of many programs, when the corpus is there: `LORAGW_CORPUS`, or beside the package.
struct CorpusTests {
  /// The files, each with its path below the folder.
  private static func files() throws -> [(name: String, bytes: [UInt8])] {
    let folder = try #require(SourceTree.corpus)
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    return try paths.filter { $0.hasSuffix(".eml") }.sorted().map {
      ($0, Array(try Data(contentsOf: folder.appending(path: $0))))
    }
  }

  @Test(.enabled("the mail corpus is not here") { SourceTree.corpus != nil })
  func `every mail of the corpus crosses byte for byte, exactly once`() throws {
    let files = try Self.files()
    #expect(files.count > 100)
    let seed: UInt64 = 20
    let world = try GatewayWorld(.volatile, loss: 0.1, seed: seed)
    var digests: [String: SHA256Digest] = [:]
    for (number, file) in files.enumerated() {
      let recipient = "file\(number)@b.test"
      digests[recipient] = SHA256.hash(data: file.bytes)
      // Below the door, since some files hold what DATA cannot carry: nothing is normalised.
      let replies = try world.accept(TestMail.envelope(to: [recipient]), file.bytes)
      #expect(replies.map(\.code) == [250], "\(file.name)")
    }
    #expect(try world.run { $0.sites[1].delivered.count >= files.count }, "seed \(seed)")
    try world.run(for: .seconds(3600))
    let delivered = world.sites[1].delivered
    #expect(delivered.count == files.count)
    let intact = delivered.count {
      digests.removeValue(forKey: $0.recipient.description) == SHA256.hash(data: $0.content)
    }
    #expect(intact == files.count)
    // Once at the door, and the small ones once for their message.
    #expect(world.sites[0].packings.count { !$0.usesHistory } <= files.count)
    #expect((100...files.count).contains(world.sites[0].packings.count(where: \.usesHistory)))
    #expect(try world.core(0).queue().isEmpty)
  }
}
