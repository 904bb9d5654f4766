// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import Glibc

/// Standard input in pieces, so that no more of it is kept than wanted.
enum StandardInput {
  /// Reading failed.
  struct Failure: Error, CustomStringConvertible {
    var code: Int32

    var description: String {
      FileError(path: "standard input", step: "read", code: code).description
    }
  }

  private static let pieceBytes = 64 << 10
  /// What is read and thrown away of a mail too big, so that its writer hears the answer.
  private static let discardedBytes = 256 << 20

  /// The next octets; nil at the end.
  static func readPiece() throws(Failure) -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: pieceBytes)
    while true {
      let count = unsafe buffer.withUnsafeMutableBytes {
        unsafe Glibc.read(STDIN_FILENO, $0.baseAddress, $0.count)
      }
      if count > 0 { return Array(buffer.prefix(count)) }
      if count == 0 { return nil }
      guard errno == EINTR else { throw Failure(code: errno) }
    }
  }

  /// All octets up to a limit; one more when there are more, and those behind are dropped.
  static func read(upTo most: Int) throws(Failure) -> [UInt8] {
    var octets: [UInt8] = []
    var dropped = 0
    while dropped < discardedBytes, let piece = try readPiece() {
      let kept = piece.prefix(most + 1 - octets.count)
      octets += kept
      dropped += piece.count - kept.count
    }
    return octets
  }
}
