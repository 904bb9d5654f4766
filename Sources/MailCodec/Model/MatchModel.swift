// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Predicts the next byte from the last place where the same bytes stood before.
struct MatchModel: ~Copyable {
  private let minimumLength: Int
  var places: JournaledTable<UInt32>
  var confidences: JournaledTable<UInt16>
  private var pointer = 0
  /// Wrong bytes since the place was found or held for long.
  private var misses = 0
  private(set) var length = 0
  /// The expected byte with a leading one bit, as ``ContextModel`` counts partial bytes; 0 = none.
  private var expected = 0
  private var row = 0

  static let placesLog2 = 16
  private static let lengthLimit = 32767
  private static let missesLimit = 8

  init(minimumLength: Int) {
    self.minimumLength = minimumLength
    places = JournaledTable(log2Count: Self.placesLog2, repeating: 0)
    confidences = JournaledTable(log2Count: 8, repeating: 0)
    for bucket in 0..<64 {
      let miss = 65536 / (min(bucket, 32) * 3 + 3)
      confidences[bucket] = UInt16(65535 - min(miss, 32000))
    }
  }

  /// Forgets the current match, not the places: a new mail begins.
  mutating func beginMail() {
    pointer = 0
    misses = 0
    length = 0
    expected = 0
  }

  /// Takes in that `history` has grown by one byte and looks where to go on.
  mutating func step(_ history: borrowing History, hash: UInt32) {
    follow(history)
    let place = Int(hash &>> UInt32(32 - Self.placesLog2))
    if length < minimumLength {
      let candidate = Int(places[place])
      let common = candidate > 0 ? history.commonLength(candidate, limit: 64) : 0
      if common >= minimumLength {
        pointer = candidate
        length = common
        misses = 0
      } else if length == 0, pointer > 0 {
        if misses < Self.missesLimit { length = 1 } else { pointer = 0 }
      }
    }
    places[place] = UInt32(truncatingIfNeeded: history.end)
    expected = length > 0 ? Int(history[pointer]) | 0x100 : 0
  }

  /// Moves on one byte.
  ///
  /// After a miss the same place is tried further: dates and names change where all around stays.
  private mutating func follow(_ history: borrowing History) {
    guard pointer > 0 else { return }
    if length > 0, history[pointer] == history[history.end - 1] {
      length = min(length + 1, Self.lengthLimit)
      if length >= 16 { misses = 0 }
    } else {
      length = 0
      misses += 1
    }
    pointer += 1
  }

  /// The length in few classes, 0 when there is no match.
  var lengthClass: Int {
    if length == 0 { return 0 }
    if length < 16 { return 1 + length / 2 }
    if length < 32 { return 9 + (length - 16) / 4 }
    return min(13 + (length - 32) / 64, 15)
  }

  /// The expected byte, 0 when there is none.
  var expectedByte: Int { expected & 0xFF }

  /// The two inputs for the next bit: what is expected and how sure it is.
  @inline(__always) mutating func predict(
    partial: Int, bitIndex: Int, logistic: borrowing Logistic
  ) -> (Int32, Int32) {
    guard expected > 0, (expected &>> (8 - bitIndex)) == partial else {
      row = -1
      return (0, 0)
    }
    let bit = (expected &>> (7 - bitIndex)) & 1
    row = min(length, 15) + (length < 16 ? 0 : min((length - 16) / 8, 16))
    let confidence = Int32(confidences[row])
    let logit = logistic.stretch(confidence &>> 4)
    let linear = (confidence &- 32768) &>> 6
    return bit == 1 ? (logit, linear) : (0 &- logit, 0 &- linear)
  }

  /// Learns whether the expected bit came.
  @inline(__always) mutating func update(bit: Int, bitIndex: Int) {
    guard row >= 0 else { return }
    let isHit = (expected &>> (7 - bitIndex)) & 1 == bit
    let confidence = Int32(confidences[row])
    let target: Int32 = isHit ? 65535 : 0
    confidences[row] = UInt16(truncatingIfNeeded: confidence &+ (target &- confidence) / 64)
    if !isHit { length = 0; expected = 0 }
  }
}

/// The bytes seen so far, the last 2^18 of them.
struct History: ~Copyable {
  static let capacityLog2 = 18

  var bytes = JournaledTable<UInt8>(log2Count: capacityLog2, repeating: 0)
  /// How many bytes there were since the model was made.
  var end = 8

  subscript(position: Int) -> UInt8 { bytes[position] }

  mutating func append(_ byte: UInt8) {
    bytes[end] = byte
    end += 1
  }

  /// How many bytes before `position` equal those before the end.
  func commonLength(_ position: Int, limit: Int) -> Int {
    var length = 0
    while length < limit, length < position, bytes[position - 1 - length] == bytes[end - 1 - length]
    {
      length += 1
    }
    return length
  }
}
