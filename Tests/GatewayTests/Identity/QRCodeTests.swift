// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Gateway
import Testing

struct QRCodeTests {
  private static let reader = "/usr/bin/zbarimg"
  private static let hasReader = FileManager.default.isExecutableFile(atPath: reader)

  private static func invitation() throws -> Invitation {
    try Sample.invitation(7, name: "village", domains: ["village.example"])
  }

  /// Eight pixels a module, as a plain bitmap (PBM).
  private static func bitmap(_ side: Int, isDark: (Int, Int) -> Bool) -> String {
    let scale = 8
    let rows = (0..<side * scale).map { y in
      (0..<side * scale).map { isDark(y / scale, $0 / scale) ? "1" : "0" }.joined()
    }
    return "P1\n\(side * scale) \(side * scale)\n" + rows.joined(separator: "\n") + "\n"
  }

  /// The modules that lines of half blocks show.
  private static func modules(of lines: [String]) -> [[Bool]] {
    lines.flatMap { line in
      [line.map { "▀█".contains($0) }, line.map { "▄█".contains($0) }]
    }
  }

  private static func read(_ bitmap: String) throws -> String {
    let path = NSTemporaryDirectory() + "/loragw-qr-\(UInt64.random(in: 0...UInt64.max)).pbm"
    try bitmap.write(toFile: path, atomically: false, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: reader)
    process.arguments = ["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", path]
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .newlines)
  }

  @Test(.enabled(if: hasReader || Proof.isAsked, "needs zbarimg, of Debian's zbar-tools"))
  func `a reader finds the invitation in the code as it is drawn`() throws {
    let invitation = try Self.invitation()
    let code = try QRCode(invitation.compactLine)
    let drawn = Self.modules(of: code.lines(.plain))
    let text = try Self.read(Self.bitmap(code.fullSize) { drawn[$0][$1] })
    #expect(text == invitation.compactLine)
    let parsed = try Invitation(parsing: text)
    #expect(parsed == invitation)
  }

  @Test func `the lines show every module, and four light ones all around`() throws {
    let code = try QRCode(try Self.invitation().compactLine)
    let lines = code.lines(.plain)
    let modules = Self.modules(of: lines)
    #expect(lines.count == (code.fullSize + 1) / 2)
    #expect(lines.allSatisfy { $0.count == code.fullSize })
    var wrong = 0
    for (row, line) in modules.enumerated() {
      for (column, isDark) in line.enumerated()
      where isDark != code.isDark(row: row - 4, column: column - 4) { wrong += 1 }
    }
    #expect(wrong == 0)
    let ring = modules.enumerated().contains { row, line in
      let isEdge = row < 4 || row >= 4 + code.size
      return (isEdge ? line[...] : line[..<4] + line[(4 + code.size)...]).contains(true)
    }
    #expect(!ring)
    // The finder pattern's corner.
    #expect(code.isDark(row: 0, column: 0) && !code.isDark(row: 1, column: 1))
    #expect(!code.isDark(row: -1, column: 0) && !code.isDark(row: code.size, column: 0))
  }

  @Test func `on a terminal both colours are set in each line and given back`() throws {
    let code = try QRCode("LORAGW")
    for (painted, plain) in zip(code.lines(.terminal), code.lines(.plain)) {
      #expect(painted == "\u{1B}[38;5;16;48;5;231m" + plain + "\u{1B}[0m")
    }
  }

  @Test func `capitals make the invitation's code smaller`() throws {
    let invitation = try Self.invitation()
    let capitals = try QRCode(invitation.compactLine)
    let small = try QRCode(invitation.line)
    #expect(capitals.version < small.version)
    #expect(capitals.size == 17 + 4 * capitals.version)
    // Two columns less than a terminal of 80 leaves for the longest names.
    #expect(capitals.fullSize <= 78)
  }

  @Test func `what is no code is told so`() {
    #expect(throws: QRCodeError.tooLong(bytes: 5000)) {
      try QRCode(String(repeating: "x", count: 5000))
    }
    #expect(throws: QRCodeError.self) { try QRCode("") }
  }
}
