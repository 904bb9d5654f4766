// SPDX-License-Identifier: Apache-2.0
// Part of loragw

extension MailTransform {
  /// Takes a token that begins here, if any, and gives the place behind it.
  mutating func appendToken(at position: Int, in range: Range<Int>) -> Int? {
    guard Self.mayBeginToken(mail[position]) else { return nil }
    let previous = position > range.lowerBound ? mail[position - 1] : 0
    guard !Identifier.isWordByte(previous) else { return nil }
    let textStart = text.count
    if Identifier.isWordByte(mail[position]), let next = appendDate(at: position, in: range) {
      return tokenEnd(next, .dates, from: textStart)
    }
    if Identifier.isDigit(mail[position]), let next = appendNumber(at: position, in: range) {
      return tokenEnd(next, .identifiers, from: textStart)
    }
    if let next = appendFolded(at: position, after: previous) {
      return tokenEnd(next, place.kind, from: textStart)
    }
    guard let next = appendAddress(at: position, after: previous, in: range) else { return nil }
    return tokenEnd(next, .addresses, from: textStart)
  }

  private static func mayBeginToken(_ byte: UInt8) -> Bool {
    AddressBook.isLocalByte(byte) || byte == 0x20 || byte == 0x2F
  }

  mutating func tokenEnd(_ next: Int, _ part: PackPart, from textStart: Int) -> Int {
    parts.add(place.kind, textEnd: textStart, rawEnd: parts.rawEnd)
    count(as: part)
    return next
  }

  private mutating func appendDate(at position: Int, in range: Range<Int>) -> Int? {
    guard let (stamp, length) = DateStamp.find(mail, at: position, end: range.upperBound) else {
      return nil
    }
    text += [TransformCode.date, stamp.form | 0x80, stamp.zone]
    moments.append(stamp.seconds, text: &text, raw: &raw)
    steps.insert(.dates)
    return position + length
  }

  private mutating func appendNumber(at position: Int, in range: Range<Int>) -> Int? {
    if let (boundary, length) = MailBuilderBoundary.find(mail, at: position, end: range.upperBound)
    {
      let written = Array(mail[position..<(position + length)])
      if !appendRepetition(of: written) {
        guard remember(written) else { return nil }
        append(boundary)
        steps.insert(.boundaries)
      }
      return position + length
    }
    if let identifier = LongQueueIdentifier(mail, at: position, end: range.upperBound),
      let next = append(identifier, at: position)
    {
      return next
    }
    guard let identifier = Identifier.find(mail, at: position, end: range.upperBound) else {
      return nil
    }
    if !appendRepetition(of: identifier.text) {
      guard remember(identifier.text) else { return nil }
      append(identifier)
      steps.insert(.identifiers)
    }
    return position + identifier.text.count
  }

  private mutating func append(_ identifier: Identifier) {
    text.append(TransformCode.identifier)
    for form in DecimalMoment.allCases {
      guard let first = moments.first, let moment = form.moment(identifier.text),
        abs(moment - first) < DecimalMoment.reach
      else { continue }
      text.append(form.rawValue)
      moments.append(moment, text: &text, raw: &raw)
      return
    }
    text.append(identifier.form.code)
    identifier.append(to: &raw)
  }

  private mutating func append(_ identifier: LongQueueIdentifier, at position: Int) -> Int? {
    let first = moments.first ?? max(identifier.seconds, LongQueueIdentifier.earliest)
    guard abs(identifier.seconds - first) < DecimalMoment.reach else { return nil }
    let written = identifier.text
    if !appendRepetition(of: written) {
      guard remember(written) else { return nil }
      text += [
        TransformCode.identifier, Identifier.longQueueCode, 0x80 | UInt8(identifier.inodeDigits),
      ]
      moments.append(identifier.seconds, text: &text, raw: &raw)
      raw.append(
        bits: UInt64(identifier.microseconds), count: LongQueueIdentifier.microsecondBits)
      raw.append(bits: identifier.inode, count: identifier.inodeBits)
      steps.insert(.identifiers)
    }
    return position + written.count
  }

  private mutating func appendRepetition(of written: [UInt8]) -> Bool {
    guard let index = indices[written] else { return false }
    text += [TransformCode.repetition, 0x80 | UInt8(index)]
    return true
  }

  private mutating func remember(_ written: [UInt8]) -> Bool {
    guard indices.count < Identifier.rememberedLimit else { return false }
    indices[written] = indices.count
    return true
  }

  private mutating func append(_ boundary: MailBuilderBoundary) {
    let second = boundary.nanoseconds / 1_000_000_000
    let fraction = boundary.nanoseconds % 1_000_000_000
    let isCoarse = fraction % 1000 == 0
    text += [TransformCode.boundary, 0x80 | boundary.kind.rawValue | (isCoarse ? 2 : 0)]
    text.append(boundary.counter)
    SeedName(boundary.seed, in: memory).append(to: &raw, memory: memory)
    memory.add(seed: boundary.seed)
    if !seeds.contains(boundary.seed) { seeds.append(boundary.seed) }
    moments.append(Int(second), text: &text, raw: &raw)
    raw.append(bits: isCoarse ? fraction / 1000 : fraction, count: isCoarse ? 20 : 30)
  }

  private mutating func appendAddress(
    at position: Int, after previous: UInt8, in range: Range<Int>
  ) -> Int? {
    let isStart = !AddressBook.isLocalByte(previous)
    if isStart, let found = AddressBook.address(mail, at: position),
      found.upperBound <= range.upperBound
    {
      if let index = book.index(ofAddress: mail[found]) {
        text += [TransformCode.address, 0x80 | UInt8(index)]
        steps.insert(.addresses)
      } else {
        appendNewAddress(found)
      }
      return found.upperBound
    }
    guard let found = AddressBook.domain(mail, at: position), found.upperBound <= range.upperBound,
      let index = book.index(ofDomain: mail[found])
    else { return nil }
    text += [TransformCode.domain, 0x80 | UInt8(index)]
    steps.insert(.addresses)
    return found.upperBound
  }

  private mutating func appendNewAddress(_ range: Range<Int>) {
    let at = mail[range].firstIndex(of: UInt8(ascii: "@")) ?? range.upperBound
    text.append(TransformCode.newAddress)
    let domain = mail[range].suffix(from: min(at + 1, range.upperBound))
    text += mail[range.lowerBound..<domain.startIndex]
    if let index = book.index(ofDomain: domain) {
      text += [TransformCode.domain, 0x80 | UInt8(index)]
    } else {
      text += domain
    }
    book.remember(mail[range])
  }
}
