// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import NIOCore
internal import NIOPosix

/// The socket of a listener: getting it, and the file of a Unix socket.
struct DoorSocket: Sendable {
  private let address: ListenAddress

  init(_ address: ListenAddress) {
    self.address = address
  }

  /// Binds and listens.
  func bind(_ bootstrap: ServerBootstrap) async throws(MailListenerError) -> any Channel {
    do {
      switch address {
      case .tcp(let host, let port):
        return try await bootstrap.bind(host: host, port: Int(port)).get()
      case .unix(let path):
        try await makeRoom(at: path)
        let channel = try await bootstrap.bind(unixDomainSocketPath: path).get()
        try SocketFile(path).restrict()
        return channel
      }
    } catch let error as MailListenerError {
      throw error
    } catch {
      throw .refused(address, reason: "\(error)")
    }
  }

  /// Removes a socket that nobody answers at.
  private func makeRoom(at path: String) async throws(MailListenerError) {
    do {
      switch try SocketFile(path).kind() {
      case .nothing: return
      case .other: throw MailListenerError.notASocket(path: path)
      case .socket:
        guard await isAbandoned(path) else { throw MailListenerError.inUse(address) }
        try SocketFile(path).remove()
      }
    } catch let error as MailListenerError {
      throw error
    } catch {
      throw .refused(address, reason: "\(error)")
    }
  }

  /// Whether the system says that nobody listens there; any other answer may hide a server.
  private func isAbandoned(_ path: String) async -> Bool {
    do {
      let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connect(unixDomainSocketPath: path).get()
      channel.close(promise: nil)
      return false
    } catch let error as IOError {
      return SocketFile.meansAbandoned(error.errnoCode)
    } catch {
      return false
    }
  }

  /// The address with the port that the system chose.
  func boundAddress(_ channel: any Channel) -> ListenAddress {
    guard case .tcp(let host, _) = address, let port = channel.localAddress?.port,
      let port = UInt16(exactly: port)
    else { return address }
    return .tcp(host: host, port: port)
  }

  /// Takes the file of a Unix socket away, before another server may put its own there.
  func removePath() {
    guard case .unix(let path) = address else { return }
    // When it is gone already there is nothing to do.
    try? SocketFile(path).remove()
  }
}
