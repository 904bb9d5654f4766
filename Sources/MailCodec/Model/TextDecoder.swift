// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Gives back the bytes that a model encoded; on other bytes it gives any bytes, without end.
struct TextDecoder: ~Copyable, ByteSource {
  private var model: ContextModel
  private var coder: ArithmeticDecoder

  /// Decodes with a model that stands where the encoder's stood.
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

  /// Ends with it; the model has learned what was decoded.
  consuming func takeModel() -> ContextModel { model }
}

extension ContextModel {
  /// Encodes a text, and counts what it costs.
  mutating func encode(
    _ text: [UInt8], with coder: inout ArithmeticEncoder, meter: inout CostMeter
  ) {
    for byte in text {
      var cost = 0
      for index in 0..<8 {
        let bit = Int(byte &>> UInt8(7 &- index)) & 1
        let probability = probability
        coder.encode(bit, probability: probability)
        cost += CostMeter.cost(bit == 1 ? probability : 65536 - probability)
        update(bit)
      }
      meter.add(cost)
    }
  }

  /// Learns a text without coding it.
  mutating func learn(_ text: [UInt8]) {
    for byte in text {
      for index in 0..<8 { update(Int(byte &>> UInt8(7 &- index)) & 1) }
    }
  }
}
