// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Makes mails small and gives them back byte for byte.
///
/// Its model is primed with the dictionary when it is needed first, which takes some 0.5 s, and
/// kept, 20 MB, until ``release()``: make one codec, share it, release it when idle. All may be
/// called from several threads at once; there is one model, so they wait for each other. After a
/// mail of more than some 20 kB of text the model is made anew when it is needed next.
///
/// A packed mail:
///
/// | bytes | what |
/// |---|---|
/// | 1 | ``PackMode`` in the upper two bits, ``ModelID`` in the lower six |
/// | 6 | mixed with history only: which history, and a check, see `HistoryName` |
/// | … | stored: size of the envelope (LEB128), envelope, mail |
/// | … | mixed: coded text stream, zeros up to the ratio limit, raw stream |
public struct MailCodec: Sendable {
  let model = SharedModel()

  /// A codec that has not read its dictionary yet.
  public init() {}

  /// Reads the dictionary if that is still to be done, so that the next mail need not wait.
  public func prime() { model.prime() }

  /// Gives back the memory of the model; the next mail takes longer.
  public func release() { model.release() }

  /// Packs an envelope and its mail, whatever bytes they hold.
  ///
  /// The envelope is a short text of the caller's making. It is coded right before the mail by the
  /// same model, so addresses that come again in the mail's header cost nothing there; the model
  /// knows best the form sender, options, recipients with a line feed behind each. The result has
  /// been unpacked and compared. Envelope and mail may hold 4 GiB together.
  ///
  /// `history` is what the reader surely has of this direction's earlier mails; nil where everybody
  /// must be able to read the mail, as in clear sessions.
  public func pack(
    envelope: [UInt8], mail: [UInt8], history: MailHistory? = nil
  ) -> PackedMail {
    let original = UnpackedMail(envelope: envelope, mail: mail)
    let alone = mixed(original)
    let ways = [alone, history.flatMap { mixed(original, after: $0) }].compactMap(\.self)
      .filter { $0.bytes.count < Self.storedBytes(original) }
      .sorted { $0.bytes.count < $1.bytes.count }
    return ways.first { isExact($0.bytes, original, history: history) }
      ?? Self.stored(original, instead: alone)
  }

  /// Unpacks what ``pack(envelope:mail:history:)`` made; takes any bytes.
  ///
  /// `history` is all that is kept of the direction's earlier mails; it may hold more than the mail
  /// was packed with, see ``HistorySearch``.
  ///
  /// - Throws: ``MailCodecError`` when the bytes are no packed mail or one beyond the limits;
  ///   ``MailCodecError/unknownHistory`` when it was packed with mails that are not in `history`.
  public func unpack(
    _ packed: [UInt8], history: MailHistory? = nil, limits: UnpackLimits
  ) throws(MailCodecError) -> UnpackedMail {
    guard let first = packed.first else { throw .truncated }
    guard let mode = PackMode(rawValue: first >> 6) else { throw .unknownMode(first) }
    let model = first & 0x3F
    guard model == (mode == .stored ? 0 : ModelID.current.rawValue) else {
      throw .unknownModel(model)
    }
    switch mode {
    case .stored: return try Self.unstored(packed, limits: limits)
    case .mixed: return try unmixed(packed, from: 1, limits: limits)
    case .mixedWithHistory: return try unmixed(packed, history: history, limits: limits)
    }
  }

  /// The memory of the model now; never waits.
  package var modelBytes: Int { model.modelBytes }

  private func isExact(_ packed: [UInt8], _ original: UnpackedMail, history: MailHistory?) -> Bool {
    let limits = UnpackLimits(maximumBytes: original.bytes)
    do throws(MailCodecError) {
      guard PackMode(ofPacked: packed) == .mixed else {
        return try unpack(packed, history: history, limits: limits) == original
      }
      return try read(packed, from: 1, limits: limits) { inverse throws(MailCodecError) in
        try inverse.holds(original)
      }
    } catch {
      return false
    }
  }

  // MARK: - Mixed

  private func mixed(_ original: UnpackedMail) -> PackedMail {
    let transformed = MailTransform(envelope: original.envelope, mail: original.mail)
    return mixed(transformed, of: original.bytes, as: .mixed)
  }

