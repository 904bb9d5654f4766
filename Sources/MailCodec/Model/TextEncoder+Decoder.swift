// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Codes the bytes of a text stream with a model.
struct TextEncoder: ~Copyable {
  private var model: ContextModel
  private var coder = ArithmeticEncoder()

  init(_ model: consuming ContextModel) { self.model = model }

  /// Encodes a text, and counts what it costs.
  mutating func encode(_ text: [UInt8], meter: inout CostMeter) {
    for byte in text {
      var cost = 0
      for index in 0..<8 {
        let bit = Int(byte &>> UInt8(7 &- index)) & 1
        let probability = model.probability
        coder.encode(bit, probability: probability)
        cost += CostMeter.cost(bit == 1 ? probability : 65536 - probability)
        model.update(bit)
      }
      meter.add(cost)
    }
  }

  /// The coded text, to be followed by these bytes.
  func coded(before following: ArraySlice<UInt8>) -> [UInt8] {
    var coder = coder
    coder.finish(before: following)
    return coder.bytes
  }
}

/// Gives back the bytes of a ``TextEncoder``; on other bytes it gives any bytes, without end.
struct TextDecoder: ~Copyable, ByteSource {
  private var model: ContextModel
  private var coder: ArithmeticDecoder

  init(_ model: consuming ContextModel, packed: [UInt8], from position: Int) {
    self.model = model
    coder = ArithmeticDecoder(packed, from: position)
  }

  mutating func next() throws(MailCodecError) -> UInt8 {
    var byte = 0
    for _ in 0..<8 {
      let bit = coder.decode(probability: model.probability)
      model.update(bit)
      byte = byte &<< 1 | bit
    }
    return UInt8(truncatingIfNeeded: byte)
  }
}

extension ContextModel {
  /// Learns a text without coding it.
  mutating func learn(_ text: [UInt8]) {
    for byte in text {
      for index in 0..<8 { update(Int(byte &>> UInt8(7 &- index)) & 1) }
    }
  }
}
