// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Rewrites a mail as a text for the model and a rest no model can shorten.
///
/// Lines end with a line feed; base64 and OpenPGP armour become the bytes they stand for; what
/// looks random goes to the raw stream, and so do numbers in hexadecimal digits, once each. Every
/// step is taken only where it can be undone exactly. ``InverseTransform`` undoes it.
package struct MailTransform: Sendable {
  /// The text stream, envelope first.
  package private(set) var text: [UInt8] = []
  /// The bytes that look random.
  package private(set) var raw = RawStream()
  /// Which steps were of use.
  package private(set) var steps: TransformSteps = []

  private let mail: [UInt8]
  private let lineEnds: LineEnds
  private let lineEnd: [UInt8]
  private var place = PlaceInMail()
  private var indices: [Identifier: Int] = [:]

  /// Transforms an envelope and its mail.
  package init(envelope: [UInt8], mail: [UInt8]) {
    self.mail = mail
    lineEnds = Self.lineEnds(of: mail)
    lineEnd = lineEnds == .network ? [0x0D, 0x0A] : [0x0A]
    text.reserveCapacity(envelope.count + mail.count + 16)
    for byte in envelope { appendLiteral(byte) }
    text.append(TransformCode.end)
    guard !mail.isEmpty else { return }
    text.append(lineEnds.rawValue)
    if lineEnds == .network, mail.contains(0x0A) { steps.insert(.lineEnds) }
    for run in Randomness.runs(mail[...], of: .mail) {
      if run.isRandom { appendRaw(run.range) } else { appendLines(run.range) }
    }
  }

  private static func lineEnds(of mail: [UInt8]) -> LineEnds {
    var network = 0
    var plain = 0
    for index in mail.indices where mail[index] == 0x0A {
      if index > 0, mail[index - 1] == 0x0D { network += 1 } else { plain += 1 }
    }
    return network >= plain ? .network : .plain
  }

  private mutating func appendRaw(_ range: Range<Int>) {
    text.append(TransformCode.raw)
    text += VariableInteger.encoded(range.count)
    raw.append(mail[range])
    steps.insert(.randomRuns)
  }

  private mutating func appendLines(_ range: Range<Int>) {
    var start = range.lowerBound
    while start < range.upperBound {
      if let next = appendBlock(at: start, end: range.upperBound) { start = next }
      let next = endOfLine(from: start, end: range.upperBound)
      place.read(mail[start..<next])
      appendText(start..<next)
      start = next
    }
  }

  /// The place behind the next line end.
  private func endOfLine(from start: Int, end: Int) -> Int {
    var position = start
    while position < end {
      if mail[position] == 0x0A, lineEnds == .plain || position > 0 && mail[position - 1] == 0x0D {
        return position + 1
      }
      position += 1
    }
    return end
  }

  private mutating func appendText(_ range: Range<Int>) {
    var position = range.lowerBound
    while position < range.upperBound {
      if let next = appendIdentifier(at: position, in: range) {
        position = next
        continue
      }
      let byte = mail[position]
      let following = position + 1 < range.upperBound ? mail[position + 1] : 0
      if lineEnds == .network, byte == 0x0D, following == 0x0A {
        text.append(0x0A)
        position += 2
      } else if lineEnds == .network, byte == 0x0A {
        text.append(TransformCode.bareLineFeed)
        position += 1
      } else {
        appendLiteral(byte)
        position += 1
      }
    }
  }

  private mutating func appendLiteral(_ byte: UInt8) {
    if TransformCode.isCode(byte) { text.append(TransformCode.escape) }
    text.append(byte)
  }
}

// MARK: - Numbers

extension MailTransform {
  /// Takes a number that begins here, if any, and gives the place behind it.
  private mutating func appendIdentifier(at position: Int, in range: Range<Int>) -> Int? {
    guard Identifier.isDigit(mail[position]) else { return nil }
    if position > range.lowerBound, Identifier.isWordByte(mail[position - 1]) { return nil }
    guard
      let (identifier, length) = Identifier.find(mail, at: position, end: range.upperBound)
    else { return nil }
    if let index = indices[identifier] {
      text += [TransformCode.repetition, UInt8(index)]
    } else {
      guard indices.count < Identifier.rememberedLimit else { return nil }
      indices[identifier] = indices.count
      text += [TransformCode.identifier, identifier.form.code]
      raw.append(identifier.bytes[...])
    }
    steps.insert(.identifiers)
    return position + length
  }
}

// MARK: - Base64

