// SPDX-License-Identifier: Apache-2.0
// Part of loragw

private import Glibc
internal import NIOCore
internal import NIOPosix

/// The file of an ether's socket.
struct EtherSocket: Sendable {
  private let path: String

  init(_ path: String) throws(EtherError) {
    guard (1...EtherLimits.pathBytes).contains(path.utf8.count), !path.utf8.contains(0) else {
      throw .path(path)
    }
    self.path = path
  }

  /// Binds and listens; replaces a socket at which nobody answers.
  func bind(_ bootstrap: ServerBootstrap) async throws(EtherError) -> any Channel {
    try await makeRoom()
    do {
      return try await bootstrap.bind(unixDomainSocketPath: path).get()
    } catch let error as IOError where error.errnoCode == EADDRINUSE {
      throw .inUse(path: path)
    } catch {
      throw .cannotListen(path: path, reason: "\(error)")
    }
  }

  private func makeRoom() async throws(EtherError) {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else {
      guard errno == ENOENT else { throw failure(errno) }
      return
    }
    guard status.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path: path) }
    guard await isAbandoned() else { throw .inUse(path: path) }
    guard unsafe unlink(path) == 0 || errno == ENOENT else { throw failure(errno) }
  }

  /// Whether the system says that nobody listens (unix(7)); any other answer may hide a server.
  private func isAbandoned() async -> Bool {
    do {
      let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connect(unixDomainSocketPath: path).get()
      channel.close(promise: nil)
      return false
    } catch let error as IOError {
      return error.errnoCode == ECONNREFUSED || error.errnoCode == ENOENT
    } catch {
      return false
    }
  }

  /// Takes the file away; to be called while the socket still listens, so that it is ours.
  func remove() {
    // When it is gone already there is nothing to do.
    _ = unsafe unlink(path)
  }

  private func failure(_ code: Int32) -> EtherError {
    .cannotListen(path: path, reason: "\(IOError(errnoCode: code, reason: "file"))")
  }
}
