// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The memory that long mails take while they come in, at all doors together.
///
/// First come, first served, except that who has some and needs more goes first. A mail that is
/// longer than the whole room gets it when nobody else has any.
package struct MailRoom<Guest: Hashable> {
  private let octets: Int
  private var held: [Guest: Int] = [:]
  private var line: [(guest: Guest, octets: Int)] = []

  /// A room of so many octets.
  package init(octets: Int) { self.octets = octets }

  /// Whether somebody may have so many octets, in place of what it has; else it stands in line.
  package mutating func ask(_ octets: Int, for guest: Guest) -> Bool {
    let isFirst = line.isEmpty || held[guest] != nil
    if isFirst, fits(octets, for: guest) {
      held[guest] = octets
      return true
    }
    line.insert((guest, octets), at: held[guest] == nil ? line.endIndex : line.startIndex)
    return false
  }

  /// Somebody needs none any more, had he any or not; who has some now instead.
  package mutating func leave(_ guest: Guest) -> [Guest] {
    held[guest] = nil
    line.removeAll { $0.guest == guest }
    var entering: [Guest] = []
    while let first = line.first, fits(first.octets, for: first.guest) {
      held[first.guest] = first.octets
      entering.append(first.guest)
      line.removeFirst()
    }
    return entering
  }

  private func fits(_ wanted: Int, for guest: Guest) -> Bool {
    let others = held.reduce(0) { $0 + ($1.key == guest ? 0 : $1.value) }
    return others == 0 || others + wanted <= octets
  }
}
