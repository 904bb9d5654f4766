// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The text that primes the model.
///
/// These Swift files are its source and its only form: nothing is generated into the tree. It was
/// written for this purpose: names and values of header fields as mail programs and relays write
/// them, forms of delivery reports, frequent words. People and hosts are made up, keys are noise.
/// No mail of anybody is in it, so any mail may measure the codec.
///
/// Any change makes another model, see ``ModelID``; `make dictionary` checks that ``digest`` is
/// the one of the model's number.
package enum MailDictionary {
  /// A mail with its envelope.
  package struct Entry: Sendable {
    var envelope: String
    var mail: String

    /// The text stream the packer would make of it; the wire's line ends are put in first.
    package var textStream: [UInt8] {
      var bytes: [UInt8] = []
      for byte in mail.utf8 {
        if byte == 0x0A { bytes.append(0x0D) }
        bytes.append(byte)
      }
      return MailTransform(envelope: Array(envelope.utf8), mail: bytes).text
    }
  }

  /// All entries; the most usual kinds last, since the model trusts what it read last most.
  package static var entries: [Entry] {
    let chats = DeltaChatForm.entries
    return words + prose + headers + relays + bulk + bounces + reports + openPGP + mailPrograms
      + chats.dropLast(6) + plain + chats.suffix(6)
  }

  /// FNV-1a with 64 bits over all text streams.
  package static var digest: UInt64 {
    entries.flatMap(\.textStream).reduce(0xCBF2_9CE4_8422_2325) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01B3
    }
  }
}
