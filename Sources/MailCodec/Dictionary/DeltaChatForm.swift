// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The outer form of Delta Chat's encrypted mails, with made-up people and noise for keys.
///
/// Only the form is learned: noise goes to the raw stream, which the model never reads.
struct DeltaChatForm {
  /// What stands between the people in the mail.
  private struct Scene {
    var sender: String
    var recipients: [String]
    var sent: String
    var dated: String
    var bodyBytes: Int
    var hasTrace = true
  }

  private var noise: UInt64 = 0x6C6F_7261_6777

  /// A few mails of each form.
  static var entries: [MailDictionary.Entry] {
    var form = DeltaChatForm()
    return scenes.map { form.entry($0) }
  }

  private static let scenes = [
    Scene(
      sender: "x7k2m9qw4@nine.chat.example", recipients: ["b3v8n1rt6@ten.chat.example"],
      sent: "Wed, 06 Jan 2027 22:15:04", dated: "Sun, 03 Jan 2027 01:40:57", bodyBytes: 1290,
      hasTrace: false),
    Scene(
      sender: "paul@north.example", recipients: ["rita@south.example"],
      sent: "Thu, 03 Dec 2026 07:58:36", dated: "Mon, 30 Nov 2026 17:22:10", bodyBytes: 830),
    Scene(
      sender: "rita@south.example", recipients: ["paul@north.example"],
      sent: "Thu, 03 Dec 2026 08:01:12", dated: "Wed, 02 Dec 2026 03:09:45", bodyBytes: 1341),
    Scene(
      sender: "greta@base.example", recipients: ["hans@peak.example", "jana@peak.example"],
      sent: "Sat, 26 Dec 2026 16:44:50", dated: "Tue, 22 Dec 2026 11:37:28", bodyBytes: 1611),
    Scene(
      sender: "hans@peak.example", recipients: ["greta@base.example"],
      sent: "Sun, 14 Feb 2027 10:26:33", dated: "Thu, 11 Feb 2027 23:53:01", bodyBytes: 9964),
    Scene(
      sender: "jana@peak.example", recipients: ["paul@north.example"],
      sent: "Fri, 20 Nov 2026 13:12:08", dated: "Mon, 16 Nov 2026 06:05:19", bodyBytes: 1370),
    Scene(
      sender: "q5w8z2@isle.example", recipients: ["lotte@port.example"],
      sent: "Tue, 16 Mar 2027 05:31:22", dated: "Fri, 12 Mar 2027 20:48:36", bodyBytes: 1460),
    Scene(
      sender: "lotte@port.example", recipients: ["q5w8z2@isle.example"],
      sent: "Mon, 26 Jul 2027 18:07:41", dated: "Sat, 24 Jul 2027 14:19:53", bodyBytes: 816),
  ]

  private mutating func entry(_ scene: Scene) -> MailDictionary.Entry {
    let boundary = "18" + [hex(7), hex(8), hex(8)].joined(separator: "_")
    let outer = trace(scene) + header(scene, boundary: boundary)
    let mail =
      outer + """

        --\(boundary)
        Content-Type: application/pgp-encrypted; charset="utf-8"
        Content-Transfer-Encoding: 7bit

        Version: 1

        --\(boundary)
        Content-Type: application/octet-stream; charset="utf-8"
        Content-Transfer-Encoding: 7bit

        -----BEGIN PGP MESSAGE-----

        \(armour(scene))
        -----END PGP MESSAGE-----

        --\(boundary)--


        """
    let recipients = scene.recipients.map { $0 + "\n" }.joined()
    return MailDictionary.Entry(
      envelope: "\(scene.sender)\nBODY=8BITMIME SMTPUTF8\n\(recipients)", mail: mail)
  }

  private mutating func trace(_ scene: Scene) -> String {
    guard scene.hasTrace else { return "" }
    let host = scene.sender.drop { $0 != "@" }.dropFirst()
    let queued = "F" + hex(5).uppercased()
    let target = scene.recipients.count == 1 ? "\n\tfor <\(scene.recipients[0])>; " : ";\n\t"
    return """
      Received: from [127.0.0.1] (localhost [127.0.0.1])
      \tby mx.\(host) (Postfix) with UTF8SMTPSA id \(queued)\(target)\(scene.sent) +0000 (UTC)

      """
  }

  private mutating func header(_ scene: Scene, boundary: String) -> String {
    let id = [hex(4), hex(2), "4" + hex(2).dropFirst(), "a" + hex(2).dropFirst(), hex(6)]
    return """
      From: <\(scene.sender)>
      Date: \(scene.dated) +0000
      Message-ID: <\(id.joined(separator: "-"))@localhost>
      MIME-Version: 1.0
      To: "hidden-recipients": ;
      Subject: [...]
      Content-Type: multipart/encrypted; protocol="application/pgp-encrypted";
       boundary="\(boundary)"


      """
  }

  /// The armoured lines and their checksum.
  private mutating func armour(_ scene: Scene) -> String {
    var packets: [UInt8] = []
    for _ in 0...scene.recipients.count {
      packets += [0xC1, 71, 6, 0, 18, 1, 7, 0x40] + random(32) + [32] + random(32)
    }
    let count = scene.bodyBytes - 192
    packets += [0xD2, UInt8(192 + count >> 8), UInt8(count & 0xFF), 2, 7, 2, 7]
    packets += random(scene.bodyBytes - 4)
    let lines = Base64Block(quadsPerLine: 16, bytes: packets).lines(lineEnd: [0x0A])
    let checksum = Base64.encoded(Base64.checksum(packets)[...])
    return String(decoding: lines, as: UTF8.self) + "\n="
      + String(decoding: checksum, as: UTF8.self)
  }

  private mutating func random(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in
      noise = noise &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: noise >> 56)
    }
  }

  private mutating func hex(_ bytes: Int) -> String {
    let digits = Array("0123456789abcdef")
    return String(random(bytes).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}