  /// Both streams of a mail behind their head, the text coded by the model after a history; `size`
  /// is that of envelope and mail, and `name` lies behind the first byte.
  func mixed(
    _ transformed: MailTransform, of size: Int, as mode: PackMode, name: [UInt8] = [],
    after history: MailHistory = MailHistory()
  ) -> PackedMail {
    let (coder, meter) = model.lend(after: history, for: .packing) { model in
      var (coder, meter) = (ArithmeticEncoder(), CostMeter(transformed.parts))
      model.encode(transformed.text, with: &coder, meter: &meter)
      return (coder, meter)
    }
    let head = [mode.rawValue << 6 | ModelID.current.rawValue] + name
    let packed = Self.packed(head, coder, transformed.raw, of: size)
    var report = PackReport(
      rawBytes: size, packedBytes: packed.count, textStreamBytes: transformed.text.count,
      rawStreamBytes: transformed.raw.count, steps: transformed.steps, shares: meter.shares)
    report.shares[.framing, default: .init()].rawBytes += head.count
    return PackedMail(bytes: packed, mode: mode, report: report)
  }

  /// The coded text between its head and the raw stream, with zeros before that up to the ratio
  /// limit.
  private static func packed(
    _ head: [UInt8], _ coder: ArithmeticEncoder, _ raw: RawStream, of size: Int
  ) -> [UInt8] {
    var packed = head + coder.finished(before: raw.packedPrefix(ArithmeticEncoder.lookahead)[...])
    let least = Limits.leastPackedBytes(for: DeclaredSize(atLeast: size).bytes)
    let missing = least - packed.count - raw.count
    if missing > 0 {
      // The last bits settle anew before zeros, which may take or spare up to four bytes.
      let zeros = [UInt8](repeating: 0, count: missing + ArithmeticEncoder.lookahead)
      packed = head + coder.finished(before: zeros[...]) + zeros
    }
    packed.reserveCapacity(packed.count + raw.count)
    raw.append(to: &packed)
    return packed
  }

  /// `start` is the first byte behind the head, `memory` the packer's.
  func unmixed(
    _ packed: [UInt8], from start: Int, after history: MailHistory = MailHistory(),
    limits: UnpackLimits
  ) throws(MailCodecError) -> UnpackedMail {
    try read(packed, from: start, after: history, limits: limits) {
      inverse throws(MailCodecError) in try inverse.run()
    }
  }

  /// Has `body` read what was mixed.
  private func read<Value: Sendable>(
    _ packed: [UInt8], from start: Int, after history: MailHistory = MailHistory(),
    limits: UnpackLimits,
    _ body: (inout InverseTransform<TextDecoder>) throws(MailCodecError) -> Value
  ) throws(MailCodecError) -> Value {
    try model.lend(after: history, for: .unpacking) { model in
      var inverse = InverseTransform(
        TextDecoder(model, packed: packed, from: start), raw: RawReader(packed, from: start),
        packedBytes: packed.count, limits: limits, memory: history.memory)
      let result: Result<Value, MailCodecError>
      do throws(MailCodecError) {
        result = .success(try body(&inverse))
      } catch {
        result = .failure(error)
      }
      model = inverse.takeSource().takeModel()
      return result
    }.get()
  }

  // MARK: - Stored

  private static func storedBytes(_ original: UnpackedMail) -> Int {
    1 + VariableInteger.encoded(original.envelope.count).count + original.bytes
  }

  private static func stored(_ original: UnpackedMail, instead mixed: PackedMail) -> PackedMail {
    let (envelope, mail) = (original.envelope, original.mail)
    let bytes =
      [PackMode.stored.rawValue << 6] + VariableInteger.encoded(envelope.count) + envelope + mail
    var report = mixed.report
    report.packedBytes = bytes.count
    report.steps = []
    report.shares = [:]
    return PackedMail(bytes: bytes, mode: .stored, report: report)
  }

  private static func unstored(
    _ packed: [UInt8], limits: UnpackLimits
  ) throws(MailCodecError) -> UnpackedMail {
    var position = 1
    let count = try VariableInteger.decode(packed, at: &position)
    let rest = packed.count - position
    guard count <= rest else { throw .truncated }
    guard rest <= limits.maximumBytes else {
      throw .tooLarge(declaredBytes: rest, maximumBytes: limits.maximumBytes)
    }
    let mailStart = position + count
    return UnpackedMail(
      envelope: Array(packed[position..<mailStart]), mail: Array(packed[mailStart...]))
  }
}

extension UnpackedMail {
  /// Bytes of envelope and mail.
  var bytes: Int { envelope.count + mail.count }
}
