// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import Crypto

/// One step of the ratchet that gives each message its own key.
///
/// `ck(n+1) = HKDF-SHA256(ck(n), info 1)`, `mk(n) = HKDF-SHA256(ck(n), info 2)`; a step forgets
/// what it came from, so that a stolen card opens no earlier message.
package struct ChainKey: Sendable, Equatable, Codable {
  private var bytes: [UInt8]

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The message key of this step; afterwards the chain stands one step further.
  package mutating func next() -> [UInt8] {
    let key = Self.derive(bytes, label: 2)
    bytes = Self.derive(bytes, label: 1)
    return key
  }

  private static func derive(_ input: [UInt8], label: UInt8) -> [UInt8] {
    let key = HKDF<SHA256>.deriveKey(
      inputKeyMaterial: SymmetricKey(data: input), info: [label], outputByteCount: 32)
    return key.bytes
  }
}

extension SymmetricKey {
  /// The raw key.
  package var bytes: [UInt8] { unsafe withUnsafeBytes { unsafe Array($0) } }
}
