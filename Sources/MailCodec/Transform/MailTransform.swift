// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Rewrites a mail as a text for the model and a rest no model can shorten.
///
/// Lines end with a line feed; base64 and OpenPGP armour become the bytes they stand for; what
/// looks random goes to the raw stream, and so do numbers, once each; dates become distances in
/// time; boundaries whose making is known shrink to what was drawn; addresses seen before are
/// named by their index. Before all that, quoted-printable is undone and hashes of bodies are left
/// out, see ``MarkedMail``. Every step is taken only where it can be undone exactly.
/// ``InverseTransform`` undoes it.
package struct MailTransform: Sendable {
  /// The text stream: ``DeclaredSize``, envelope, line ends, mail.
  package internal(set) var text: [UInt8] = []
  /// The bytes that look random.
  package internal(set) var raw = RawStream()
  /// Which steps were of use.
  package internal(set) var steps: TransformSteps = []
  /// Which part of the mail each stretch of the two streams belongs to.
  var parts = PartList()

  let mail: [UInt8]
  let lineEnds: LineEnds
  let lineEnd: [UInt8]
  var place = PlaceInMail()
  var indices: [[UInt8]: Int] = [:]
  /// What base64 stood for so far, for ``BlockContent/again``.
  var blocks: [[UInt8]: Int] = [:]
  var book = AddressBook()
  /// Up to where no folded base64 of an alphabet begins.
  var foldedSeen: [Base64.Alphabet: Int] = [:]
  var memory: TransformMemory
  var moments: Moments
  var seeds: [UInt64] = []

  /// Transforms an envelope and its mail; `memory` comes from earlier mails both ends have.
  package init(envelope: [UInt8], mail: [UInt8], memory: TransformMemory = TransformMemory()) {
    let lineEnds = Self.lineEnds(of: mail)
    let marked = lineEnds == .network ? MarkedMail(mail) : nil
    self.mail = marked?.bytes ?? mail
    self.memory = memory
    moments = Moments(after: memory.clock)
    self.lineEnds = lineEnds
    lineEnd = lineEnds == .network ? [0x0D, 0x0A] : [0x0A]
    text.reserveCapacity(envelope.count + mail.count + 16)
    text.append(DeclaredSize(atLeast: envelope.count + mail.count).code)
    count(as: .framing)
    for byte in envelope { appendLiteral(byte) }
    text.append(TransformCode.end)
    count(as: .envelope)
    book.remember(envelope: envelope)
    guard !mail.isEmpty else {
      text.append(TransformCode.end)
      return
    }
    text.append(lineEnds.rawValue | (marked == nil ? 0 : LineEnds.marked))
    if lineEnds == .network, mail.contains(0x0A) { steps.insert(.lineEnds) }
    steps.formUnion(marked?.steps ?? [])
    for run in Randomness.runs(self.mail[...], of: .mail) {
      if run.isRandom { appendRaw(run.range) } else { appendLines(run.range) }
    }
    text.append(TransformCode.end)
    count(as: .framing)
  }

  /// What later mails of the same direction may be told by, for ``TransformMemory``; at most 68
  /// bytes, and the same with any memory.
  package var note: [UInt8] { TransformMemory.note(clock: moments.first, seeds: seeds) }

  private static func lineEnds(of mail: [UInt8]) -> LineEnds {
    var network = 0
    var plain = 0
    for index in mail.indices where mail[index] == 0x0A {
      if index > 0, mail[index - 1] == 0x0D { network += 1 } else { plain += 1 }
    }
    return network >= plain ? .network : .plain
  }

  /// Counts what was appended since the last count as a part of the mail.
  mutating func count(as part: PackPart) {
    parts.add(part, textEnd: text.count, rawEnd: raw.count)
  }

  private mutating func appendRaw(_ range: Range<Int>) {
    text.append(TransformCode.raw)
    text += VariableInteger.encoded(range.count)
    raw.append(mail[range])
    steps.insert(.randomRuns)
    count(as: .otherRaw)
  }

  private mutating func appendLines(_ range: Range<Int>) {
    var start = range.lowerBound
    while start < range.upperBound {
      if isLineStart(start), let next = appendBlock(at: start, end: range.upperBound) {
        start = next
      }
      let next = endOfLine(from: start, end: range.upperBound)
      if isLineStart(start) { place.read(mail[start..<next]) }
      start = appendText(start..<next)
    }
  }

  private func isLineStart(_ position: Int) -> Bool {
    position == 0 || mail[position - 1] == 0x0A
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

  /// Takes the text of a line and gives the place behind it, or behind what goes on in the next.
  private mutating func appendText(_ range: Range<Int>) -> Int {
    var position = range.lowerBound
    while position < range.upperBound {
      if let next = appendToken(at: position, in: range) {
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
    count(as: place.kind)
    return position
  }

  mutating func appendLiteral(_ byte: UInt8) {
    if TransformCode.isCode(byte) { text.append(TransformCode.escape) }
    text.append(byte)
  }
}
