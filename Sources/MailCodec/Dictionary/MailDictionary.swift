// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The text that primes the model, written for this purpose or taken from mails made for this
/// project.
enum MailDictionary {
  /// A mail with its envelope.
  struct Entry {
    var envelope: String
    var mail: String

    /// The text stream the packer would make of it; the wire's line ends are put in first.
    var textStream: [UInt8] {
      var bytes: [UInt8] = []
      for byte in mail.utf8 {
        if byte == 0x0A { bytes.append(0x0D) }
        bytes.append(byte)
      }
      return MailTransform(envelope: Array(envelope.utf8), mail: bytes).text
    }
  }

  /// All entries; the most usual kinds last, since the model trusts what it read last most.
  static var entries: [Entry] {
    headers + prose + bulk + reports + openPGP + mailPrograms + plain + DeltaChatForm.entries
  }
}
