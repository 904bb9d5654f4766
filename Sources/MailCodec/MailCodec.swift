// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Makes mails small and gives them back byte for byte.
///
/// Making a codec primes the model with the dictionary, which takes some 0.2 s and
/// 20 MB until the last copy of the codec is gone: make one, share it, drop it when idle.
///
/// A packed mail:
///
/// | bytes | what |
/// |---|---|
/// | 1 | ``PackMode`` in the upper two bits, ``ModelID`` in the lower six |
/// | 1-5 | stored: size of the envelope; mixed: size of envelope and mail together (LEB128) |
/// | … | stored: envelope and mail; mixed: coded text stream, zeros up to the ratio limit, raw stream |
public struct MailCodec: Sendable {
  private let primed: ModelSnapshot

  /// A codec with a primed model.
  public init() { primed = PrimedModel.make() }

  /// Packs an envelope and its mail, whatever bytes they hold.
  ///
  /// The envelope is a short text of the caller's making. It is coded right before the mail by the
  /// same model, so addresses that come again in the mail's header cost nothing there; the model
  /// knows best the form sender, options, recipients with a line feed behind each. The result has
  /// been unpacked and compared. Envelope and mail may hold 4 GiB together.
  public func pack(envelope: [UInt8], mail: [UInt8]) -> PackedMail {
    let transformed = MailTransform(envelope: envelope, mail: mail)
    let size = envelope.count + mail.count
    var report = PackReport(
      rawBytes: size, packedBytes: 0, textStreamBytes: transformed.text.count,
      rawStreamBytes: transformed.raw.count, steps: transformed.steps)
    let stored = Self.stored(envelope: envelope, mail: mail)
    let mixed = mixed(transformed, size: size)
    var result = PackedMail(bytes: mixed, mode: .mixed, report: report)
    if mixed.count >= stored.count || !isExact(mixed, envelope: envelope, mail: mail) {
      report.steps = []
      result = PackedMail(bytes: stored, mode: .stored, report: report)
    }
    result.report.packedBytes = result.bytes.count
    return result
  }

  /// Unpacks what ``pack(envelope:mail:)`` made; takes any bytes.
  ///
  /// - Throws: ``MailCodecError`` when the bytes are no packed mail or one beyond the limits.
  public func unpack(
    _ packed: [UInt8], limits: UnpackLimits
  ) throws(MailCodecError) -> UnpackedMail {
    guard let first = packed.first else { throw .truncated }
    guard let mode = PackMode(rawValue: first >> 6) else { throw .unknownMode(first) }
    let model = first & 0x3F
    var position = 1
    switch mode {
    case .stored:
      guard model == 0 else { throw .unknownModel(model) }
      return try Self.unstored(packed, limits: limits)
    case .mixed:
      guard model == ModelID.current.rawValue else { throw .unknownModel(model) }
      let size = try VariableInteger.decode(packed, at: &position)
      try Self.check(size, packed.count, limits)
      let text = TextDecoder(ContextModel(resuming: primed), packed: packed, from: position)
      let raw = RawReader(packed, from: position)
      return try InverseTransform(text, raw: raw, size: size).run()
    }
  }

  /// The memory of the primed model; packing and unpacking take as much again while they run.
  package var modelBytes: Int { primed.byteCount }

  private func mixed(_ transformed: MailTransform, size: Int) -> [UInt8] {
    var encoder = TextEncoder(ContextModel(resuming: primed))
    encoder.encode(transformed.text)
    let coded = encoder.finish(before: transformed.raw.count > 0 ? .anything : .nothing)
    var packed = [PackMode.mixed.rawValue << 6 | ModelID.current.rawValue]
    packed += VariableInteger.encoded(size)
    packed += coded
    let missing = Limits.leastPackedBytes(for: size) - packed.count - transformed.raw.count
    if missing > 0 { packed += [UInt8](repeating: 0, count: missing) }
    return packed + transformed.raw.packed
  }

  private func isExact(_ packed: [UInt8], envelope: [UInt8], mail: [UInt8]) -> Bool {
    let limits = UnpackLimits(maximumBytes: envelope.count + mail.count)
    do throws(MailCodecError) {
      return try unpack(packed, limits: limits) == UnpackedMail(envelope: envelope, mail: mail)
    } catch {
      return false
    }
  }

  private static func check(
    _ size: Int, _ packedBytes: Int, _ limits: UnpackLimits
  ) throws(MailCodecError) {
    guard size <= limits.maximumBytes else {
      throw .tooLarge(declaredBytes: size, maximumBytes: limits.maximumBytes)
    }
    guard packedBytes >= Limits.leastPackedBytes(for: size) else {
      throw .ratioExceeded(declaredBytes: size, packedBytes: packedBytes)
    }
  }

  private static func stored(envelope: [UInt8], mail: [UInt8]) -> [UInt8] {
    [PackMode.stored.rawValue << 6] + VariableInteger.encoded(envelope.count) + envelope + mail
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
