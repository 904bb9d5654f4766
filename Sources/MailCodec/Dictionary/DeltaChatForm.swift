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
    var sent: Int
    var bodyBytes: Int
    var hasTrace: Bool
    /// Whether the key is a passphrase's, as at the beginning of a secure join.
    var hasPassphrase: Bool
    /// Whether a core before 2.60 writes it.
    var isOlder: Bool
  }

  private var noise: UInt64 = 0x6C6F_7261_6777

  /// A few mails of each form.
  static var entries: [MailDictionary.Entry] {
    var form = DeltaChatForm()
    return (0..<24).map { form.entry(form.scene($0)) }
  }

  private static let people = [
    "paul", "rita", "greta", "hans", "jana", "lotte", "x7k2m9qw4", "b3v8n1rt6", "q5w8z2h0j",
    "maria.silva", "tom", "anna", "ole", "k4t9d2f7s", "info", "vera", "juan", "emma", "noah",
    "r2x6c8v1n", "peter", "lena", "sofia", "ivan",
  ]
  private static let hosts = [
    "north.example", "south.example", "base.example", "peak.example", "isle.example",
    "port.example", "nine.chat.example", "ten.chat.example", "mail.valley.example",
    "mehl.example.org", "chat.example.net", "hut.example.com",
  ]

  private mutating func scene(_ index: Int) -> Scene {
    let isGroup = index % 6 == 4
    let sizes = [
      820 + pick(60), 1320 + pick(90), 1380 + pick(120), 1500 + pick(500), 2000 + pick(900),
    ]
    let isLarge = index % 9 == 7
    let hasPassphrase = index % 10 == 3
    let isOlder = index < 12 && index % 2 == 0
    return Scene(
      sender: person(), recipients: (0..<(isGroup ? 2 + pick(2) : 1)).map { _ in person() },
      sent: 1_790_000_000 + pick(16_000_000),
      bodyBytes: isLarge ? 8400 + pick(9000) : hasPassphrase ? 660 + pick(30) : sizes[pick(5)],
      hasTrace: index % 8 != 0, hasPassphrase: hasPassphrase, isOlder: isOlder)
  }

  private mutating func person() -> String {
    Self.people[pick(Self.people.count)] + "@" + Self.hosts[pick(Self.hosts.count)]
  }

  private mutating func pick(_ count: Int) -> Int { Int(number(bytes: 4) % UInt64(count)) }

  private static func date(_ seconds: Int) -> String {
    let stamp = DateStamp(form: 4, zone: 0x80, seconds: seconds)
    return String(decoding: stamp?.text ?? [], as: UTF8.self)
  }

  private mutating func entry(_ scene: Scene) -> MailDictionary.Entry {
    let boundary = boundary(scene)
    let header =
      scene.isOlder
      ? olderHeader(scene, boundary: boundary) : header(scene, boundary: boundary)
    let parts =
      scene.isOlder ? olderParts(scene, boundary: boundary) : parts(scene, boundary: boundary)
    let recipients = scene.recipients.map { $0 + "\n" }.joined()
    return MailDictionary.Entry(
      envelope: "\(scene.sender)\nBODY=8BITMIME SMTPUTF8\n\(recipients)",
      mail: trace(scene) + header + parts)
  }

  private mutating func parts(_ scene: Scene, boundary: String) -> String {
    """

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
  }

  private mutating func olderParts(_ scene: Scene, boundary: String) -> String {
    """

    --\(boundary)
    Content-Type: application/pgp-encrypted; charset="utf-8"
    Content-Description: PGP/MIME version identification
    Content-Transfer-Encoding: 7bit

    Version: 1

    --\(boundary)
    Content-Type: application/octet-stream; name="encrypted.asc";\u{20}
    \tcharset="utf-8"
    Content-Description: OpenPGP encrypted message
    Content-Disposition: inline; filename="encrypted.asc";
    Content-Transfer-Encoding: 7bit

    -----BEGIN PGP MESSAGE-----

    \(armour(scene))
    -----END PGP MESSAGE-----


    --\(boundary)--


    """
  }

  private mutating func boundary(_ scene: Scene) -> String {
    let made = MailBuilderBoundary(
      kind: .mixed,
      nanoseconds: UInt64(scene.sent) * 1_000_000_000 + number(bytes: 4) % 1_000_000_000,
      counter: UInt8(1 + number(bytes: 1) % 9), seed: number(bytes: 8))
    return String(decoding: made.text, as: UTF8.self)
  }

  private mutating func number(bytes: Int) -> UInt64 {
    random(bytes).reduce(0) { $0 << 8 | UInt64($1) }
  }

  private mutating func trace(_ scene: Scene) -> String {
    guard scene.hasTrace else { return "" }
    let host = scene.sender.drop { $0 != "@" }.dropFirst()
    let queued = "F" + hex(5).uppercased()
    let target = scene.recipients.count == 1 ? "\n\tfor <\(scene.recipients[0])>; " : ";\n\t"
    let date = Self.date(scene.sent + pick(4) / 3)
    return """
      Received: from [127.0.0.1] (localhost [127.0.0.1])
      \tby mx.\(host) (Postfix) with UTF8SMTPSA id \(queued)\(target)\(date) (UTC)

      """
  }

  private mutating func header(_ scene: Scene, boundary: String) -> String {
    """
    From: <\(scene.sender)>
    Date: \(Self.date(scene.sent - pick(518_400)))
    Message-ID: <\(messageIdentifier())>
    MIME-Version: 1.0
    To: "hidden-recipients": ;
    Subject: [...]
    Content-Type: multipart/encrypted; protocol="application/pgp-encrypted";
     boundary="\(boundary)"


    """
  }

  private mutating func olderHeader(_ scene: Scene, boundary: String) -> String {
    let own = messageIdentifier()
    let others = [messageIdentifier(), messageIdentifier()]
    let threads = [
      "References: <\(own)>\n", "In-Reply-To: <\(others[0])>\nReferences: <\(others[0])>\n",
      "In-Reply-To: <\(others[1])>\nReferences: <\(others[0])>\n\t<\(others[1])>\n",
    ]
    return """
      Content-Type: multipart/encrypted; protocol="application/pgp-encrypted";\u{20}
      \tboundary="\(boundary)"
      MIME-Version: 1.0
      From: <\(scene.sender)>
      To: "hidden-recipients": ;
      Subject: [...]
      Date: \(Self.date(scene.sent - pick(518_400)))
      Message-ID: <\(own)>
      \(threads[pick(3)])Chat-Version: 1.0


      """
  }

  private mutating func messageIdentifier() -> String {
    let id = [hex(4), hex(2), "4" + hex(2).dropFirst(), "a" + hex(2).dropFirst(), hex(6)]
    return id.joined(separator: "-") + "@localhost"
  }

  /// The armoured lines and their checksum.
  private mutating func armour(_ scene: Scene) -> String {
    var packets: [UInt8] = []
    if scene.hasPassphrase {
      packets += [0xC3, 62, 6, 0x1C, 7, 2, 0x0A, 1, 8] + random(8 + 47)
    }
    for _ in 0..<(scene.hasPassphrase ? 0 : scene.recipients.count + 1) {
      let point = [18, 1, 7, 0x40] + random(32)
      packets +=
        scene.isOlder
        ? [0xC1, 78, 3] + random(8) + point + [32] + random(32)
        : [0xC1, 71, 6, 0] + point + [32] + random(32)
    }
    packets += [0xD2] + length(scene.bodyBytes) + (scene.isOlder ? [1] : [2, 7, 2, 7])
    packets += random(scene.bodyBytes - (scene.isOlder ? 1 : 4))
    let lines = Base64Block(quadsPerLine: 16, bytes: packets).lines(lineEnd: [0x0A])
    let checksum = Base64.encoded(Base64.checksum(packets)[...])
    return String(decoding: lines, as: UTF8.self) + "\n="
      + String(decoding: checksum, as: UTF8.self)
  }

  /// RFC 9580 §4.2.1.
  private func length(_ bytes: Int) -> [UInt8] {
    if bytes < 8384 { return [UInt8(192 + (bytes - 192) >> 8), UInt8((bytes - 192) & 0xFF)] }
    return [0xFF] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: bytes >> $0) }
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
