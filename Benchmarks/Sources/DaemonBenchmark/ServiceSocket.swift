// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation

/// The socket at which a service manager hears from a daemon (sd_notify(3)).
final class ServiceSocket {
  let path: String
  private let descriptor: Int32

  /// Makes the socket.
  init(path: String) throws {
    self.path = path
    unlink(path)
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { bytes in
      bytes.copyBytes(from: path.utf8.prefix(bytes.count - 1))
    }
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard descriptor >= 0, status == 0 else { throw DaemonBenchmarkError.systemCall(path) }
  }

  deinit {
    close(descriptor)
    unlink(path)
  }

  /// Waits for READY=1.
  func waitUntilReady() throws {
    while true {
      var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&waiting, 1, 30_000) > 0 else { throw DaemonBenchmarkError.tooLate("READY=1") }
      var bytes = [UInt8](repeating: 0, count: 4096)
      let count = recv(descriptor, &bytes, bytes.count, 0)
      if count > 0, String(decoding: bytes[..<count], as: UTF8.self).contains("READY=1") { return }
    }
  }
}
