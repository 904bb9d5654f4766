// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What a transform keeps from earlier mails of the same direction.
///
/// It shortens the raw stream only: the text stream of a mail is the same with any memory. It is
/// bounded, and both ends get the same one when they fold in the notes of the same mails in the
/// same order.
public struct TransformMemory: Hashable, Sendable {
  /// How many seeds are kept.
  static let seedLimit = 16
  /// How many seeds of one mail are noted.
  private static let notedSeeds = 8

  /// The first date of the last mail that had one, in seconds since 1970.
  private(set) var clock: Int?
  /// Seeds of boundaries, the latest first.
  private(set) var seeds: [UInt64] = []

  /// A memory of no mail.
  public init() {}

  /// The memory after mails with these notes, the oldest first.
  public init(notes: [[UInt8]]) {
    for note in notes { fold(note) }
  }

  /// Takes in what ``MailTransform/note`` says of a mail both ends have; takes any bytes.
  ///
  /// | bytes | content |
  /// |---|---|
  /// | 4 | first date in seconds since 1970, 0 = none, most significant byte first |
  /// | 8 each | seeds of boundaries, in their order |
  public mutating func fold(_ note: [UInt8]) {
    let seconds = note.prefix(4).reduce(0) { $0 << 8 | Int($1) }
    if note.count >= 4, seconds > 0 { clock = seconds & 0x7FFF_FFFF }
    var rest = note.dropFirst(4)
    while rest.count >= 8 {
      add(seed: rest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) })
      rest = rest.dropFirst(8)
    }
  }

  /// The note of a mail.
  static func note(clock: Int?, seeds: [UInt64]) -> [UInt8] {
    let numbers = [(UInt64(clock ?? 0), 4)] + seeds.prefix(notedSeeds).map { ($0, 8) }
    return numbers.flatMap { number, count in
      (0..<count).map { UInt8(truncatingIfNeeded: number >> UInt64(8 * (count - 1 - $0))) }
    }
  }

  mutating func add(seed: UInt64) {
    seeds.removeAll { $0 == seed }
    seeds.insert(seed, at: 0)
    if seeds.count > Self.seedLimit { seeds.removeLast() }
  }
}

/// How a seed is named in the raw stream by what is known already.
enum SeedName: Equatable {
  /// Bits 1 1, then 64 bits; without the first two where no seed is known.
  case drawn(UInt64)
  /// Bit 0, then the place of a known seed: as many ones, and a zero.
  case known(Int)
  /// Bits 1 0, a place likewise, and the numbers of two threads of the same process, 6 bits each:
  /// the seed is the known one xor the mixed numbers of both.
  case sibling(Int, UInt64, UInt64)

  /// Thread numbers that are tried.
  private static let threads = UInt64(0)..<64
  private static let threadOfMix = Dictionary(
    uniqueKeysWithValues: threads.map { (MailBuilderBoundary.mix($0), $0) })

  /// The shortest name of a seed.
  init(_ seed: UInt64, in memory: TransformMemory) {
    self = .drawn(seed)
    if let place = memory.seeds.firstIndex(of: seed) {
      self = .known(place)
      return
    }
    for (place, known) in memory.seeds.enumerated() {
      for first in Self.threads {
        let wanted = known ^ seed ^ MailBuilderBoundary.mix(first)
        guard let second = Self.threadOfMix[wanted], first < second else { continue }
        self = .sibling(place, first, second)
        return
      }
    }
  }

  /// The seed it names; nil when the memory has no such seed.
  func seed(in memory: TransformMemory) -> UInt64? {
    switch self {
    case .drawn(let seed): seed
    case .known(let place): memory.seeds.indices.contains(place) ? memory.seeds[place] : nil
    case .sibling(let place, let first, let second):
      memory.seeds.indices.contains(place)
        ? memory.seeds[place] ^ MailBuilderBoundary.mix(first) ^ MailBuilderBoundary.mix(second)
        : nil
    }
  }

  func append(to raw: inout RawStream, memory: TransformMemory) {
    switch self {
    case .drawn(let seed):
      if !memory.seeds.isEmpty { raw.append(bits: 3, count: 2) }
      raw.append(bits: seed, count: 64)
    case .known(let place):
      raw.append(bits: 0, count: 1)
      raw.append(ones: place)
    case .sibling(let place, let first, let second):
      raw.append(bits: 2, count: 2)
      raw.append(ones: place)
      raw.append(bits: first << 6 | second, count: 12)
    }
  }

  init(from raw: inout RawReader, memory: TransformMemory) throws(MailCodecError) {
    if memory.seeds.isEmpty {
      self = .drawn(try raw.nextBits(64))
    } else if try raw.nextBits(1) == 0 {
      self = .known(try raw.nextOnes(limit: TransformMemory.seedLimit))
    } else if try raw.nextBits(1) == 0 {
      let place = try raw.nextOnes(limit: TransformMemory.seedLimit)
      self = .sibling(place, try raw.nextBits(6), try raw.nextBits(6))
    } else {
      self = .drawn(try raw.nextBits(64))
    }
  }
}
