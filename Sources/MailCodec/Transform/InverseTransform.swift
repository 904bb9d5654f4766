// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Writes the envelope and the mail again from a text stream and a raw stream.
///
/// It takes any bytes: whatever they say, it writes no more than the declared size, reads nothing
/// outside the streams and never traps.
struct InverseTransform<Source: ByteSource & ~Copyable>: ~Copyable {
  var source: Source
  var raw: RawReader
  /// Bytes still to be written.
  var left = 0
  private static var settledBytes: Int { 1 << 16 }
  private let limits: UnpackLimits
  private let packedBytes: Int
  var lineEnd: [UInt8] = [0x0A]
  var numbers: [[UInt8]] = []
  /// Whether the output is a ``MarkedMail``.
  private var isMarked = false
  /// What base64 stood for so far.
  var blocks: [ArraySlice<UInt8>] = []
  var book = AddressBook()
  /// Where an address began that is not in the book yet.
  var newAddress: Int?
  var memory: TransformMemory
  var moments: Moments
  var output: [UInt8] = []
  /// What the mail must be, from the output on; nil when it is not known.
  private var expected: ArraySlice<UInt8>?
  /// The OpenPGP packets being put together.
  var packets: [UInt8] = []

  /// `packedBytes` are what the mail may not be too large for; `memory` is the packer's.
  init(
    _ source: consuming Source, raw: RawReader, packedBytes: Int, limits: UnpackLimits,
    memory: TransformMemory = TransformMemory()
  ) {
    self.source = source
    self.raw = raw
    self.memory = memory
    moments = Moments(after: memory.clock)
    self.packedBytes = packedBytes
    self.limits = limits
  }

  /// Reads both streams to their end.
  ///
  /// - Throws: ``MailCodecError`` when they hold no mail, or one beyond the limits.
  mutating func run() throws(MailCodecError) -> UnpackedMail {
    try readSize()
    let envelope = try readEnvelope()
    book.remember(envelope: envelope)
    let first = try source.next()
    guard first != TransformCode.end else { return UnpackedMail(envelope: envelope, mail: []) }
    try readLineEnds(first)
    let mostBytes = left
    while try readItem() { try settle() }
    let mail = isMarked ? try MarkedMail.unmarked(output, limit: mostBytes) : output
    return UnpackedMail(envelope: envelope, mail: mail)
  }

  /// Whether both streams hold just this mail, without making a second one of it in memory.
  ///
  /// - Throws: ``MailCodecError`` when they hold no mail, or one beyond the limits.
  mutating func holds(_ original: UnpackedMail) throws(MailCodecError) -> Bool {
    expected = original.mail[...]
    let found = try run()
    return found.envelope == original.envelope && found.mail[...] == expected
  }

  /// Lets go of output that is as expected.
  mutating func settle() throws(MailCodecError) {
    guard output.count >= Self.settledBytes, !isMarked, let expected else { return }
    if let start = newAddress {
      guard output.count - start >= AddressBook.reach else { return }
      endAddress()
      newAddress = nil
    }
    guard expected.starts(with: output) else { throw .malformed }
    self.expected = expected.dropFirst(output.count)
    output.removeAll(keepingCapacity: true)
  }

  /// Ends with it; the source stands behind what was read.
  consuming func takeSource() -> Source { source }

  private mutating func readSize() throws(MailCodecError) {
    guard let size = DeclaredSize(code: try source.next())?.bytes else { throw .malformed }
    // A mail may be as large as the limit although its size is rounded up.
    guard DeclaredSize(atLeast: limits.maximumBytes).bytes >= size else {
      throw .tooLarge(declaredBytes: size, maximumBytes: limits.maximumBytes)
    }
    guard packedBytes >= Limits.leastPackedBytes(for: size) else {
      throw .ratioExceeded(declaredBytes: size, packedBytes: packedBytes)
    }
    left = min(size, limits.maximumBytes)
  }

