// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Predicts the bits of a mail, one after the other: context mixing with integers only.
///
/// Each context of ``Contexts`` gives its opinion on the next bit (what usually follows such a bit
/// history there), two match models give theirs, ``Mixer`` weighs them and two
/// ``Refinement``s correct the sum. After each bit everything learns.
struct ContextModel: ~Copyable {
  private let logistic: Logistic
  private let histories: BitHistory
  private var slots: SlotTable
  private var stateMaps: JournaledTable<UInt32>
  private var orderZero: JournaledTable<UInt16>
  var history: History
  /// Where the history ended when the model began to record.
  var recordedEnd = 0
  private var shortMatch: MatchModel
  private var longMatch: MatchModel
  private var mixer: Mixer
  private var byLastByte: Refinement
  private var byLastTwo: Refinement

  private var contexts = Contexts()
  private var hashes = Table<UInt32>(log2Count: 4, repeating: 0)
  private var lineHashes = Table<UInt32>(log2Count: 4, repeating: 0)
  private var lines = Table<Int>(log2Count: 4, repeating: 0)
  private var chosen = Table<Int>(log2Count: 4, repeating: 0)
  private var inputs = Table<Int32>(log2Count: 6, repeating: 0)

  /// The bits of the current byte behind a leading one.
  private var partial = 1
  private var bitIndex = 0
  /// The probability of a one in the next bit, in 1/65536, 1 to 65535.
  private(set) var probability: Int32 = 32768

  init() {
    let logistic = Logistic()
    let histories = BitHistory()
    slots = SlotTable()
    var maps: [UInt32] = []
    for _ in 0..<Contexts.count {
      let guesses = histories.firstGuesses.map { UInt32($0) << 16 }
      maps += guesses + Array(repeating: 0x8000_0000, count: 256 - guesses.count)
    }
    stateMaps = JournaledTable(Table(maps, padding: 0))
    orderZero = JournaledTable(log2Count: 8, repeating: 32768)
    history = History()
    shortMatch = MatchModel(minimumLength: 4)
    longMatch = MatchModel(minimumLength: 8)
    mixer = Mixer()
    byLastByte = Refinement(contextsLog2: 11, logistic: logistic)
    byLastTwo = Refinement(contextsLog2: 13, logistic: logistic)
    self.logistic = logistic
    self.histories = histories
    beginMail()
  }

  /// Goes through the journals of all tables, always in the same order.
  mutating func forEachJournal(_ body: (inout Journal) -> Void) {
    body(&slots.slots.journal)
    body(&stateMaps.journal)
    body(&orderZero.journal)
    body(&history.bytes.journal)
    body(&shortMatch.places.journal)
    body(&shortMatch.confidences.journal)
    body(&longMatch.places.journal)
    body(&longMatch.confidences.journal)
    body(&mixer.weights.journal)
    body(&mixer.lastWeights.journal)
    body(&byLastByte.table.journal)
    body(&byLastTwo.table.journal)
  }

  /// Forgets where it stands, not what it learned.
  mutating func beginMail() {
    contexts.beginMail(at: history.end)
    shortMatch.beginMail()
    longMatch.beginMail()
    partial = 1
    bitIndex = 0
    contexts.write(to: &hashes)
    chooseLines()
    predict()
  }

  /// Learns the bit that came and predicts the next one.
  @inline(__always) mutating func update(_ bit: Int) {
    learn(bit)
    partial = partial &<< 1 | bit
    bitIndex &+= 1
    if bitIndex == 8 { beginByte() }
    if bitIndex == 0 || bitIndex == 4 { chooseLines() }
    predict()
  }

  private mutating func beginByte() {
    let byte = UInt8(truncatingIfNeeded: partial)
    history.append(byte)
    contexts.append(byte, history)
    shortMatch.step(history, hash: contexts.hash(ofLast: 4))
    longMatch.step(history, hash: contexts.hash(ofLast: 8))
    contexts.write(to: &hashes)
    partial = 1
    bitIndex = 0
  }

