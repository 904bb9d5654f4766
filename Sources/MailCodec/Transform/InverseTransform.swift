// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Writes the envelope and the mail again from a text stream and a raw stream.
///
/// It takes any bytes: whatever they say, it writes no more than the declared size, reads nothing
/// outside the streams and never traps.
struct InverseTransform<Source: ByteSource & ~Copyable>: ~Copyable {
  private var source: Source
  private var raw: RawReader
  /// Bytes still to be written.
  private var left: Int
  private var lineEnd: [UInt8] = [0x0A]
  private var identifiers: [[UInt8]] = []
  private var output: [UInt8] = []
  /// The OpenPGP packets being put together.
  private var packets: [UInt8] = []

  /// `size` is the declared size of envelope and mail together.
  init(_ source: consuming Source, raw: RawReader, size: Int) {
    self.source = source
    self.raw = raw
    left = size
  }

  /// Reads both streams to their end.
  ///
  /// - Throws: ``MailCodecError/truncated`` or ``MailCodecError/malformed``.
  consuming func run() throws(MailCodecError) -> UnpackedMail {
    let envelope = try readEnvelope()
    if left > 0 { try readLineEnds() }
    while left > 0 { try readItem() }
    return UnpackedMail(envelope: envelope, mail: output)
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

  private mutating func readLineEnds() throws(MailCodecError) {
    guard let ends = LineEnds(rawValue: try source.next()) else { throw .malformed }
    if ends == .network { lineEnd = [0x0D, 0x0A] }
    output.reserveCapacity(left)
  }

  private mutating func readItem() throws(MailCodecError) {
    let byte = try source.next()
    switch byte {
    case 0x0A: try write(lineEnd[...])
    case TransformCode.escape: try write(try source.next())
    case TransformCode.bareLineFeed: try write(0x0A)
    case TransformCode.block: try readBlock(isChecked: false)
    case TransformCode.checkedBlock: try readBlock(isChecked: true)
    case TransformCode.identifier: try readIdentifier()
    case TransformCode.repetition:
      let index = Int(try source.next())
      guard index < identifiers.count else { throw .malformed }
      try write(identifiers[index][...])
    case TransformCode.raw:
      let count = try readCount()
      try write(try raw.next(count))
    case TransformCode.end: throw .malformed
    default: try write(byte)
    }
  }

  private mutating func write(_ byte: UInt8) throws(MailCodecError) {
    guard left > 0 else { throw .malformed }
    output.append(byte)
    left -= 1
  }

  private mutating func write(_ bytes: ArraySlice<UInt8>) throws(MailCodecError) {
    guard bytes.count <= left else { throw .malformed }
    output += bytes
    left -= bytes.count
  }

  /// A count of at least one byte and of no more than are still to be written.
  private mutating func readCount() throws(MailCodecError) -> Int {
    let count = try VariableInteger.decode(&source)
    guard count > 0, count <= left else { throw .malformed }
    return count
  }

  private mutating func readIdentifier() throws(MailCodecError) {
    let form = try Identifier.Form(code: try source.next())
    let identifier = Identifier(form: form, bytes: try raw.next(form.byteCount))
    let digits = identifier.digits
    guard identifiers.count < Identifier.rememberedLimit else { throw .malformed }
    identifiers.append(digits)
    try write(digits[...])
  }

  private mutating func readBlock(isChecked: Bool) throws(MailCodecError) {
    let quads = Int(try source.next())
    guard (1...Base64Block.quadsLimit).contains(quads) else { throw .malformed }
    let block = Base64Block(quadsPerLine: quads, bytes: try readContent())
    guard !block.bytes.isEmpty, (block.bytes.count + 2) / 3 * 4 <= left else { throw .malformed }
    try write(block.lines(lineEnd: lineEnd)[...])
    guard isChecked else { return }
    try write(lineEnd[...])
    try write(Base64.padding)
    try write(Base64.encoded(Base64.checksum(block.bytes)[...])[...])
  }

  private mutating func readContent() throws(MailCodecError) -> [UInt8] {
    guard let content = BlockContent(rawValue: try source.next()) else { throw .malformed }
    switch content {
    case .text: return try readText(try readCount())
    case .raw: return Array(try raw.next(try readCount()))
    case .runs: return try readRuns()
    case .networkText: return try readNetworkText()
    case .packets: return try readPackets()
    }
  }

  private mutating func readText(_ count: Int) throws(MailCodecError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    for _ in 0..<count { bytes.append(try source.next()) }
    return bytes
  }

  private mutating func readRuns() throws(MailCodecError) -> [UInt8] {
    let total = try readCount()
    var bytes: [UInt8] = []
    bytes.reserveCapacity(total)
    var isText = true
    while bytes.count < total {
      let count = try VariableInteger.decode(&source)
      guard count > 0 || isText && bytes.isEmpty, count <= total - bytes.count else {
        throw .malformed
      }
      if isText { bytes += try readText(count) } else { bytes += try raw.next(count) }
      isText.toggle()
    }
    return bytes
  }

  private mutating func readNetworkText() throws(MailCodecError) -> [UInt8] {
    let folded = try readText(try readCount())
    var bytes: [UInt8] = []
    for byte in folded {
      if byte == 0x0A { bytes.append(0x0D) }
      bytes.append(byte)
      guard bytes.count <= left else { throw .malformed }
    }
    return bytes
  }

  private mutating func readPackets() throws(MailCodecError) -> [UInt8] {
    packets = []
    try OpenPGPPackets.walk(&self)
    return packets
  }
}

// MARK: - OpenPGP

extension InverseTransform: PacketPort where Source: ~Copyable {
  mutating func tag() throws(MailCodecError) -> UInt8? {
    let tag = try source.next()
    guard tag != 0 else { return nil }
    try take([tag])
    return tag
  }

  mutating func text(_ count: Int) throws(MailCodecError) -> [UInt8] {
    guard count <= left - packets.count else { throw .malformed }
    let bytes = try readText(count)
    try take(bytes[...])
    return bytes
  }

  mutating func raw(_ count: Int) throws(MailCodecError) { try take(try raw.next(count)) }

  mutating func choice(_ count: Int) throws(MailCodecError) -> Bool { try source.next() != 0 }

  private mutating func take(_ bytes: ArraySlice<UInt8>) throws(MailCodecError) {
    guard bytes.count <= left - packets.count else { throw .malformed }
    packets += bytes
  }
}

extension UnpackedMail {
  /// Undoes a ``MailTransform`` whose text stream was not coded; takes any bytes.
  ///
  /// - Throws: ``MailCodecError/truncated`` or ``MailCodecError/malformed``.
  package init(text: [UInt8], raw: [UInt8], size: Int) throws(MailCodecError) {
    self = try InverseTransform(ArraySource(text), raw: RawReader(raw, from: 0), size: size).run()
  }
}
