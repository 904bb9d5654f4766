// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import MailCodec
import SourceTree
import Testing

/// Real mails beside the package, when they are there.
enum Corpus {
  static var categories: [String] {
    guard let folder = SourceTree.corpus else { return [] }
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    return (names ?? []).filter { !$0.contains(".") }.sorted()
  }

  static func mails(_ category: String) throws -> [(name: String, bytes: [UInt8])] {
    guard let folder = SourceTree.corpus?.appendingPathComponent(category) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      .filter { $0.hasSuffix(".eml") }
      .map { ($0, [UInt8](try Data(contentsOf: folder.appendingPathComponent($0)))) }
  }
}

@Suite struct CorpusTests {
  private static let codec = CodecTests.codec

  private static func vector(_ name: String) throws -> [UInt8] {
    let url = try #require(
      Bundle.module.url(forResource: name, withExtension: "eml", subdirectory: "Vectors"))
    return [UInt8](try Data(contentsOf: url))
  }

  @Test(.enabled(if: SourceTree.corpus != nil), arguments: Corpus.categories)
  func `every mail of the corpus comes back smaller`(category: String) throws {
    for (name, mail) in try Corpus.mails(category) {
      let packed = Self.codec.pack(envelope: MailMaker.envelope, mail: mail)
      let back = try Self.codec.unpack(packed.bytes, limits: UnpackLimits())
      #expect(back == UnpackedMail(envelope: MailMaker.envelope, mail: mail), "\(name)")
      #expect(packed.mode == .mixed, "\(name)")
    }
  }

  /// The bytes beside are those of the OpenPGP packets' random fields.
  ///
  /// The last ones come from other processes, accounts and keys than the others, and one from
  /// another core.
  @Test(arguments: [
    ("016-first-text", 1465), ("018-text", 1493), ("028-mdn", 954), ("038-long-text", 1945),
    ("014-securejoin", 2963), ("060-text-other-process", 1527),
    ("061-reply-other-process", 1646), ("062-text-older-core", 1310),
  ])
  func `a Delta Chat mail costs its noise and at most 82 bytes`(name: String, noise: Int) throws {
    let people =
      switch name.prefix(3) {
      case "060", "062": ("nora@field.example", "emil@coast.example")
      case "061": ("emil@coast.example", "nora@field.example")
      default: ("alice@sitea.test", "bob@siteb.test")
      }
    let envelope = Array("\(people.0)\nBODY=8BITMIME SMTPUTF8\n\(people.1)\n".utf8)
    let packed = Self.codec.pack(envelope: envelope, mail: try Self.vector(name))
    #expect(packed.bytes.count <= noise + 82)
    #expect(packed.report.shares[.openPGPRandom]?.rawBytes == noise)
    #expect(
      packed.report.steps == [
        .lineEnds, .base64, .armourChecksum, .packets, .identifiers, .dates, .boundaries,
        .addresses,
      ])
  }

  @Test func `a mail in clear costs less than half`() throws {
    let mail = try Self.vector("001-plain-text")
    let packed = Self.codec.pack(envelope: [], mail: mail)
    #expect(packed.bytes.count < mail.count / 2)
  }
}
