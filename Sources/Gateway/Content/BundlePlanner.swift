// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import Fragmenter
import LoRaPHY

/// Decides how many of the mails that wait travel in the next message.
///
/// A bundle saves what each message costs beside its bytes: preamble, header, seal tag and the
/// answer. That is worth something for mails below some 1 kB only, so a bundle stays within
/// ``mostBytes``; beyond, it would only make a lost frame concern more mails. No mail is ever held
/// back to wait for company: the plan is made when the link has room.
package struct BundlePlanner: Sendable {
  /// The longest payload of a bundle, bytes.
  package static let mostBytes = 4096

  private let symbols: SymbolPlanner

  package init(_ symbols: SymbolPlanner) { self.symbols = symbols }

  /// How many mails go into the next message.
  ///
  /// - Parameter packedBytes: the lengths of the waiting mails of one class to one peer, in their
  ///   order; at least one.
  /// - Returns: as many, from the first on, as save the most airtime in a bundle, else 1.
  package func count(_ packedBytes: [Int]) -> Int {
    guard let first = packedBytes.first, let alone = airtime(first) else { return 1 }
    var separate = alone
    var best = (count: 1, saved: Duration.zero)
    for count in MailBundle.counts where count <= packedBytes.count {
      let bytes = MailBundle.encodedBytes(packedBytes.prefix(count))
      guard bytes <= Self.mostBytes, let one = airtime(packedBytes[count - 1]),
        let together = airtime(bytes)
      else { break }
      separate += one
      if separate - together > best.saved { best = (count, separate - together) }
    }
    return best.count
  }

  /// The airtime of a message and its answer, without loss; nil when it is too large.
  private func airtime(_ payloadBytes: Int) -> Duration? {
    symbols.layout(payloadBytes: payloadBytes).map { layout in
      symbols.timeOnAir(layout, payloadBytes: payloadBytes)
        + symbols.modulation.timeOnAir(payloadBytes: ControlFrame.encodedBytes)
    }
  }
}
