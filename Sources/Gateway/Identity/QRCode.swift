// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import CQREncode
import Glibc

/// A QR code (ISO/IEC 18004) as a square of modules, and as lines for a terminal.
public struct QRCode: Equatable, Sendable {
  /// The light modules that must surround the code.
  public static let quietZone = 4

  /// The version, 1 to 40.
  public let version: Int
  /// Modules along a side, without the quiet zone.
  public let size: Int
  private let dark: [Bool]

  /// Encodes a text in the smallest version, error correction level M (15 %).
  ///
  /// Capital letters, digits and a few signs take 5.5 bits each, any other text 8 a byte.
  ///
  /// - Throws: ``QRCodeError`` when the text is empty or does not fit.
  public init(_ text: String) throws(QRCodeError) {
    let code = unsafe QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1)
    guard let code = unsafe code else {
      throw errno == ERANGE ? .tooLong(bytes: text.utf8.count) : .notEncoded(errno: errno)
    }
    defer { unsafe QRcode_free(code) }
    version = Int(unsafe code.pointee.version)
    size = Int(unsafe code.pointee.width)
    let modules = unsafe UnsafeBufferPointer(start: code.pointee.data, count: size * size)
    // The lowest bit is the colour, the others tell what the module is for.
    dark = unsafe modules.map { $0 & 1 == 1 }
  }

  /// Whether a module is dark; all around the code is light.
  public func isDark(row: Int, column: Int) -> Bool {
    guard (0..<size).contains(row), (0..<size).contains(column) else { return false }
    return dark[row * size + column]
  }

  /// Modules along a side, with the quiet zone.
  public var fullSize: Int { size + 2 * Self.quietZone }

  /// How the lines are to be shown.
  public enum Paint: Sendable {
    /// Black and white by escape sequences, whatever colours the terminal has.
    case terminal
    /// No colours: right on a light ground only.
    case plain
  }

  /// The code with its quiet zone, two rows of modules in a line.
  public func lines(_ paint: Paint) -> [String] {
    stride(from: -Self.quietZone, to: size + Self.quietZone, by: 2).map { row in
      let cells = (-Self.quietZone..<size + Self.quietZone).map { column in
        switch (isDark(row: row, column: column), isDark(row: row + 1, column: column)) {
        case (false, false): " "
        case (true, false): "▀"
        case (false, true): "▄"
        case (true, true): "█"
        }
      }
      let line = cells.joined()
      // Of 256 colours the first 16 change with the theme; 16 is black and 231 white in all.
      return paint == .terminal ? "\u{1B}[38;5;16;48;5;231m\(line)\u{1B}[0m" : line
    }
  }
}

/// Why a text is no QR code.
public enum QRCodeError: Error, Equatable, Sendable, CustomStringConvertible {
  /// It is longer than the largest code holds.
  case tooLong(bytes: Int)
  /// The library refused it, with this errno.
  case notEncoded(errno: Int32)

  /// One clear line.
  public var description: String {
    switch self {
    case .tooLong(let bytes): "\(bytes) bytes do not fit into a QR code"
    case .notEncoded(let errno): "the QR code could not be made: errno \(errno)"
    }
  }
}
