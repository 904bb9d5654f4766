// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation

/// A TCP connection to a daemon on this machine.
final class Connection {
  let descriptor: Int32
  private var received: [UInt8] = []

  /// Connects to a port of the loopback interface.
  init(port: UInt16) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw DaemonBenchmarkError.systemCall("socket") }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else { throw DaemonBenchmarkError.systemCall("connect to port \(port)") }
    var on: Int32 = 1
    setsockopt(
      descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
  }

  deinit { close(descriptor) }

  /// Writes a text whole.
  func write(_ text: String) throws {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { throw DaemonBenchmarkError.systemCall("write") }
      rest = rest.dropFirst(count)
    }
  }

  /// Waits for bytes and takes them; false at the end of the connection.
  func fill() throws -> Bool {
    var chunk = [UInt8](repeating: 0, count: 65_536)
    let count = Glibc.read(descriptor, &chunk, chunk.count)
    guard count >= 0 else { throw DaemonBenchmarkError.systemCall("read") }
    received += chunk[..<count]
    return count > 0
  }

  // MARK: - Lines

  /// A complete reply, if it is there: the last of its lines has a blank behind the code.
  func takeReply() -> String? {
    var start = 0
    while let end = received[start...].firstIndex(of: UInt8(ascii: "\n")) {
      let line = String(decoding: received[start..<end], as: UTF8.self)
      guard line.count < 4 || line.dropFirst(3).first != "-" else {
        start = end + 1
        continue
      }
      received.removeFirst(end + 1)
      return line
    }
    return nil
  }

  /// Waits for a reply with this code.
  func expect(_ code: String) throws {
    while true {
      if let reply = takeReply() {
        guard reply.hasPrefix(code) else { throw DaemonBenchmarkError.badAnswer(reply) }
        return
      }
      guard try fill() else { throw DaemonBenchmarkError.badAnswer("end instead of \(code)") }
    }
  }

  /// Writes a line and waits for the reply to it.
  func command(_ line: String, _ code: String) throws {
    try write(line + "\r\n")
    try expect(code)
  }

  // MARK: - HTTP

  /// The request for a resource, as a browser keeps the connection.
  static func request(_ resource: String) -> String {
    "GET \(resource) HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
  }

  /// A complete answer with status 200, head included, if it is there; it is taken.
  func takeAnswer() throws -> [UInt8]? {
    let mark = Array("\r\n\r\n".utf8)
    guard let end = received.firstRange(of: mark) else { return nil }
    let head = String(decoding: received[..<end.lowerBound], as: UTF8.self)
    guard head.hasPrefix("HTTP/1.1 200") else { throw DaemonBenchmarkError.badAnswer(head) }
    let lengths = head.lowercased().split(separator: "\r\n").compactMap { line in
      line.hasPrefix("content-length:") ? Int(line.dropFirst(15).filter { $0 != " " }) : nil
    }
    guard let length = lengths.first else { throw DaemonBenchmarkError.badAnswer(head) }
    let whole = end.upperBound + length
    guard received.count >= whole else { return nil }
    defer { received.removeFirst(whole) }
    return Array(received[..<whole])
  }

  /// Asks, and returns the size of the answer on the wire.
  func get(_ resource: String) throws -> Int { try answer(resource).count }

  /// Asks, and returns the answer, head included.
  func text(_ resource: String) throws -> String {
    String(decoding: try answer(resource), as: UTF8.self)
  }

  private func answer(_ resource: String) throws -> [UInt8] {
    try write(Self.request(resource))
    while true {
      if let answer = try takeAnswer() { return answer }
      guard try fill() else { throw DaemonBenchmarkError.badAnswer("end instead of \(resource)") }
    }
  }
}

/// Waits until one of several connections has something to read.
enum Readiness {
  /// The places of those connections; throws when none has in a minute.
  static func wait(for connections: [Connection]) throws -> [Int] {
    var waiting = connections.map {
      pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0)
    }
    let count = poll(&waiting, nfds_t(waiting.count), 60_000)
    guard count > 0 else { throw DaemonBenchmarkError.tooLate("an answer") }
    return waiting.indices.filter { waiting[$0].revents != 0 }
  }
}

/// The monotonic clock.
enum Stopwatch {
  /// Seconds since some moment.
  static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
