// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// How lines of the log are written.
package enum LogForm: Hashable, Sendable {
  /// With a priority before each line, as the journal reads it (sd-daemon(3)); it knows the time.
  case journal
  /// With time and level in words.
  case terminal

  /// A file as the kernel tells files apart.
  package struct FileIdentity: Hashable, Sendable {
    var device: UInt64
    var inode: UInt64

    /// The file that has these numbers.
    package init(device: UInt64, inode: UInt64) {
      self.device = device
      self.inode = inode
    }
  }

  /// The form for a standard error.
  ///
  /// It is the journal's when JOURNAL_STREAM names this very file (systemd.exec(5)): a program that
  /// the service started may have its output elsewhere and the variable all the same.
  package init(environment: [String: String], standardError: FileIdentity?) {
    let numbers = (environment["JOURNAL_STREAM"] ?? "").split(
      separator: ":", omittingEmptySubsequences: false
    ).map { UInt64($0) }
    guard numbers.count == 2, let device = numbers[0], let inode = numbers[1] else {
      self = .terminal
      return
    }
    self = standardError == FileIdentity(device: device, inode: inode) ? .journal : .terminal
  }
}
