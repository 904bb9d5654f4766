// SPDX-License-Identifier: Apache-2.0
// Part of loragw

extension InverseTransform where Source: ~Copyable {
  mutating func readBlock(isChecked: Bool) throws(MailCodecError) {
    let quads = Int(try source.next())
    guard (1...Base64Block.quadsLimit).contains(quads) else { throw .malformed }
    let block = Base64Block(quadsPerLine: quads, bytes: try readContent())
    let count = block.textCount(lineEnd: lineEnd)
    guard !block.bytes.isEmpty, count <= left else { throw .malformed }
    for start in block.lineStarts {
      try write(block.line(at: start, lineEnd: lineEnd)[...])
      try settle()
    }
    guard isChecked else { return }
    try write(lineEnd[...])
    try write(Base64.padding)
    try write(Base64.encoded(Base64.checksum(block.bytes)[...])[...])
  }

  mutating func readFoldedBlock() throws(MailCodecError) {
    let head = try source.next()
    guard let alphabet = Base64.Alphabet(rawValue: head >> 4) else { throw .malformed }
    let fold = try readFold(spaceCount: Int(head & 15))
    let block = FoldedBase64(alphabet: alphabet, fold: fold, bytes: Array(try readContent()))
    guard !block.bytes.isEmpty, block.textCount(lineEnd: lineEnd) <= left else {
      throw .malformed
    }
    try write(block.text(lineEnd: lineEnd)[...])
  }

  private mutating func readFold(
    spaceCount: Int
  ) throws(MailCodecError) -> FoldedBase64.Fold? {
    guard spaceCount > 0 else { return nil }
    let firstWidth = try VariableInteger.decode(&source)
    let width = try VariableInteger.decode(&source)
    guard firstWidth <= FoldedBase64.widthLimit, (1...FoldedBase64.widthLimit).contains(width)
    else {
      throw .malformed
    }
    return FoldedBase64.Fold(
      firstWidth: firstWidth, width: width, space: try readText(spaceCount))
  }

  private mutating func readContent() throws(MailCodecError) -> ArraySlice<UInt8> {
    guard let content = BlockContent(rawValue: try source.next()) else { throw .malformed }
    if content == .again {
      let index = Int(try source.next())
      guard index < blocks.count else { throw .malformed }
      return blocks[index]
    }
    let bytes = try readNewContent(content)
    if bytes.count >= RepeatedBlocks.leastBytes, blocks.count < RepeatedBlocks.limit {
      blocks.append(bytes)
    }
    return bytes
  }

  private mutating func readNewContent(
    _ content: BlockContent
  ) throws(MailCodecError) -> ArraySlice<UInt8> {
    switch content {
    case .again: throw .malformed
    case .text: return try readText(try readCount())[...]
    case .raw: return try raw.next(try readCount())
    case .runs: return try readRuns()[...]
    case .networkText: return try readNetworkText()[...]
    case .packets: return try readPackets()[...]
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
