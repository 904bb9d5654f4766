// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation

/// A compressor of the system that the codec is compared with.
enum OtherCompressor: String, CaseIterable {
  case bzip2, zstd, brotli

  /// The column's head.
  var title: String {
    switch self {
    case .bzip2: "bz2 -9"
    case .zstd: "zstd -19"
    case .brotli: "brotli -11"
    }
  }

  /// Where each one is.
  ///
  /// - Throws: ``CodecBenchmarkError/missing(_:)`` unless all are installed: goals depend on them.
  static func programs() throws(CodecBenchmarkError) -> [Self: URL] {
    let pairs = allCases.compactMap { other in other.program.map { (other, $0) } }
    let found = Dictionary(uniqueKeysWithValues: pairs)
    let missing = allCases.filter { found[$0] == nil }
    guard missing.isEmpty else { throw .missing(missing) }
    return found
  }

  private var program: URL? {
    ["/usr/bin", "/bin", "/usr/local/bin"].map { URL(fileURLWithPath: "\($0)/\(rawValue)") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }

  private var arguments: [String] {
    switch self {
    case .bzip2: ["-9", "-c"]
    case .zstd: ["-19", "-q", "-c"]
    case .brotli: ["-q", "11", "-c"]
    }
  }

  /// How many bytes it makes of some.
  func compressedBytes(_ bytes: [UInt8], with program: URL) throws -> Int {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try Data(bytes).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.standardInput = try FileHandle(forReadingFrom: file)
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let count = try output.fileHandleForReading.readToEnd()?.count ?? 0
    process.waitUntilExit()
    guard process.terminationStatus == 0, count > 0 else {
      throw CodecBenchmarkError.failed(self, status: process.terminationStatus)
    }
    return count
  }
}
