// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Glibc

/// The disk that holds the spool.
public struct SpoolDisk: Sendable, Codable, Equatable {
  /// What is free for the gateway, bytes.
  public var freeBytes: Int64
  /// Its size, bytes.
  public var sizeBytes: Int64
  /// The spool's files, bytes.
  public var spoolBytes: Int64

  /// Gathers the figures.
  package init(freeBytes: Int64, sizeBytes: Int64, spoolBytes: Int64) {
    self.freeBytes = freeBytes
    self.sizeBytes = sizeBytes
    self.spoolBytes = spoolBytes
  }

  /// Looks at the disk of a state directory; nil when the system does not tell.
  package init?(stateDirectory: String) {
    var figures = statvfs()
    guard unsafe statvfs(stateDirectory, &figures) == 0 else { return nil }
    let block = Int64(clamping: figures.f_frsize)
    func bytes(_ blocks: UInt) -> Int64 {
      let (product, overflow) = Int64(clamping: blocks).multipliedReportingOverflow(by: block)
      return overflow ? .max : product
    }
    freeBytes = bytes(figures.f_bavail)
    sizeBytes = bytes(figures.f_blocks)
    spoolBytes = ["spool.sqlite", "spool.sqlite-wal"].reduce(0) { sum, name in
      var file = stat()
      let isThere = unsafe stat(stateDirectory + "/" + name, &file) == 0
      return sum + (isThere ? Int64(file.st_size) : 0)
    }
  }
}
