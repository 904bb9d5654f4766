// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
package import GRDB

/// The gateway's durable memory: one SQLite database in the state directory.
///
/// WAL with `synchronous = FULL`: a transaction that returned is on the disk. Changes that need
/// only outlive the process (received symbols) are committed without waiting for the disk.
public final class Spool {
  /// The database.
  package let queue: DatabaseQueue
  private let lock: StateLock?
  /// What a commit survives by the database's setting at this moment.
  private var committing = Durability.power
  /// The boot that this process lives in; nil where that is not known.
  let boot: BootID?

  /// Opens the spool of a state directory, making it at first start.
  ///
  /// - Parameters:
  ///   - directory: the state directory; it is locked against a second gateway.
  ///   - boot: by which the ledger knows whether its clock ran on since the last process.
  /// - Throws: ``SpoolError`` when the directory is in use or the database cannot be opened.
  public init(directory: String, boot: BootID? = nil) throws(SpoolError) {
    self.boot = boot
    lock = try StateLock(path: directory + "/lock")
    queue = try Self.open(path: directory + "/spool.sqlite")
  }

  /// A spool in memory, for simulations: it survives nothing.
  public init() throws(SpoolError) {
    lock = nil
    boot = nil
    do {
      queue = try DatabaseQueue()
      try SpoolSchema.migrator.migrate(queue)
    } catch {
      throw SpoolError(error, doing: "opening the spool in memory")
    }
  }

  private static func open(path: String) throws(SpoolError) -> DatabaseQueue {
    var configuration = GRDB.Configuration()
    configuration.prepareDatabase { db in
      try db.execute(sql: "PRAGMA journal_mode = WAL")
      try db.execute(sql: "PRAGMA synchronous = FULL")
      // In KiB: what is read again and again is little.
      try db.execute(sql: "PRAGMA cache_size = -1024")
    }
    do {
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      try SpoolSchema.migrator.migrate(queue)
      return queue
    } catch {
      throw SpoolError(error, doing: "opening \(path)")
    }
  }

  /// What a committed transaction survives.
  public enum Durability: Sendable {
    /// The end of the process.
    case process
    /// A power cut.
    case power
  }

  /// Runs `changes` in one transaction; when this returns they are as durable as asked.
  func commit<Result>(
    _ durability: Durability = .power, doing what: String,
    _ changes: (Database) throws -> Result
  ) throws(SpoolError) -> Result {
    do {
      return try queue.writeWithoutTransaction { db in
        if durability != committing {
          try db.execute(sql: "PRAGMA synchronous = \(durability == .power ? "FULL" : "NORMAL")")
          committing = durability
        }
        var result: Result?
        try db.inTransaction(.immediate) {
          result = try changes(db)
          return .commit
        }
        guard let result else { throw SpoolError.failed("\(what): the transaction had no result") }
        return result
      }
    } catch {
      throw SpoolError(error, doing: what)
    }
  }

  /// Reads a consistent state: nobody else has the database.
  func read<Result>(
    doing what: String, _ body: (Database) throws -> Result
  ) throws(SpoolError) -> Result {
    do {
      return try queue.inDatabase(body)
    } catch {
      throw SpoolError(error, doing: what)
    }
  }
}

/// Why the spool could not do what it was asked.
public enum SpoolError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Another process uses the state directory.
  case inUse(String)
  /// The disk, or the quota, is full; nothing was changed.
  case full
  /// Anything else; the text says what failed and why.
  case failed(String)

  init(_ error: any Error, doing what: String) {
    if let known = error as? SpoolError {
      self = known
    } else if let database = error as? DatabaseError, database.resultCode == .SQLITE_FULL {
      self = .full
    } else {
      self = .failed("\(what): \(error)")
    }
  }

  /// One clear line.
  public var description: String {
    switch self {
    case .inUse(let path): "\(path) is locked: another loragw uses this state directory"
    case .full: "the spool's disk is full"
    case .failed(let why): why
    }
  }
}
