// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// What `loragw setup` knows of the machine before it asks.
package struct SetupSurroundings: Sendable {
  /// The boards that loragw knows.
  package var boards: BoardTable
  /// What the machine has.
  package var machine: MachineSnapshot
  /// What the machine calls itself.
  package var hostName: String
  /// The domain that mail programs put behind local names; nil when the machine has none.
  package var mailDomain: String?

  /// Gathers the fields.
  package init(
    boards: BoardTable, machine: MachineSnapshot, hostName: String = "", mailDomain: String? = nil
  ) {
    self.boards = boards
    self.machine = machine
    self.hostName = hostName
    self.mailDomain = mailDomain
  }

  /// A name for the station: the machine's, where that is legal.
  var stationName: String? {
    let first = hostName.split(separator: ".").first.map(String.init) ?? ""
    return GatewayName.isLegal(first) && first != "localhost" ? first : nil
  }
}

/// What is not asked, since what nobody says is right for most.
package struct SetupOptions: Equatable, Sendable {
  /// Where state is kept.
  package var stateDirectory = GatewayConfiguration.defaultStateDirectory
  /// Where SMTP is spoken.
  package var smtp: [String] = []
  /// How wide the channel is; nil: as the law takes it.
  package var bandwidth: Bandwidth?
  /// The spreading factor.
  package var spreadingFactor = SpreadingFactor.sf7

  /// What is right for most.
  package init() {}
}