extension MailTransform {
  /// Takes lines of base64 that begin here, if any, and gives the place behind the last one,
  /// before its line end.
  private mutating func appendBlock(at start: Int, end: Int) -> Int? {
    let scanner = Base64Scanner(mail, lineEnd: lineEnd, end: end)
    let usualQuads = place.isArmour ? 16 : 19
    guard let width = scanner.width(at: start), isWorthwhile(start..<(start + width)) else {
      return nil
    }
    guard let found = scanner.block(at: start, usualQuads: usualQuads) else { return nil }
    let checksumEnd = endOfChecksum(found.block.bytes, at: found.end, end: end)
    text.append(checksumEnd == nil ? TransformCode.block : TransformCode.checkedBlock)
    text.append(UInt8(found.block.quadsPerLine))
    appendContent(found.block.bytes)
    steps.insert(.base64)
    if checksumEnd != nil { steps.insert(.armourChecksum) }
    return checksumEnd ?? found.end
  }

  /// Whether a first line of digits is taken for base64: judged before the lines behind it are
  /// read, so that no line is read twice in vain.
  private func isWorthwhile(_ line: Range<Int>) -> Bool {
    if place.expectsBase64 { return true }
    return line.count >= 60 && !mail[line].allSatisfy(Identifier.isDigit)
  }

  /// The end of a line behind the block that holds its right checksum.
  private func endOfChecksum(_ bytes: [UInt8], at blockEnd: Int, end: Int) -> Int? {
    let start = blockEnd + lineEnd.count
    guard start + 5 <= end, mail[blockEnd..<start] == lineEnd[...] else { return nil }
    let digits = Base64.encoded(Base64.checksum(bytes)[...])
    guard mail[start] == Base64.padding, mail[(start + 1)..<(start + 5)] == digits[...] else {
      return nil
    }
    let following = start + 5
    let isAtLineEnd =
      following == end || mail[following..<min(following + lineEnd.count, end)] == lineEnd[...]
    return isAtLineEnd ? following : nil
  }

  private mutating func appendContent(_ bytes: [UInt8]) {
    if place.isArmour, appendPackets(bytes) { return }
    let runs = Randomness.runs(bytes[...], of: .content)
    if runs.count > 1 {
      appendRuns(runs, bytes)
    } else if runs.first?.isRandom == true {
      appendHead(.raw, count: bytes.count)
      raw.append(bytes[...])
    } else if let folded = Self.folded(bytes) {
      appendHead(.networkText, count: folded.count)
      text += folded
    } else {
      appendHead(.text, count: bytes.count)
      text += bytes
    }
  }

  private mutating func appendHead(_ content: BlockContent, count: Int) {
    text.append(content.rawValue)
    text += VariableInteger.encoded(count)
  }

  private mutating func appendRuns(_ runs: [Randomness.Run], _ bytes: [UInt8]) {
    appendHead(.runs, count: bytes.count)
    if runs.first?.isRandom == true { text += VariableInteger.encoded(0) }
    for run in runs {
      text += VariableInteger.encoded(run.range.count)
      if run.isRandom { raw.append(bytes[run.range]) } else { text += bytes[run.range] }
    }
  }

  /// The bytes with line feeds only, when all their lines end with both.
  private static func folded(_ bytes: [UInt8]) -> [UInt8]? {
    var folded: [UInt8] = []
    for (index, byte) in bytes.enumerated() {
      let isReturn = index > 0 && bytes[index - 1] == 0x0D
      guard (byte == 0x0A) == isReturn else { return nil }
      if byte != 0x0D { folded.append(byte) }
    }
    return bytes.last == 0x0D || folded.count == bytes.count ? nil : folded
  }

  private mutating func appendPackets(_ bytes: [UInt8]) -> Bool {
    var packer = PacketPacker(bytes)
    do throws(MailCodecError) {
      try OpenPGPPackets.walk(&packer)
    } catch {
      return false
    }
    text.append(BlockContent.packets.rawValue)
    text += packer.text
    raw.append(packer.raw)
    steps.insert(.packets)
    return true
  }
}

/// Splits packets into the two streams.
private struct PacketPacker: PacketPort {
  private let bytes: [UInt8]
  private var position = 0
  private(set) var text: [UInt8] = []
  private(set) var raw = RawStream()

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  private mutating func take(_ count: Int) throws(MailCodecError) -> ArraySlice<UInt8> {
    guard count <= bytes.count - position else { throw .malformed }
    position += count
    return bytes[(position - count)..<position]
  }

  mutating func tag() throws(MailCodecError) -> UInt8? {
    guard position < bytes.count else {
      text.append(0)
      return nil
    }
    return try text(1).first
  }

  mutating func text(_ count: Int) throws(MailCodecError) -> [UInt8] {
    let taken = try take(count)
    text += taken
    return Array(taken)
  }

  mutating func raw(_ count: Int) throws(MailCodecError) { raw.append(try take(count)) }

  mutating func choice(_ count: Int) throws(MailCodecError) -> Bool {
    guard count <= bytes.count - position else { throw .malformed }
    let isRandom = Randomness.isRandom(bytes[position..<(position + count)])
    text.append(isRandom ? 1 : 0)
    return isRandom
  }
}
