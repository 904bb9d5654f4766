// SPDX-License-Identifier: Apache-2.0
// Part of loragw

extension InverseTransform where Source: ~Copyable {
  /// What the index that comes next names in a list.
  mutating func named<Name>(in list: [Name]) throws(MailCodecError) -> Name {
    let index = Int(try source.next() & 0x7F)
    guard index < list.count else { throw .malformed }
    return list[index]
  }

  /// Puts the new address in the book once its domain has come.
  mutating func endAddress() {
    guard let start = newAddress, let found = AddressBook.address(output, at: start) else { return }
    newAddress = nil
    // A slice of the output would have it copied with the next byte.
    book.remember(Array(output[found])[...])
  }

  private mutating func remember(_ number: [UInt8]) throws(MailCodecError) {
    guard numbers.count < Identifier.rememberedLimit else { throw .malformed }
    numbers.append(number)
    try write(number[...])
  }

  mutating func readIdentifier() throws(MailCodecError) {
    let code = try source.next()
    if code == Identifier.longQueueCode { return try readLongQueueIdentifier() }
    if let form = DecimalMoment(rawValue: code) {
      return try remember(form.text(try moments.read(&source, &raw)))
    }
    let form = try Identifier.Form(code: code)
    try remember(try Identifier(form: form, from: &raw).text)
  }

  private mutating func readLongQueueIdentifier() throws(MailCodecError) {
    let inodeDigits = Int(try source.next() & 0x7F)
    guard (1...LongQueueIdentifier.inodeDigitsLimit).contains(inodeDigits) else {
      throw .malformed
    }
    var identifier = LongQueueIdentifier(
      seconds: try moments.read(&source, &raw), microseconds: 0, inodeDigits: inodeDigits,
      inode: 0)
    identifier.microseconds = Int(try raw.nextBits(LongQueueIdentifier.microsecondBits))
    identifier.inode = try raw.nextBits(identifier.inodeBits)
    try remember(identifier.text)
  }

  mutating func readBoundary() throws(MailCodecError) {
    let form = try source.next() & 0x7F
    guard form < 4, let kind = MailBuilderBoundary.Kind(rawValue: form & 1) else {
      throw .malformed
    }
    let counter = try source.next()
    let name = try SeedName(from: &raw, memory: memory)
    guard let seed = name.seed(in: memory) else { throw .malformed }
    memory.add(seed: seed)
    let second = UInt64(try moments.read(&source, &raw))
    let isCoarse = form & 2 != 0
    let fraction = try raw.nextBits(isCoarse ? 20 : 30) * (isCoarse ? 1000 : 1)
    let boundary = MailBuilderBoundary(
      kind: kind, nanoseconds: second * 1_000_000_000 + fraction, counter: counter, seed: seed)
    try remember(boundary.text)
  }

  mutating func readDate() throws(MailCodecError) {
    let form = try source.next() & 0x7F
    let zone = try source.next()
    let seconds = try moments.read(&source, &raw)
    guard let stamp = DateStamp(form: form, zone: zone, seconds: seconds) else {
      throw .malformed
    }
    try write(stamp.text[...])
  }
}
