// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Crypto
import Foundation
package import Logging
import MailRelay

/// Leaves mails that have waited long for the radio in the directory of a bearer.
///
/// A batch is durable before its mails are noted as left: after a crash between the two, they are
/// left again, and known at the other end.
package actor BatchLeaver {
  private let bearer: Bearer
  private let seconds: Int64
  private let folder: DropFolder
  private let carrier: any BatchCarrier
  private let logger: Logger
  private var fault: FileError?

  /// How often the queue is looked at.
  private static let look = Duration.seconds(15)
  /// The most octets of one file; a mail that is larger has one of its own.
  private static let batchOctets = 8 << 20

  /// Makes a leaver; nil for a bearer to which no mail is left.
  package init?(_ bearer: Bearer, carrier: any BatchCarrier, logger: Logger) {
    guard case .batches(let seconds) = bearer.content, let folder = bearer.leaving else {
      return nil
    }
    self.bearer = bearer
    self.seconds = seconds
    self.folder = folder
    self.carrier = carrier
    self.logger = logger
  }

  /// Leaves what is to be left, until its task is cancelled.
  package func run() async {
    while !Task.isCancelled {
      await leave()
      do { try await Task.sleep(for: Self.look) } catch { return }
    }
  }

  /// Leaves what is to be left now.
  package func leave() async {
    let names = await carrier.names(with: bearer.peer)
    let writer = BatchWriter(.session(HostName(names.own)))
    var (ids, octets): ([String], [UInt8]) = ([], [])
    for id in await carrier.overdue(for: bearer.peer, after: seconds) {
      // What cannot stand in a batch waits for the radio alone; what crossed meanwhile is gone.
      guard let mail = try? await carrier.batched(id, for: bearer.peer), let text = mail.octets
      else { continue }
      if !ids.isEmpty, octets.count + text.count > Self.batchOctets {
        await write(ids, writer.opening + octets + writer.closing, for: names.peer)
        (ids, octets) = ([], [])
      }
      ids.append(id)
      octets += text
    }
    await write(ids, writer.opening + octets + writer.closing, for: names.peer)
  }

  private func write(_ ids: [String], _ batch: [UInt8], for peer: String) async {
    guard !ids.isEmpty else { return }
    let path = folder.new + "/" + BatchExport.fileName(for: peer, ids)
    do throws(FileError) {
      try DurableFile.write(batch, to: path, access: .init(mode: 0o660), existing: .replace)
      fault = nil
    } catch {
      // Told once; it is tried again with the next look.
      if fault != error { logger.error("bearer \(bearer.name): \(error)") }
      fault = error
      return
    }
    await carrier.left(ids, for: bearer.peer)
    logger.info(
      "bearer \(bearer.name): \(ids.count) mails for \(peer) left in \(path)",
      metadata: ["event": "left", "peer": "\(peer)", "bearer": "\(bearer.name)"])
  }
}
