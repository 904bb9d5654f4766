// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A block of numbers outside Swift's arrays, whose every index is masked into range.
///
/// The count is a power of two, so no index, whatever arithmetic made it, can leave the block:
/// that makes the type safe to use although it is built on a pointer. It is never copied by
/// accident, and it costs no reference count and no bounds branch in the model's inner loops.
@safe struct Table<Element: BitwiseCopyable>: ~Copyable {
  private let base: UnsafeMutablePointer<Element>
  private let mask: Int

  /// Where a cache line of the processor begins, so that few numbers lie in two.
  private static var alignment: Int { 64 }

  /// A table of `2^log2Count` equal numbers.
  init(log2Count: Int, repeating element: Element) {
    let count = 1 << log2Count
    mask = count - 1
    unsafe base = Self.allocate(count)
    unsafe base.initialize(repeating: element, count: count)
  }

  /// A table with the numbers of an array, padded to a power of two.
  init(_ elements: [Element], padding: Element) {
    var count = 1
    while count < elements.count { count *= 2 }
    mask = count - 1
    unsafe base = Self.allocate(count)
    unsafe elements.withUnsafeBufferPointer { source in
      if let start = source.baseAddress {
        unsafe base.initialize(from: start, count: source.count)
      }
    }
    unsafe (base + elements.count).initialize(repeating: padding, count: count - elements.count)
  }

  deinit { unsafe UnsafeMutableRawPointer(base).deallocate() }

  private static func allocate(_ count: Int) -> UnsafeMutablePointer<Element> {
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: count * MemoryLayout<Element>.stride, alignment: alignment)
    return unsafe memory.bindMemory(to: Element.self, capacity: count)
  }

  subscript(index: Int) -> Element {
    @inline(__always) get { unsafe base[index & mask] }
    @inline(__always) set { unsafe base[index & mask] = newValue }
  }

  /// How many numbers there are.
  var count: Int { mask + 1 }

  /// The memory it takes.
  var byteCount: Int { count * MemoryLayout<Element>.stride }

  /// Where a number lies, bytes from the first.
  @inline(__always) func byteOffset(_ index: Int) -> Int {
    (index & mask) &* MemoryLayout<Element>.stride
  }

  /// A journal of this table, which must not outlive it; it copies no more than `mostCells`.
  func journal(mostCells: Int) -> Journal {
    unsafe Journal(CellBlock(base, byteCount: byteCount), mostCells: mostCells)
  }

  /// Makes all numbers equal.
  mutating func fill(_ element: Element) { unsafe base.update(repeating: element, count: count) }
}

extension Table where Element == Int32 {
  /// Rows of this many numbers begin at multiples of it.
  static var rowStride: Int { 32 }

  /// The sum of the products of a row with the first row of another table, each weight
  /// shortened by six bits first so that 32 products cannot overflow.
  @inline(__always) func dotProduct(row: Int, inputs: borrowing Table<Int32>, count: Int) -> Int32 {
    let weights = unsafe base + ((row &* Self.rowStride) & mask)
    let values = unsafe inputs.base
    var sum: Int32 = 0
    for i in 0..<min(count, Self.rowStride, inputs.mask + 1) {
      unsafe sum &+= (weights[i] &>> 6) &* values[i]
    }
    return sum
  }

  /// Adds to a row the inputs times an error, a step down the gradient.
  @inline(__always) mutating func train(
    row: Int, inputs: borrowing Table<Int32>, count: Int, error: Int32
  ) {
    let weights = unsafe base + ((row &* Self.rowStride) & mask)
    let values = unsafe inputs.base
    for i in 0..<min(count, Self.rowStride, inputs.mask + 1) {
      let step = unsafe (values[i] &* error &+ 0x8000) &>> 16
      unsafe weights[i] = max(-Mixer.weightLimit, min(Mixer.weightLimit, weights[i] &+ step))
    }
  }
}
