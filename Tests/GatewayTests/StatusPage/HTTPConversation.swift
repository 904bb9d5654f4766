// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Glibc

/// A raw TCP connection to a server on this machine: what goes out is what is given, byte for byte.
final class HTTPConversation {
  struct Failure: Error { var what: String }

  /// Stands at the end of what was read when the other side fell silent without closing.
  static let silence = "(silence)"

  private let descriptor: Int32

  init(port: Int) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        unsafe connect(descriptor, address, size)
      }
    }
    var patience = timeval(tv_sec: 20, tv_usec: 0)
    let length = socklen_t(MemoryLayout<timeval>.size)
    _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, length)
    _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, length)
    guard result == 0 else { throw Failure(what: "connect: errno \(errno)") }
  }

  deinit { close(descriptor) }

  /// Sends bytes; a peer that has closed takes no more, which is no failure.
  func send(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe Glibc.send(
          descriptor, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
    }
  }

  /// Reads until there is this text, or the other side closes.
  func read(until mark: String? = nil) -> String {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
      if count < 0, errno == EAGAIN { return String(decoding: bytes, as: UTF8.self) + Self.silence }
      guard count > 0 else { break }
      bytes += buffer.prefix(count)
      if let mark, String(decoding: bytes, as: UTF8.self).contains(mark) { break }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Asks and reads the whole answer; the connection is over then.
  static func ask(
    _ port: Int, _ line: String, _ fields: [String] = ["Host: localhost"], body: String = ""
  ) throws -> String {
    let conversation = try HTTPConversation(port: port)
    let length = body.isEmpty ? [] : ["Content-Length: \(body.utf8.count)"]
    let head = ["\(line) HTTP/1.1"] + fields + length + ["Connection: close"]
    conversation.send(head.joined(separator: "\r\n") + "\r\n\r\n" + body)
    return conversation.read()
  }
}
