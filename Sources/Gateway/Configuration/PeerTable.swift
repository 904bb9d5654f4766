// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The `[[peer]]` tables of a configuration's text: adds and removes one, and keeps everything else
/// byte for byte, comments and layout included.
///
/// Each edit is read back as a configuration and compared with what was meant before it counts.
public struct PeerTable: Equatable, Sendable {
  /// The whole text of the configuration.
  public private(set) var text: String
  /// What that text says.
  public private(set) var configuration: Configuration
  private let file: String

  /// Takes the text of a right configuration; `file` is its name for error messages.
  ///
  /// - Throws: `ConfigurationError` when the text is wrong.
  public init(text: String, file: String) throws(ConfigurationError) {
    self.text = text
    self.file = file
    configuration = try Configuration(parsing: text, file: file)
  }

  /// Adds the gateway that made an invitation, when the two can hear each other.
  ///
  /// `ownKey` is this gateway's static key, if it has one yet.
  ///
  /// - Throws: `PeerTableError`; the table is then unchanged.
  public mutating func accept(
    _ invitation: Invitation, name: String, domains: [DomainName], ownKey: [UInt8]?
  ) throws(PeerTableError) {
    guard invitation.staticKeyBytes != ownKey else { throw .ownInvitation }
    let differences = configuration.radio.channel.shared.differences(from: invitation.channel)
    guard differences.isEmpty else { throw .channelDiffers(differences) }
    try append(name: name, invitation: invitation, domains: domains)
  }

  /// Adds a peer behind the last line.
  ///
  /// - Throws: `PeerTableError`; the table is then unchanged.
  public mutating func append(
    name: String, invitation: Invitation, domains: [DomainName]
  ) throws(PeerTableError) {
    let peers = configuration.peers
    if let known = peers.first(where: { $0.invitation.staticKeyBytes == invitation.staticKeyBytes })
    {
      throw .keyTaken(by: known.name)
    }
    guard configuration.peer(named: name) == nil else { throw .nameTaken(name) }
    let added = PeerConfiguration(
      name: name, invitation: invitation, domains: domains, fromDomains: domains, relayFor: [])
    let usesCRLF = text.utf8.contains(UInt8(ascii: "\r"))
    let lines = [
      "", "[[peer]]", "name = \"\(name)\"", "key = \"\(invitation.line)\"",
      "domains = [\(domains.map { "\"\($0)\"" }.joined(separator: ", "))]", "",
    ]
    let gap = text.isEmpty || text.utf8.last == UInt8(ascii: "\n") ? "" : "\n"
    try adopt(
      text + gap + lines.joined(separator: usesCRLF ? "\r\n" : "\n"), expecting: peers + [added])
  }

  /// Removes the table of a peer, from its `[[peer]]` line to its last key, and one empty line
  /// before it.
  ///
  /// Comments behind its last key stay.
  ///
  /// - Throws: `PeerTableError`; the table is then unchanged.
  public mutating func remove(named name: String) throws(PeerTableError) {
    let peers = configuration.peers
    guard let index = peers.firstIndex(where: { $0.name == name }) else {
      throw .unknownPeer(name, nearest: KeySpelling.nearest(to: name, among: peers.map(\.name)))
    }
    var bytes = Array(text.utf8)
    let path = "peer[\(index + 1)]"
    let own = TOMLOutline(bytes).statements.filter {
      $0.path == path || $0.path.hasPrefix(path + ".")
    }
    guard let first = own.first, let last = own.last, first.kind == .arrayElement else {
      throw .notEditable(file: file)
    }
    let start = PeerTable.startWithEmptyLine(first.bytes.lowerBound, bytes)
    bytes.removeSubrange(start..<last.bytes.upperBound)
    var remaining = peers
    remaining.remove(at: index)
    try adopt(String(decoding: bytes, as: UTF8.self), expecting: remaining)
  }

  /// Edits the peers of a configuration file durably, under a lock against other editors.
  ///
  /// The new text replaces the old in one step; mode and owner are kept if the system allows.
  ///
  /// - Throws: `PeerTableError`; the file is then unchanged.
  public static func edit(
    file path: String, _ change: (inout PeerTable) throws(PeerTableError) -> Void
  ) throws(PeerTableError) {
    let real = try onFile { () throws(FileError) in try DurableFile.resolved(path) }
    try DurableFile.whileLocked(
      real, orThrow: { .configuration(.file($0)) }
    ) { () throws(PeerTableError) in
      try editLocked(path: path, real: real, change)
    }
  }

  private static func editLocked(
    path: String, real: String, _ change: (inout PeerTable) throws(PeerTableError) -> Void
  ) throws(PeerTableError) {
    var table: PeerTable
    do {
      table = try PeerTable(text: try Configuration.text(of: real), file: path)
    } catch {
      throw .configuration(error)
    }
    let before = table.text
    try change(&table)
    guard table.text != before else { return }
    let after = Array(table.text.utf8)
    try onFile { () throws(FileError) in
      let access = try DurableFile.access(of: real)
      try DurableFile.write(after, to: real, access: access, existing: .replace)
    }
  }

  private static func onFile<Result>(
    _ body: () throws(FileError) -> Result
  ) throws(PeerTableError) -> Result {
    do {
      return try body()
    } catch {
      throw .configuration(.file(error))
    }
  }

  /// Takes a new text when it says the same as before but for the peers, and these as expected.
  private mutating func adopt(
    _ newText: String, expecting peers: [PeerConfiguration]
  ) throws(PeerTableError) {
    var expected = configuration
    expected.peers = peers
    let result: Configuration
    do {
      result = try Configuration(parsing: newText, file: file)
    } catch {
      switch error {
      case .invalid(_, let problems):
        let first = problems.first
        throw .clash("refused: \(first?.path ?? "")\(first?.message ?? "")")
      case .syntax, .file:
        throw .notEditable(file: file)
      }
    }
    guard result == expected else { throw .notEditable(file: file) }
    text = newText
    configuration = result
  }

  /// Moves a position before the empty line that stands before it, if one does.
  private static func startWithEmptyLine(_ start: Int, _ bytes: [UInt8]) -> Int {
    let newline = UInt8(ascii: "\n")
    guard start > 0, bytes[start - 1] == newline else { return start }
    var begin = start - 1
    if begin > 0, bytes[begin - 1] == UInt8(ascii: "\r") { begin -= 1 }
    return begin == 0 || bytes[begin - 1] == newline ? begin : start
  }
}
