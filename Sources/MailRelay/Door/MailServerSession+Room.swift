// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Long mails wait until there is room for them in memory, of which all doors together have only so
/// much: what a client declares with SIZE is asked for before it sends, else when it turns out.
extension MailServerSession {
  /// What room is waited for.
  enum RoomUse: Sendable {
    /// To ask for a mail.
    case data
    /// To read on in a mail.
    case mail(DotReader)
    /// To read a chunk.
    case chunk(octets: Int, isLast: Bool)
  }

  /// Whether room was asked for.
  var hasRoom: Bool { roomOctets > configuration.freeOctets }

  /// Whether a mail of so many octets has to wait for room.
  func needsRoom(_ octets: Int) -> Bool { octets > roomOctets }

  /// Asks for room for so many octets, to go on with `use`.
  mutating func waitForRoom(for use: RoomUse, octets: Int) {
    roomOctets = min(octets, configuration.mailOctetsMax)
    phase = .awaitingRoom(use)
    perform(.reserve(octets: roomOctets))
  }

  /// Has a mail that grew beyond its room wait for as much as any mail may need.
  mutating func reserveMore(for reader: DotReader) {
    guard needsRoom(reader.heldOctets) else { return }
    waitForRoom(for: .mail(reader), octets: configuration.mailOctetsMax)
  }

  /// There is room.
  mutating func go(on use: RoomUse) {
    switch use {
    case .data: readMail()
    case .mail(var reader):
      reader.expect(roomOctets)
      phase = .mail(reader)
    case .chunk(let octets, let isLast):
      transaction?.chunks?.expect(roomOctets)
      phase = .chunk(remaining: octets, isLast: isLast)
    }
  }

  /// There was no room for too long: the client is to come back.
  ///
  /// Where it is sending already, only the end of the connection can stop it.
  mutating func giveUp(_ use: RoomUse) {
    let text = "Too many long mails come in at once; try again later"
    switch use {
    case .data:
      phase = .commands
      leaveRoom()
      reply(Reply(452, .init(4, 3, 1), text))
    case .mail, .chunk: close(Reply(421, .init(4, 3, 1), text))
    }
  }

  /// Gives back the room of a mail that is through.
  mutating func leaveRoom() {
    guard hasRoom else { return }
    roomOctets = configuration.freeOctets
    perform(.release)
  }
}
