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
    let checksumEnd = endOfChecksum(found.block.bytes, at: found.end, end: end)
    text.append(checksumEnd == nil ? TransformCode.block : TransformCode.checkedBlock)
    text.append(UInt8(found.block.quadsPerLine))
    appendContent(found.block.bytes)
    steps.insert(.base64)
    if checksumEnd != nil { steps.insert(.armourChecksum) }
    count(as: place.isArmour ? .openPGP : .attachments)
    return checksumEnd ?? found.end
  }

  /// Takes base64 in a header field.
  mutating func appendFolded(at position: Int, after previous: UInt8) -> Int? {
    guard place.kind != .body, position >= foldedSeen, !Base64.isDigit(previous) else { return nil }
    let (found, seen) = FoldedBase64.find(mail, at: position, lineEnd: lineEnd)
    guard let (block, end) = found else {
      if seen - position > FoldedBase64.leastDigits { foldedSeen = seen }
      return nil
    }
    let isPackets = (block.bytes.first ?? 0) & 0x80 != 0
    // A long name that does not look random is no base64.
    let isLikely = isPackets || block.bytes.count < 32 || Randomness.isRandom(block.bytes[...])
    guard isLikely, !comesAgain(position, end) else {
      foldedSeen = end
      return nil
    }
    text.append(TransformCode.foldedBlock)
    text += VariableInteger.encoded(block.firstWidth) + VariableInteger.encoded(block.width)
    text.append(block.fold)
    if !(isPackets && appendPackets(block.bytes)) { appendRuns(of: block.bytes) }
    steps.insert(.base64)
    return end
  }

  /// Whether the first digits of a block stand again soon behind it, as those of a boundary do:
  /// then the model shortens them better.
  private func comesAgain(_ start: Int, _ end: Int) -> Bool {
    let head = mail[start..<min(start + Self.headLength, end)]
    let last = min(end + Self.reach, mail.count) - head.count
    return end <= last
      && (end...last).contains { mail[$0] == head.first && mail[$0...].starts(with: head) }
  }

  private static let headLength = 16
  private static let reach = 4096

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
