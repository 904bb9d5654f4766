// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import Glibc
internal import NIOCore
internal import NIOPosix

/// Why a connection could not be made, in the system's words.
struct ConnectionTrouble: CustomStringConvertible {
  let description: String

  /// Reads what a connection attempt threw; of several addresses of one host the first one counts.
  init(_ error: any Error) {
    let first = (error as? NIOConnectionError)?.connectionErrors.first?.error ?? error
    switch first {
    case let error as IOError:
      let words = unsafe strerror(error.errnoCode)
      description = unsafe words.map { unsafe String(cString: $0) } ?? "\(error)"
    case ChannelError.connectTimeout: description = "no answer within 30 s"
    default: description = "\(first)"
    }
  }
}
