// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Cuts octets into command lines that end in CRLF and in nothing else.
struct CommandLineReader: Sendable {
  /// A line, or what was wrong with it.
  enum Line: Hashable, Sendable {
    /// The line without its CRLF; it holds no control character.
    case command([UInt8])
    /// The line has a control character, a bare CR among them.
    case controlCharacter
    /// The line ended in LF without CR.
    case bareLineFeed
    /// The line is longer than allowed.
    case tooLong
  }

  private var line: [UInt8] = []
  private var length = 0
  private var previous: UInt8 = 0

  /// Whether no line has been begun.
  var isAtLineStart: Bool { length == 0 }

  /// Takes octets from the front of `input` up to the end of one line.
  mutating func next(from input: inout ArraySlice<UInt8>) -> Line? {
    while let octet = input.popFirst() {
      length += 1
      if octet == .lineFeed { return endLine() }
      if length <= Limits.commandLineOctets { line.append(octet) }
      previous = octet
    }
    return nil
  }

  private mutating func endLine() -> Line {
    defer {
      line.removeAll(keepingCapacity: true)
      (length, previous) = (0, 0)
    }
    guard previous == .carriageReturn else { return .bareLineFeed }
    guard length <= Limits.commandLineOctets else { return .tooLong }
    line.removeLast()
    return line.contains(where: \.isASCIIControl) ? .controlCharacter : .command(line)
  }
}
