// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation

/// What the kernel knows of a process.
struct ProcessFigures {
  private let folder: String

  /// The figures of a process that runs.
  init(processID: Int32) { folder = "/proc/\(processID)" }

  /// Memory in use, shared pages included, bytes.
  func residentBytes() throws -> Int { try field("Rss:", in: "smaps_rollup") }

  /// Memory that only this process has and that cannot be read from a file again, bytes.
  func privateBytes() throws -> Int { try field("Private_Dirty:", in: "smaps_rollup") }

  /// The most memory that was ever in use, bytes.
  func peakResidentBytes() throws -> Int { try field("VmHWM:", in: "status") }

  /// Seconds of one core used so far by the threads that run now.
  func processorSeconds() throws -> Double {
    let threads = try FileManager.default.contentsOfDirectory(atPath: folder + "/task")
    var nanoseconds = 0.0
    for thread in threads {
      let path = folder + "/task/\(thread)/schedstat"
      // A thread may end between the two looks.
      guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { continue }
      nanoseconds += text.split(separator: " ").first.flatMap { Double($0) } ?? 0
    }
    return nanoseconds / 1e9
  }

  /// A figure in kB.
  private func field(_ name: String, in file: String) throws -> Int {
    let text = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
    let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
    let words = line?.split(separator: " ") ?? []
    guard words.count > 1, let count = Int(words[1]) else {
      throw DaemonBenchmarkError.badAnswer("\(folder)/\(file) has no \(name)")
    }
    return count * 1024
  }
}
