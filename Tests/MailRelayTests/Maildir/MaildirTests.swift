// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import MailRelay
import Testing

struct MaildirTests {
  private static let mail = Array("Subject: x\r\n\r\nbody\r\n".utf8)

  private func id(_ text: String) throws -> DeliveryID { try #require(DeliveryID(text)) }

  @Test func `a mail is written, synchronised, named and the name synchronised, in this order`()
    throws
  {
    let files = RecordingFiles()
    let result = Maildir(path: "/m", files: files).deliver(Self.mail, id: try id("K1"))
    #expect(result == .delivered(Reply(250, .init(2, 1, 5), "Stored as K1")))
    let calls = files.calls.map { $0.replacing(/~[0-9]+/, with: "") }
    #expect(
      calls == [
        "mkdir /m", "mkdir /m/tmp", "mkdir /m/new", "mkdir /m/cur", "fsync /m",
        "list /m/new", "list /m/cur", "list /m/tmp",
        "create /m/tmp/K1", "write 20", "fsync file", "close file", "link /m/new/K1",
        "remove /m/tmp/K1", "fsync /m/new",
      ])
    #expect(files.names == ["/m/new/K1"])
    #expect(files.afterPowerCut == ["/m/new/K1": Self.mail])
  }

  @Test(arguments: 0..<16)
  func `a fault at any call is temporary, and the next attempt leaves one whole mail`(call: Int)
    throws
  {
    let files = RecordingFiles()
    let maildir = Maildir(path: "/m", files: files)
    files.fail(at: call)
    let first = maildir.deliver(Self.mail, id: try id("K1"))
    if case .temporary(let reply) = first {
      #expect(reply.code == 451 && call < 15)
    } else {
      #expect(call >= 15)
      #expect(files.afterPowerCut["/m/new/K1"] == .some(Self.mail))
    }
    files.fail(at: nil)
    let second = maildir.deliver(Self.mail, id: try id("K1"))
    #expect(second.reply.code == 250)
    #expect(files.names.filter { $0.hasPrefix("/m/new/") } == ["/m/new/K1"])
    #expect(files.afterPowerCut["/m/new/K1"] == .some(Self.mail))
  }

  @Test(arguments: [28, 122] as [Int32])
  func `a full disk is said to be full`(code: Int32) throws {
    let files = RecordingFiles()
    files.fail(at: 9, code: code)
    let result = Maildir(path: "/m", files: files).deliver(Self.mail, id: try id("K1"))
    #expect(result.reply.status == .init(4, 3, 1))
    #expect(files.names == [])
  }

  @Test(arguments: ["new/K1", "cur/K1", "cur/K1:2,S", "cur/K1,S=20:2,"])
  func `a mail that is there already is not stored again`(name: String) throws {
    let files = RecordingFiles()
    files.place("/m/\(name)")
    let result = Maildir(path: "/m", files: files).deliver(Self.mail, id: try id("K1"))
    #expect(result.reply.code == 250)
    #expect(files.names == ["/m/\(name)"])
    #expect(files.calls.last == "fsync /m/new")
  }

  @Test func `leftovers of the same mail are removed, other mails are left alone`() throws {
    let files = RecordingFiles()
    for name in ["tmp/K1~99", "tmp/K12~7", "cur/K12:2,S", "new/K"] { files.place("/m/\(name)") }
    #expect(
      Maildir(path: "/m", files: files).deliver(Self.mail, id: try id("K1")).reply.code == 250)
    #expect(files.names == ["/m/cur/K12:2,S", "/m/new/K", "/m/new/K1", "/m/tmp/K12~7"])
  }

  @Test func `an id is a plain file name`() {
    for text in ["", ".", "..", ".x", "a/b", "a:b", "a,b", "a~b", "é", "a b", "a\u{0}"] {
      #expect(DeliveryID(text) == nil)
    }
    #expect(DeliveryID(String(repeating: "x", count: 129)) == nil)
    #expect(DeliveryID("7K3D-QF2M.a_1")?.description == "7K3D-QF2M.a_1")
  }

  @Test func `on a real disk one mail is stored once for all recipients`() async throws {
    let directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("loragw-\(UUID())")
    defer { try? FileManager.default.removeItem(at: directory) }
    let outlet = MailOutlet.maildir(path: directory.path)
    let envelope = try Envelope(from: .null, to: [MailAddress("a@b"), MailAddress("c@d")])
    for _ in 0..<2 {
      let results = await outlet.deliver(envelope, mail: Self.mail, deliveryID: try id("K1"))
      #expect(results.map(\.reply.code) == [250, 250])
    }
    let stored = try Data(contentsOf: directory.appendingPathComponent("new/K1"))
    #expect(Array(stored) == Self.mail)
    #expect(try DurableFiles().names(in: directory.path + "/new") == ["K1"])
    #expect(try DurableFiles().names(in: directory.path + "/tmp") == [])
  }

  @Test func `a path that cannot be a Maildir is a temporary failure`() async throws {
    let envelope = try Envelope(from: .null, to: [MailAddress("a@b")])
    let results = await MailOutlet.maildir(path: "/dev/null/x").deliver(
      envelope, mail: Self.mail, deliveryID: try id("K1"))
    #expect(results.map(\.reply.status) == [.init(4, 3, 0)])
  }
}
