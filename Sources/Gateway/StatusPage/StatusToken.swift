// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Crypto
import Foundation

/// The secret that requests to the status page bring.
///
/// Brought as `Authorization: Bearer TOKEN`, or as the password of HTTP Basic with any user name,
/// which is how a browser asks for it. A request that changes something needs the former: a browser
/// sends the latter by itself, whatever page made it do so.
package struct StatusToken: Sendable {
  /// How long a token may be, characters.
  package static let length = 16...256
  private let digest: SHA256.Digest

  /// Takes a token: ``length`` printable characters of ASCII without blanks; nil for another text.
  package init?(_ text: String) {
    guard Self.length.contains(text.utf8.count),
      text.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
    else { return nil }
    digest = SHA256.hash(data: Data(text.utf8))
  }

  /// Reads a token file: the token on one line, in a file that only its owner and group may read.
  ///
  /// - Throws: ``StatusPageError``.
  package init(file: String) throws(StatusPageError) {
    let contents: DurableFile.Contents
    do {
      contents = try DurableFile.read(file, atMost: 4096)
    } catch {
      throw .tokenFile(error.description)
    }
    guard contents.access.mode & 0o007 == 0 else {
      throw .tokenFile("\(file): everybody may read it; run: chmod 640 \(file)")
    }
    let text = String(decoding: contents.bytes, as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    guard let token = StatusToken(text) else {
      throw .tokenFile(
        "\(file): must hold one line of \(Self.length.lowerBound) to \(Self.length.upperBound)"
          + " printable characters without blanks; make one: openssl rand -hex 24 > \(file)")
    }
    self = token
  }

  /// How a token was brought.
  package enum Bringing: Sendable, Equatable {
    /// As a bearer's: no browser does so by itself.
    case bearer
    /// As a password.
    case password
  }

  /// How the value of an Authorization field brings this token; nil when it does not.
  package func bringing(in authorization: String?) -> Bringing? {
    guard let authorization, authorization.utf8.count <= 1024 else { return nil }
    let words = authorization.split(separator: " ", omittingEmptySubsequences: true)
    guard words.count == 2 else { return nil }
    switch words[0].lowercased() {
    case "bearer": return isSame(String(words[1])) ? .bearer : nil
    case "basic":
      guard let bytes = Data(base64Encoded: String(words[1])),
        let colon = bytes.firstIndex(of: UInt8(ascii: ":"))
      else { return nil }
      let password = String(decoding: bytes[bytes.index(after: colon)...], as: UTF8.self)
      return isSame(password) ? .password : nil
    default: return nil
    }
  }

  /// Digests are compared, so that the time tells nothing of the token.
  private func isSame(_ text: String) -> Bool { SHA256.hash(data: Data(text.utf8)) == digest }
}

/// Why the status page cannot be served.
public enum StatusPageError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The token cannot be had; the text says why and what to do.
  case tokenFile(String)

  /// One clear line.
  public var description: String {
    switch self {
    case .tokenFile(let why): "status.token_file: \(why)"
    }
  }
}
