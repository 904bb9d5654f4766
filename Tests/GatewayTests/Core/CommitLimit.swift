// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import GRDB

/// Lets so many transactions pass and refuses all later ones, as when the process ends there.
final class CommitLimit: TransactionObserver {
  private(set) var passed = 0
  /// Whether a commit was refused.
  private(set) var isOver = false
  private let limit: Int

  init(_ limit: Int) { self.limit = limit }

  struct Over: Error {}

  func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { false }

  func databaseDidChange(with event: DatabaseEvent) {}

  func databaseWillCommit() throws {
    guard passed < limit else {
      isOver = true
      throw Over()
    }
    passed += 1
  }

  func databaseDidCommit(_ db: Database) {}

  func databaseDidRollback(_ db: Database) {}
}
