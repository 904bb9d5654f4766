// SPDX-License-Identifier: Apache-2.0
// Part of loragw

private import CLinuxIO
private import CPseudoTerminal

/// A pseudo terminal, as long as this lives.
package final class PseudoTerminal: Sendable {
  /// The near end's path.
  package let path: String
  private let master: Int32

  /// Opens one; nil when the system has none left.
  package init?() {
    var name = [CChar](repeating: 0, count: 64)
    master = unsafe cpty_open(&name, UInt32(name.count))
    guard master >= 0 else { return nil }
    path = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// From now on this thread may do what that user may, and no more.
  package static func actOnThisThread(as user: UInt32) { cpty_act_as(user) }

  deinit { clio_close(master) }
}
