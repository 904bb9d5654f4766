// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// How to ask for one modem protocol.
struct ModemQuestion: Sendable {
  let language: ModemIdentity.Language
  let baudRate: Int
  /// What is asked; lines end the one before, which other questions may have begun.
  let bytes: [UInt8]
  /// What is asked next; nil when the answer holds the version.
  let versionQuestion: [UInt8]?

  /// All questions, in their order.
  static let all = [
    ModemQuestion(
      language: .rnode, baudRate: 115_200, bytes: [0xC0, 0x08, 0x73, 0xC0],
      versionQuestion: [0xC0, 0x50, 0x00, 0xC0]),
    ModemQuestion(
      language: .meshCoreKISS, baudRate: 115_200, bytes: [0xC0, 0x06, 0x17, 0xC0],
      versionQuestion: [0xC0, 0x06, 0x11, 0xC0]),
    ModemQuestion(
      language: .rui3, baudRate: 115_200, bytes: Array("\r\nAT\r\n".utf8),
      versionQuestion: Array("AT+VER=?\r\n".utf8)),
    ModemQuestion(
      language: .rn2xx3, baudRate: 57_600, bytes: Array("\r\nsys get ver\r\n".utf8),
      versionQuestion: nil),
    ModemQuestion(
      language: .ebyte, baudRate: 9_600, bytes: [0xC1, 0x00, 0x09], versionQuestion: nil),
  ]

  /// A question by its number; after the last comes the first.
  static func at(_ index: Int) -> ModemQuestion { all[index % all.count] }

  /// Whether that is the answer.
  func isAnswered(by heard: [UInt8]) -> Bool {
    switch language {
    case .rnode: Self.frame(in: heard, after: [0x08])?.first == 0x46
    case .meshCoreKISS: Self.frame(in: heard, after: [0x06]) == [0x97]
    case .rui3: Self.lines(in: heard).contains("OK")
    case .rn2xx3: version(in: heard) != nil
    case .ebyte: Self.ebyteRegisters(in: heard) != nil
    }
  }

  /// The firmware told in the answer; nil while there is none.
  func version(in heard: [UInt8]) -> String? {
    switch language {
    case .rnode:
      guard let bytes = Self.frame(in: heard, after: [0x50]), bytes.count == 2 else { return nil }
      return "\(bytes[0]).\(bytes[1])"
    case .meshCoreKISS:
      guard let bytes = Self.frame(in: heard, after: [0x06, 0x91]) else { return nil }
      return bytes.first.map { "\($0)" }
    case .rui3:
      let lines = Self.lines(in: heard)
      guard lines.contains(where: { $0 == "OK" || $0.hasPrefix("AT_") }) else { return nil }
      return lines.compactMap(RUI3Firmware.init).first.map { "\($0.version)" }
    case .rn2xx3: return Self.lines(in: heard).compactMap(RN2xx3Firmware.init).first?.description
    case .ebyte: return nil
    }
  }

  /// The rest of the first KISS frame that begins so; no answer looked for needs escapes undone.
  private static func frame(in heard: [UInt8], after start: [UInt8]) -> [UInt8]? {
    heard.split(separator: 0xC0).dropLast(heard.last == 0xC0 ? 0 : 1)
      .first { $0.starts(with: start) }
      .map { Array($0.dropFirst(start.count)) }
  }

  private static func lines(in heard: [UInt8]) -> [String] {
    var splitter = LineSplitter(limit: 200)
    return splitter.append(heard)
  }

  private static func ebyteRegisters(in heard: [UInt8]) -> [UInt8]? {
    guard
      let start = heard.indices.first(where: { heard[$0...].starts(with: [0xC1, 0x00, 0x09]) }),
      heard.count >= start + 12
    else { return nil }
    return Array(heard[(start + 3)..<(start + 12)])
  }
}