  private mutating func readEnvelope() throws(MailCodecError) -> [UInt8] {
    while true {
      let byte = try source.next()
      switch byte {
      case TransformCode.end:
        let envelope = output
        output = []
        return envelope
      case TransformCode.escape: try write(try source.next())
      case _ where TransformCode.isCode(byte): throw .malformed
      default: try write(byte)
      }
    }
  }

  private mutating func readLineEnds(_ byte: UInt8) throws(MailCodecError) {
    isMarked = byte & LineEnds.marked != 0
    guard let ends = LineEnds(rawValue: byte & ~LineEnds.marked) else { throw .malformed }
    if ends == .network { lineEnd = [0x0D, 0x0A] }
    // Bounded by the limits and by what was packed; a mail that grew into it would be there twice.
    if expected == nil || isMarked { output.reserveCapacity(left) }
  }

  /// Reads the next item; false at the end of the mail.
  private mutating func readItem() throws(MailCodecError) -> Bool {
    let byte = try source.next()
    switch byte {
    case 0x0A: try write(lineEnd[...])
    case TransformCode.escape: try write(try source.next())
    case TransformCode.bareLineFeed: try write(0x0A)
    case TransformCode.block: try readBlock(isChecked: false)
    case TransformCode.checkedBlock: try readBlock(isChecked: true)
    case TransformCode.foldedBlock: try readFoldedBlock()
    case TransformCode.identifier: try readIdentifier()
    case TransformCode.boundary: try readBoundary()
    case TransformCode.repetition: try write(try named(in: numbers)[...])
    case TransformCode.date: try readDate()
    case TransformCode.newAddress:
      endAddress()
      // Nothing may go on without end and without writing.
      guard newAddress != output.count else { throw .malformed }
      newAddress = output.count
    case TransformCode.address:
      endAddress()
      try write(try named(in: book.addresses))
    case TransformCode.domain:
      endAddress()
      try write(try named(in: book.domains))
    case TransformCode.raw:
      let count = try readCount()
      try write(try raw.next(count))
    case TransformCode.end: return false
    case _ where TransformCode.isCode(byte): throw .malformed
    default: try write(byte)
    }
    return true
  }

  mutating func write(_ byte: UInt8) throws(MailCodecError) {
    guard left > 0 else { throw .malformed }
    output.append(byte)
    left -= 1
  }

  mutating func write(_ bytes: ArraySlice<UInt8>) throws(MailCodecError) {
    guard bytes.count <= left else { throw .malformed }
    output += bytes
    left -= bytes.count
  }

  /// A count of at least one byte and of no more than are still to be written.
  mutating func readCount() throws(MailCodecError) -> Int {
    let count = try VariableInteger.decode(&source)
    guard count > 0, count <= left else { throw .malformed }
    return count
  }
}

extension UnpackedMail {
  /// Undoes a ``MailTransform`` whose text stream was not coded; takes any bytes.
  ///
  /// - Throws: ``MailCodecError`` when the streams hold no mail, or one beyond the limits.
  package init(
    text: [UInt8], raw: [UInt8], limits: UnpackLimits,
    memory: TransformMemory = TransformMemory()
  ) throws(MailCodecError) {
    var inverse = InverseTransform(
      ArraySource(text), raw: RawReader(raw, from: 0), packedBytes: .max, limits: limits,
      memory: memory)
    self = try inverse.run()
  }

  /// Whether the streams of a ``MailTransform``, not coded, hold just this mail; takes any bytes.
  ///
  /// - Throws: ``MailCodecError`` when they hold no mail, or one beyond the limits.
  package func isHeld(
    text: [UInt8], raw: [UInt8], limits: UnpackLimits
  ) throws(MailCodecError) -> Bool {
    var inverse = InverseTransform(
      ArraySource(text), raw: RawReader(raw, from: 0), packedBytes: .max, limits: limits)
    return try inverse.holds(self)
  }
}
