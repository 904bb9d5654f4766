// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Why an ether cannot be had.
public enum EtherError: Error, Equatable, Sendable {
  /// Another server answers at the path.
  case inUse(path: String)
  /// The path leads to something else than a socket.
  case notASocket(path: String)
  /// The path is empty, or longer than 107 bytes.
  case path(String)
  /// The speed is not 1...10,000.
  case speed(Double)
  /// The loss is no probability.
  case loss(Double)
  /// The server was started before; one serves once.
  case alreadyStarted
  /// The system does not let it listen there.
  case cannotListen(path: String, reason: String)
}

extension EtherError: CustomStringConvertible {
  /// What is the matter, and what is legal.
  public var description: String {
    switch self {
    case .inUse(let path): "another server answers at \(path)"
    case .notASocket(let path): "\(path) exists and is not a socket"
    case .path(let path):
      "\"\(path)\" cannot be the path of a socket; legal: 1 to \(EtherLimits.pathBytes) bytes"
    case .speed(let speed): "illegal speed \(speed); legal: 1 to 10000, 1 is real time"
    case .loss(let loss): "illegal loss \(loss); legal: a probability from 0 to 1"
    case .alreadyStarted: "the server was started before"
    case .cannotListen(let path, let reason): "cannot listen at \(path): \(reason)"
    }
  }
}