  private mutating func chooseLines() {
    for i in 0..<Contexts.count {
      let hash = (hashes[i] &+ UInt32(truncatingIfNeeded: partial) &* 0x2C1B_3C6D) &* 0x297A_2D39
      lineHashes[i] = hash ^ hash &>> 16
      lines[i] = SlotTable.line(hash: hash)
    }
  }

  private mutating func learn(_ bit: Int) {
    mixer.update(bit: bit, inputs: inputs)
    byLastByte.update(bit: bit)
    byLastTwo.update(bit: bit)
    shortMatch.update(bit: bit, bitIndex: bitIndex)
    longMatch.update(bit: bit, bitIndex: bitIndex)
    let target: Int32 = bit == 1 ? 65535 : 0
    let old = Int32(orderZero[partial])
    orderZero[partial] = UInt16(truncatingIfNeeded: old &+ (target &- old) / 32)
    for i in 0..<Contexts.count { learn(bit, context: i) }
  }

  @inline(__always) private mutating func learn(_ bit: Int, context: Int) {
    let slot = slots[chosen[context]]
    let state = slot & 0xFF
    let map = context &<< 8 | Int(state)
    stateMaps[map] = Self.adapted(stateMaps[map], bit)
    slots[chosen[context]] = slot & 0xFF00 | histories.next(after: state, bit)
  }

  /// A probability in the upper 22 bits, nearer to the bit by one over the count below it.
  @inline(__always) private static func adapted(_ entry: UInt32, _ bit: Int) -> UInt32 {
    let count = entry & 0x3FF
    let old = Int32(truncatingIfNeeded: entry &>> 10)
    let target: Int32 = bit == 1 ? 0x3F_FFFF : 0
    let step = (target &- old) / Int32(truncatingIfNeeded: count &+ 2)
    let new = UInt32(truncatingIfNeeded: old &+ step)
    return new &<< 10 | min(count &+ 1, 255)
  }

  private mutating func predict() {
    var seen = 0
    for i in 0..<Contexts.count {
      let index = slots.find(
        line: lines[i], hash: lineHashes[i], partial: partial, histories: histories)
      chosen[i] = index
      let slot = slots[index]
      let state = slot & 0xFF
      guard state != 0 else {
        inputs[i] = 0
        continue
      }
      if i < 7 { seen = i &+ 1 }
      inputs[i] = logistic.stretch(Int32(stateMaps[i &<< 8 | Int(state)] &>> 20))
    }
    addFewInputs()
    mix(seen: seen)
  }

  private mutating func addFewInputs() {
    let short = shortMatch.predict(partial: partial, bitIndex: bitIndex, logistic: logistic)
    let long = longMatch.predict(partial: partial, bitIndex: bitIndex, logistic: logistic)
    inputs[16] = short.0
    inputs[17] = short.1
    inputs[18] = long.0
    inputs[19] = long.1
    inputs[20] = logistic.stretch(Int32(orderZero[partial] &>> 4))
    inputs[21] = 256
  }

  private mutating func mix(seen: Int) {
    mixer.select(.byMatch, row: max(shortMatch.lengthClass, longMatch.lengthClass) &* 8 &+ bitIndex)
    mixer.select(.byPartialByte, row: partial &+ (contexts.isInField ? 256 : 0))
    mixer.select(.byLastByte, row: contexts.last &* 8 &+ bitIndex)
    mixer.select(.byLine, row: (seen &* 16 &+ contexts.lineClass) &* 8 &+ bitIndex)
    mixer.select(.byField, row: contexts.fieldClass &* 8 &+ bitIndex)
    mixer.select(
      .byExpectedByte, row: shortMatch.expectedByte &* 4 &+ min(longMatch.lengthClass / 4, 3))
    let logit = mixer.mix(inputs, lastRow: seen, logistic: logistic)
    let first = byLastByte.refine(
      logit: logit, context: partial &+ (shortMatch.lengthClass / 2) &* 256)
    let pair = (Int(contexts.recent & 0xFFFF) &* 0x9E3B &+ partial &* 0x3D4D) & 0x1FFF
    let second = byLastTwo.refine(logit: logit, context: pair)
    let mixed = logistic.squash(logit)
    probability = max(1, min(65535, (mixed &* 2 &+ first &+ second) &>> 2))
  }
}
