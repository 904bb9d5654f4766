// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Corrects a probability by what came of such probabilities before in the same context.
struct Refinement: ~Copyable {
  private static let steps = 33
  /// Logits between two steps, as a power of two.
  private static let stepLog2: Int32 = 7
  /// The logit of the first step.
  private static let reach: Int32 = 2048

  var table: JournaledTable<UInt16>
  private var index = 0

  init(contextsLog2: Int, logistic: borrowing Logistic) {
    var values: [UInt16] = []
    for _ in 0..<(1 << contextsLog2) {
      for step in 0..<Self.steps {
        let logit = (Int32(step) << Self.stepLog2) - Self.reach
        values.append(UInt16(logistic.squash(logit)))
      }
    }
    table = JournaledTable(Table(values, padding: 32768))
  }

  /// The corrected probability in 1/65536.
  @inline(__always) mutating func refine(logit: Int32, context: Int) -> Int32 {
    let shifted = max(0, min(Self.reach &* 2 &- 1, logit &+ Self.reach))
    let step = Int(shifted &>> Self.stepLog2)
    let part = shifted & 127
    let lower = context &* Self.steps &+ step
    index = part >= 64 ? lower &+ 1 : lower
    let a = Int32(table[lower])
    let b = Int32(table[lower &+ 1])
    return (a &* (128 &- part) &+ b &* part) &>> 7
  }

  /// Learns from the bit that came.
  @inline(__always) mutating func update(bit: Int) {
    let old = Int32(table[index])
    let target: Int32 = bit == 1 ? 65535 : 0
    table[index] = UInt16(truncatingIfNeeded: old &+ (target &- old) / 25)
  }
}
