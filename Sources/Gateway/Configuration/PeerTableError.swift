// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Why the peers in a configuration file were not changed.
///
/// The file is then untouched.
public enum PeerTableError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file was wrong before the change, or cannot be read or written.
  case configuration(ConfigurationError)
  /// The invitation is this gateway's own.
  case ownInvitation
  /// The other gateway uses another channel; one text per setting that differs.
  case channelDiffers([String])
  /// There is a peer of that name already.
  case nameTaken(String)
  /// There is a peer with that key already.
  case keyTaken(by: String)
  /// The change would leave a wrong configuration; the first problem in words.
  case clash(String)
  /// No peer has that name; the nearest one that exists.
  case unknownPeer(String, nearest: String?)
  /// The peers are written in a form that only a person can edit.
  case notEditable(file: String)

  /// One line that says what is wrong and what to do.
  public var description: String {
    switch self {
    case .configuration(let error):
      return error.description
    case .ownInvitation:
      return "this is this gateway's own invitation; accept it on the other gateway,"
        + " and here the line that 'loragw peer invite' prints there"
    case .channelDiffers(let differences):
      return "the other gateway uses another channel: \(differences.joined(separator: "; "));"
        + " make [radio.channel] alike at both ends, then invite and accept again"
    case .nameTaken(let name):
      return "a peer named \"\(name)\" is there already; choose another with --name,"
        + " or first: loragw peer remove \(name)"
    case .keyTaken(let name):
      return "that gateway is there already as peer \"\(name)\"; to take its new line,"
        + " first: loragw peer remove \(name)"
    case .clash(let problem):
      return problem
    case .unknownPeer(let name, let nearest):
      let hint = nearest.map { "; did you mean \"\($0)\"?" } ?? "; see: loragw peer list"
      return "no peer is named \"\(ProblemLog.oneLine(name))\"\(hint)"
    case .notEditable(let file):
      return "\(file): the peers are not written as plain [[peer]] tables; edit the file by hand"
    }
  }
}
