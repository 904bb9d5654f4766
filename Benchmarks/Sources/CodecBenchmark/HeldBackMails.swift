// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation

/// A mail that no text of the dictionary was made from.
struct HeldBackMail {
  /// Its file's name.
  var name: String
  /// What it is measured with.
  var kind: String
  /// The way it goes between two gateways; mails of one direction are in their order.
  var direction: String
  /// Whose it is, as far as that counts for its goal after earlier mails.
  var sender: String
  var envelope: [UInt8]
  var mail: [UInt8]
}

/// The mails the codec is measured with.
///
/// The dictionary is text written for its purpose, so every mail of the corpus is held back: other
/// people, hosts, keys and processes. The corpus lies in the folder that LORAGW_CORPUS names, else
/// in `../shared/corpus` beside the package; without one there are the mails of the tests.
struct HeldBackMails {
  /// Larger mails are mostly attachments and are left out, but not those of Delta Chat.
  static let largest = 20_000

  /// The mails by folder and name.
  let mails: [HeldBackMail]
  /// Where they were found.
  let folder: URL

  init(root: URL) throws {
    let named = ProcessInfo.processInfo.environment["LORAGW_CORPUS"]
    let corpus =
      named.map { URL(fileURLWithPath: $0) } ?? root.appendingPathComponent("../shared/corpus")
    let isThere = FileManager.default.fileExists(atPath: corpus.path)
    folder = isThere ? corpus : root.appendingPathComponent("Tests/MailCodecTests/Vectors")
    let folders = isThere ? try Self.names(in: folder).filter { !$0.contains(".") } : [""]
    mails = try folders.flatMap { [folder] in
      try Self.mails(in: folder.appendingPathComponent($0), category: $0)
    }
  }

  private static func names(in folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  private static func mails(in folder: URL, category: String) throws -> [HeldBackMail] {
    let envelopes = envelopes(folder.appendingPathComponent("envelopes.tsv"))
    return try names(in: folder).filter { $0.hasSuffix(".eml") }.compactMap { name in
      let mail = [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
      let isDeltaChat = category == "deltachat" || category.isEmpty
      guard isDeltaChat || mail.count <= largest else { return nil }
      let envelope = envelopes[name] ?? []
      guard isDeltaChat else {
        return HeldBackMail(
          name: name, kind: category, direction: category, sender: category, envelope: envelope,
          mail: mail)
      }
      let sender = String(decoding: envelope.prefix { $0 != 0x0A }, as: UTF8.self)
      return HeldBackMail(
        name: name, kind: kind(ofDeltaChat: name), direction: String(sender.drop { $0 != "@" }),
        sender: sender, envelope: envelope, mail: mail)
    }
  }

  /// The kind in a name such as `018-text.eml`.
  private static func kind(ofDeltaChat name: String) -> String {
    let kind = name.drop { $0.isNumber || $0 == "-" }.prefix { $0 != "." }
    if kind.hasPrefix("plain") { return "DC in clear" }
    if kind == "image" || kind == "voice" { return "DC image, voice" }
    if kind.hasPrefix("group") { return "DC group" }
    if kind == "mdn" || kind == "securejoin" { return "DC \(kind)" }
    return kind.hasPrefix("reaction") ? "DC reaction" : "DC text"
  }

  /// The envelopes as a gateway hands them to the codec, by the name of the mail.
  private static func envelopes(_ table: URL) -> [String: [UInt8]] {
    guard let text = try? String(contentsOf: table, encoding: .utf8) else { return [:] }
    var envelopes: [String: [UInt8]] = [:]
    for line in text.split(separator: "\n").dropFirst() {
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard cells.count > 4 else { continue }
      let recipients = cells[3].split(separator: ",").map { $0 + "\n" }.joined()
      envelopes[String(cells[0])] = Array("\(cells[2])\n\(cells[4])\n\(recipients)".utf8)
    }
    return envelopes
  }
}
