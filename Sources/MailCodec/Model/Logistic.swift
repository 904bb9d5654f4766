// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The logistic function and its inverse as tables of integers.
///
/// A logit is ln(p / (1 - p)) in steps of 1/256. Everything is made with integer arithmetic, so
/// that both ends of a link have the same tables on any machine and with any compiler.
package struct Logistic: ~Copyable {
  /// The largest logit, 11.
  package static let limit: Int32 = 2815

  private let squashed: Table<UInt16>
  private let stretched: Table<Int16>

  /// The tables, computed anew.
  package init() {
    let squashed = Self.makeSquashed()
    self.squashed = Table(squashed, padding: 0)
    stretched = Table(Self.makeStretched(from: squashed), padding: 0)
  }

  /// The probability in 1/65536 of a logit, never 0 and never 65536.
  @inline(__always) package func squash(_ logit: Int32) -> Int32 {
    let clamped = max(-Self.limit, min(Self.limit, logit))
    return Int32(squashed[Int(clamped &+ Self.limit)])
  }

  /// The logit of a probability in 1/4096.
  @inline(__always) package func stretch(_ probability: Int32) -> Int32 {
    Int32(stretched[Int(probability)])
  }

  private static func makeSquashed() -> [UInt16] {
    let one: UInt64 = 1 << 62
    let step: UInt64 = 4_593_706_758_521_714_574  // e^(-1/256) in 1/2^62
    var decays = [one]
    for k in 0..<Int(limit) {
      let product = decays[k].multipliedFullWidth(by: step)
      decays.append(product.high << 2 | product.low >> 62)
    }
    return (-Int(limit)...Int(limit)).map { logit in
      let decay = decays[abs(logit)] >> 16
      let half = (one >> 16) + decay
      let small = UInt16(max(1, min(32768, (decay << 16) / half)))
      return logit < 0 ? small : UInt16(65536 - UInt32(small))
    }
  }

  private static func makeStretched(from squashed: [UInt16]) -> [Int16] {
    var logit = 0
    return (0..<4096).map { p in
      let wanted = p * 16 + 8
      while logit < squashed.count - 1, Int(squashed[logit]) < wanted { logit += 1 }
      return Int16(logit - Int(limit))
    }
  }
}
