// SPDX-License-Identifier: Apache-2.0
// Part of loragw

extension MailCodec {
  /// About how many bytes a mail will have when it is packed, told without packing it.
  ///
  /// Base64 and OpenPGP armour keep three bytes of four, bytes that are no text all; of a mail's
  /// text one byte in five is left. On mails of Delta Chat it is within a tenth of what packing
  /// makes of them.
  public static func expectedBytes(of mail: [UInt8]) -> Int {
    var (dense, binary, text) = (0, 0, 0)
    var unread = mail[...]
    while !unread.isEmpty {
      let line = unread.prefix { $0 != UInt8(ascii: "\n") }
      unread = unread.dropFirst(line.count + 1)
      let isDense = line.count >= denseLine && line.allSatisfy(isOfBase64)
      if isDense {
        dense += line.count
      } else {
        let high = line.count { $0 >= 0x80 || $0 < 0x09 }
        if high * 4 > line.count { binary += line.count } else { text += line.count }
      }
    }
    let rest = dense > text ? text / 14 : text / 5
    return dense * 3 / 4 + binary + rest + 1
  }

  /// The shortest line that is taken for base64; words of such a length are rare.
  private static let denseLine = 48

  private static func isOfBase64(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"),
      UInt8(ascii: "="), UInt8(ascii: "\r"):
      true
    default: false
    }
  }
}
