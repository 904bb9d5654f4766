// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Tells what looks random (ciphertext, compressed data) from what a model may shorten.
///
/// The sum of the squares of the byte counts in a piece: random bytes keep it near
/// n + n(n-1)/256, text lifts it several times over that.
package enum Randomness {
  /// A stretch of bytes of one kind.
  package struct Run: Equatable, Sendable {
    /// Where it lies.
    package var range: Range<Int>
    /// What it looks like.
    package var isRandom: Bool
  }

  /// How many bytes are judged at once.
  static let pieceSize = 256
  /// Pieces below this tell nothing.
  private static let smallest = 32
  /// Pieces below this do not tell noise from the digits of base64.
  private static let smallestTelling = 128
  /// As evenly spread as this many equally frequent bytes counts as random.
  private static let evenness = 154
  /// What chance adds in small pieces.
  private static let slack = 16

  /// Whether a piece of at most a few kilobytes looks random.
  package static func isRandom(_ bytes: ArraySlice<UInt8>) -> Bool {
    let count = bytes.count
    guard count >= smallest else { return false }
    var counts = [Int](repeating: 0, count: 256)
    for byte in bytes { counts[Int(byte)] += 1 }
    let sum = counts.reduce(0) { $0 + $1 * $1 }
    return sum <= count + count * (count - 1) / evenness + slack
  }

  /// Whether letters and digits are spread as base64 spreads noise, which words and hosts never
  /// do: a fifth at least of upper and of lower case, and digits.
  static func looksEncoded(_ text: ArraySlice<UInt8>) -> Bool {
    var (upper, lower, digits, others) = (0, 0, 0, 0)
    for byte in text {
      switch byte {
      case 0x30...0x39: digits += 1
      case 0x41...0x5A: upper += 1
      case 0x61...0x7A: lower += 1
      default: others += 1
      }
    }
    let count = upper + lower + digits
    return upper * 5 >= count && lower * 5 >= count && digits * 24 >= count && others * 4 <= count
  }

  /// What the bytes come from.
  package enum Origin: Sendable {
    /// A mail as it stands: mostly text, perhaps encoded.
    case mail
    /// What an encoding stood for: anything.
    case content
  }

  /// Splits bytes into the longest runs of one kind.
  package static func runs(_ bytes: ArraySlice<UInt8>, of origin: Origin) -> [Run] {
    var runs: [Run] = []
    var start = bytes.startIndex
    while start < bytes.endIndex {
      var end = min(start + pieceSize, bytes.endIndex)
      if bytes.endIndex - end < smallestTelling { end = bytes.endIndex }
      let isTelling = origin == .content || end - start >= smallestTelling
      let kind = isTelling && isRandom(bytes[start..<end])
      if let last = runs.last, last.isRandom == kind {
        runs[runs.count - 1].range = last.range.lowerBound..<end
      } else {
        runs.append(Run(range: start..<end, isRandom: kind))
      }
      start = end
    }
    return runs
  }
}
