// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay
import Testing

struct EnvelopeTests {
  private static func address(_ text: String) throws -> MailAddress { try MailAddress(text) }

  @Test func `the coded form is lines of flags, sender and recipients`() throws {
    let envelope = try Envelope(
      from: .mailbox(MailAddress("alice@camp.example")),
      to: [MailAddress("bob@village.example"), MailAddress("\"c d\"@[1.2.3.4]")],
      bodyKind: .eightBitMIME, encoding: .utf8)
    let coded = "8u\nalice@camp.example\nbob@village.example\n\"c d\"@[1.2.3.4]"
    #expect(envelope.encoded() == Array(coded.utf8))
    #expect(try Envelope(decoding: Array(coded.utf8)) == envelope)
  }

  @Test(
    arguments: [BodyKind.sevenBit, .eightBitMIME, .binaryMIME], [AddressEncoding.ascii, .utf8])
  func `flags and the null sender survive`(body: BodyKind, encoding: AddressEncoding) throws {
    let envelope = try Envelope(
      from: .null, to: [MailAddress("b@c")], bodyKind: body, encoding: encoding)
    #expect(try Envelope(decoding: envelope.encoded()) == envelope)
  }

  @Test(arguments: [
    ("", EnvelopeError.noRecipients), ("\n", .noRecipients), ("8u\na@b", .noRecipients),
    ("u8\n\na@b", .badFlags), ("88\n\na@b", .badFlags), ("x\n\na@b", .badFlags),
    ("\nx\na@b", .badSender(.missingDomain)), ("\n\n", .badRecipient(index: 0, .empty)),
    ("\n\na@b\n", .badRecipient(index: 1, .empty)),
    ("\n\na@b\r\nc@d", .badRecipient(index: 0, .controlCharacter)),
    ("\n\na@b\u{0}", .badRecipient(index: 0, .controlCharacter)),
    ("\né@x\na@b", .badSender(.needsSMTPUTF8)),
    ("8\n\né@x", .badRecipient(index: 0, .needsSMTPUTF8)),
  ])
  func `what is no envelope is refused with its reason`(coded: String, error: EnvelopeError) {
    #expect(throws: error) { try Envelope(decoding: Array(coded.utf8)) }
  }

  @Test func `an envelope that its flags do not allow cannot be made`() throws {
    let foreign = try MailAddress("é@x")
    let plain = try MailAddress("a@b")
    #expect(throws: EnvelopeError.noRecipients) { try Envelope(from: .null, to: []) }
    #expect(throws: EnvelopeError.badSender(.needsSMTPUTF8)) {
      try Envelope(from: .mailbox(foreign), to: [plain])
    }
    #expect(throws: EnvelopeError.badRecipient(index: 1, .needsSMTPUTF8)) {
      try Envelope(from: .null, to: [plain, foreign])
    }
  }

  @Test func `a thousand recipients are the most`() throws {
    let recipients = try (0..<1000).map { try MailAddress("u\($0)@x") }
    let envelope = try Envelope(from: .null, to: recipients)
    #expect(try Envelope(decoding: envelope.encoded()) == envelope)
    #expect(throws: EnvelopeError.tooManyRecipients) {
      try Envelope(decoding: envelope.encoded() + Array("\na@b".utf8))
    }
    #expect(throws: EnvelopeError.tooManyRecipients) {
      try Envelope(from: .null, to: recipients + recipients)
    }
    #expect(throws: EnvelopeError.tooLong) {
      try Envelope(decoding: Array(repeating: 0x0A, count: 1 << 20))
    }
  }

  @Test func `radio links before take one byte, none at the first, and count to seven`() throws {
    let envelope = try Envelope(from: .null, to: [MailAddress("bob@b.test")])
    for hops in 1...Envelope.hopsMax {
      let later = try #require(envelope.after(hops: hops))
      #expect(later.encoded().count == envelope.encoded().count + 1)
      #expect(try Envelope(decoding: later.encoded()).hops == hops)
    }
    #expect(envelope.after(hops: 0) == envelope)
    #expect(envelope.after(hops: 8) == nil)
    #expect(throws: EnvelopeError.badFlags) { try Envelope(decoding: Array("H\n\nb@b".utf8)) }
    #expect(throws: EnvelopeError.badFlags) { try Envelope(decoding: Array("AA\n\nb@b".utf8)) }
  }

  @Test(arguments: 0..<8 as Range<UInt64>)
  func `whatever decodes is the one coded form of itself`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let origin = Array("8u\nalice@camp.example\nbob@[1.2.3.4]\n\"ü x\"@bücher.example".utf8)
    var decoded = 0
    for _ in 0..<5000 {
      let octets = random.mutated(origin)
      guard let envelope = try? Envelope(decoding: octets) else { continue }
      decoded += 1
      #expect(envelope.encoded() == octets, "seed \(seed)")
    }
    #expect(decoded > 100, "seed \(seed)")
  }

  @Test func `any octets are read without a trap`() {
    var random = SplitMix64(seed: 1)
    var refused = 0
    for _ in 0..<10_000 {
      let count = Int.random(in: 0...60, using: &random)
      let octets = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      do { _ = try Envelope(decoding: octets) } catch { refused += 1 }
    }
    #expect(refused > 9_900, "seed 1")
  }
}
