// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay
import Synchronization

/// A file system in memory that writes down each call and fails one of them when told so.
///
/// It also keeps what a power cut would leave: content that was synchronised, under names whose
/// directory was synchronised.
final class RecordingFiles: FileOperations {
  private struct Node {
    var content: [UInt8] = []
    var isDurable = false
  }

  private struct State {
    var calls: [String] = []
    var nodes: [Int32: Node] = [:]
    var names: [String: Int32] = [:]
    var durableNames: [String: Int32] = [:]
    var failAt: (call: Int, code: Int32)?
  }

  private let state = Mutex(State())

  var calls: [String] { state.withLock(\.calls) }
  var names: [String] { state.withLock { $0.names.keys.sorted() } }

  /// The files after a power cut, with their contents; nil for content that was not synchronised.
  var afterPowerCut: [String: [UInt8]?] {
    state.withLock { state in
      state.durableNames.mapValues { number in
        state.nodes[number].flatMap { $0.isDurable ? $0.content : nil }
      }
    }
  }

  /// Forgets the calls so far; the one with this number from now on fails.
  func fail(at call: Int?, code: Int32 = 5) {
    state.withLock { state in
      state.calls = []
      state.failAt = call.map { ($0, code) }
    }
  }

  /// Puts a file there.
  func place(_ path: String) {
    state.withLock { state in
      let number = Int32(state.nodes.count)
      state.nodes[number] = Node(content: [], isDurable: true)
      state.names[path] = number
    }
  }

  private func perform<T: Sendable>(
    _ call: String, _ path: String, _ body: (inout State) -> Result<T, FileError>
  ) throws(FileError) -> T {
    try state.withLock { state -> Result<T, FileError> in
      state.calls.append("\(call) \(path)")
      if let fault = state.failAt, fault.call == state.calls.count - 1 {
        return .failure(FileError(call: call, path: path, code: fault.code))
      }
      return body(&state)
    }.get()
  }

  func makeDirectory(_ path: String) throws(FileError) {
    try perform("mkdir", path) { _ in .success(()) }
  }

  func names(in directory: String) throws(FileError) -> [String] {
    try perform("list", directory) { state in
      let prefix = directory + "/"
      return .success(
        state.names.keys.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) })
    }
  }

  func create(_ path: String) throws(FileError) -> OpenFile {
    try perform("create", path) { (state) -> Result<OpenFile, FileError> in
      guard state.names[path] == nil else {
        return .failure(FileError(call: "create", path: path, code: 17))
      }
      let number = Int32(state.nodes.count)
      state.nodes[number] = Node()
      state.names[path] = number
      return .success(OpenFile(descriptor: number))
    }
  }

  func write(_ octets: [UInt8], to file: OpenFile) throws(FileError) {
    try perform("write", "\(octets.count)") { state in
      state.nodes[file.descriptor]?.content += octets
      return .success(())
    }
  }

  func synchronize(_ file: OpenFile) throws(FileError) {
    try perform("fsync", "file") { state in
      state.nodes[file.descriptor]?.isDurable = true
      return .success(())
    }
  }

  func close(_ file: OpenFile) throws(FileError) {
    try perform("close", "file") { _ in .success(()) }
  }

  func link(_ path: String, to newPath: String) throws(FileError) {
    try perform("link", newPath) { (state) -> Result<Void, FileError> in
      guard state.names[newPath] == nil else {
        return .failure(FileError(call: "link", path: newPath, code: 17))
      }
      state.names[newPath] = state.names[path]
      return .success(())
    }
  }

  func remove(_ path: String) throws(FileError) {
    try perform("remove", path) { (state) -> Result<Void, FileError> in
      guard state.names.removeValue(forKey: path) != nil else {
        return .failure(FileError(call: "remove", path: path, code: 2))
      }
      return .success(())
    }
  }

  func synchronizeDirectory(_ path: String) throws(FileError) {
    try perform("fsync", path) { (state) -> Result<Void, FileError> in
      let prefix = path + "/"
      state.durableNames = state.durableNames.filter { !$0.key.hasPrefix(prefix) }
      for (name, number) in state.names where name.hasPrefix(prefix) {
        state.durableNames[name] = number
      }
      return .success(())
    }
  }
}
