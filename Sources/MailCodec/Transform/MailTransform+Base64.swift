// SPDX-License-Identifier: Apache-2.0
// Part of loragw

extension MailTransform {
  /// Takes lines of base64 that begin here, if any, and gives the place behind the last one,
  /// before its line end.
  mutating func appendBlock(at start: Int, end: Int) -> Int? {
    let scanner = Base64Scanner(mail, lineEnd: lineEnd, end: end)
    let usualQuads = place.isArmour ? 16 : 19
    guard let width = scanner.width(at: start), isWorthwhile(start..<(start + width)) else {
      return nil
    }
    guard let found = scanner.block(at: start, usualQuads: usualQuads) else { return nil }
    let checksumEnd = endOfChecksum(found.bytes, at: found.end, end: end)
    text.append(checksumEnd == nil ? TransformCode.block : TransformCode.checkedBlock)
    text.append(UInt8(found.quadsPerLine))
    appendContent(found.bytes, mayBePackets: place.isArmour)
    steps.insert(.base64)
    if checksumEnd != nil { steps.insert(.armourChecksum) }
    count(as: place.isArmour ? .openPGP : .attachments)
    return checksumEnd ?? found.end
  }

  /// Takes base64 folded into lines or within one, as in header fields.
  mutating func appendFolded(at position: Int, after previous: UInt8) -> Int? {
    guard !place.expectsBase64 else { return nil }
    for alphabet in Base64.Alphabet.allCases {
      guard position >= foldedSeen[alphabet, default: 0], !alphabet.isDigit(previous),
        let (block, end) = foldedBlock(at: position, alphabet)
      else { continue }
      guard isLikely(block, in: position..<end), !comesAgain(position, end) else {
        foldedSeen[alphabet] = end
        continue
      }
      append(block)
      return end
    }
    return nil
  }

  private mutating func append(_ block: FoldedBase64) {
    text.append(TransformCode.foldedBlock)
    text.append(block.alphabet.rawValue << 4 | UInt8(block.fold?.space.count ?? 0))
    if let fold = block.fold {
      text += VariableInteger.encoded(fold.firstWidth) + VariableInteger.encoded(fold.width)
      text += fold.space
    }
    appendContent(block.bytes, mayBePackets: block.mayBePackets)
    steps.insert(.base64)
  }

  private mutating func foldedBlock(
    at position: Int, _ alphabet: Base64.Alphabet
  ) -> (FoldedBase64, end: Int)? {
    let (found, seen) = FoldedBase64.find(mail, at: position, lineEnd: lineEnd, alphabet: alphabet)
    if found == nil, seen - position > FoldedBase64.leastDigits { foldedSeen[alphabet] = seen }
    guard let found else { return nil }
    // What holds no digit of its own alphabet is left to the others, which may go on.
    let isLeft =
      switch alphabet {
      case .standard: goesOnDotted(found.end)
      case .dotted: !mail[position..<found.end].contains(where: Self.isDotted)
      }
    if isLeft { foldedSeen[alphabet] = found.end }
    return isLeft ? nil : found
  }

  private func goesOnDotted(_ end: Int) -> Bool {
    guard let next = mail[end...].prefix(4).first(where: { !Base64.isDigit($0) }) else {
      return false
    }
    return Self.isDotted(next)
  }

  private static func isDotted(_ byte: UInt8) -> Bool {
    !Base64.isDigit(byte) && Base64.Alphabet.dotted.isDigit(byte)
  }

  /// Whether digits are no words, nor numbers: a long name that does not look random is no base64.
  private func isLikely(_ block: FoldedBase64, in range: Range<Int>) -> Bool {
    if place.kind != .body, block.alphabet == .standard {
      return block.mayBePackets || block.bytes.count < 32 || Randomness.isRandom(block.bytes[...])
    }
    return block.bytes.count >= 32 && Randomness.looksEncoded(mail[range])
  }

  /// Whether the first digits of a block stand again soon behind it, as those of a boundary do:
  /// then the model shortens them better.
  private func comesAgain(_ start: Int, _ end: Int) -> Bool {
    guard end - start < Self.longestLeft else { return false }
    let head = mail[start..<min(start + Self.headLength, end)]
    let last = min(end + Self.reach, mail.count) - head.count
    return end <= last
      && (end...last).contains { mail[$0] == head.first && mail[$0...].starts(with: head) }
  }

  private static let headLength = 16
  private static let reach = 4096
  /// From this length on a repetition is told by ``BlockContent/again``.
  private static let longestLeft = 80

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

  private mutating func appendContent(_ bytes: [UInt8], mayBePackets: Bool) {
    if let index = blocks[bytes] {
      text += [BlockContent.again.rawValue, UInt8(index)]
      return
    }
    if bytes.count >= RepeatedBlocks.leastBytes, blocks.count < RepeatedBlocks.limit {
      blocks[bytes] = blocks.count
    }
    if mayBePackets, appendPackets(bytes) { return }
    appendRuns(of: bytes)
  }

  private mutating func appendRuns(of bytes: [UInt8]) {
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
    count(as: .openPGP)
    raw.append(packer.raw)
    count(as: .openPGPRandom)
    steps.insert(.packets)
    return true
  }
}
