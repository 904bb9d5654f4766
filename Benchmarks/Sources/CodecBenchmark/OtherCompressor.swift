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

  private var arguments: [String] {
    switch self {
    case .bzip2: ["-9", "-c"]
    case .zstd: ["-19", "-q", "-c"]
    case .brotli: ["-q", "11", "-c"]
    }
  }

  /// The program, when it is installed.
  var program: URL? {
    ["/usr/bin", "/bin", "/usr/local/bin"].map { URL(fileURLWithPath: "\($0)/\(rawValue)") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }

  /// How many bytes it makes of some.
  func compressedBytes(_ bytes: [UInt8], with program: URL, file: URL) throws -> Int {
    try Data(bytes).write(to: file)
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.standardInput = try FileHandle(forReadingFrom: file)
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let count = try output.fileHandleForReading.readToEnd()?.count ?? 0
    process.waitUntilExit()
    return count
  }
}
