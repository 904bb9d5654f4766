// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Crypto
import Foundation
import MailRelay

/// Writes what waits for a peer as one batch of SMTP, and takes it from the queue if wanted.
public struct BatchExport: Sendable {
  private let client: ControlClient
  private let peer: String

  /// An export of what waits for a peer of the gateway that answers `client`.
  public init(_ client: ControlClient, peer: String) {
    self.client = client
    self.peer = peer
  }

  /// What was written.
  public struct Report: Sendable, Codable, Equatable {
    /// The peer.
    public var peer: String
    /// The file; nil when there was nothing to write, or no directory.
    public var file: String?
    /// The mails in the batch, in their order.
    public var ids: [String]
    /// Why others are not in it.
    public var refused: [String: String]
    /// Whether those in it were taken from the queue.
    public var removed: Bool
  }

  /// Writes a file `PEER-DIGEST.bsmtp` into a directory; it is durable before anything is removed.
  ///
  /// The digest is of the mails' names: the same mails written twice are one file.
  ///
  /// - Throws: ``ControlError`` when the gateway does not answer, `FileError` when the file cannot
  ///   be written; nothing is removed then.
  public func run(toDirectory directory: String, removing: Bool) async throws -> Report {
    var (report, batch) = try await collect()
    guard !report.ids.isEmpty else { return report }
    let path = directory + "/" + Self.fileName(for: report.peer, report.ids)
    try DurableFile.write(batch, to: path, access: .init(mode: 0o600), existing: .replace)
    batch = []
    report.file = path
    return try await removed(report, removing)
  }

  /// The name of a batch: the same mails are one file, however often they are written.
  static func fileName(for peer: String, _ ids: [String]) -> String {
    let digest = SHA256.hash(data: Data(ids.joined(separator: "\n").utf8))
    return "\(peer)-\(digest.prefix(8).hexadecimal).bsmtp"
  }

  /// Gives the batch to `write`.
  ///
  /// - Throws: ``ControlError`` when the gateway does not answer, and what `write` throws; nothing
  ///   is removed then.
  public func run(
    removing: Bool, _ write: ([UInt8]) throws -> Void
  ) async throws -> Report {
    let (report, batch) = try await collect()
    guard !report.ids.isEmpty else { return report }
    try write(batch)
    return try await removed(report, removing)
  }

  /// All mails that wait.
  private func collect() async throws -> (report: Report, batch: [UInt8]) {
    let waiting = try await client.waiting(for: peer)
    var report = Report(peer: waiting.peer, file: nil, ids: [], refused: [:], removed: false)
    let writer = BatchWriter(.session(HostName(waiting.gateway)))
    var batch = writer.opening
    for id in waiting.ids {
      let mail: BatchedMail
      do throws(ControlError) {
        mail = try await client.batched(id, for: peer)
      } catch {
        // It crossed in the meantime.
        if case .refused = error { continue }
        throw error
      }
      guard let octets = mail.octets else {
        report.refused[id] = mail.refusal ?? "it cannot stand in a batch"
        continue
      }
      batch += octets
      report.ids.append(id)
    }
    return (report, batch + writer.closing)
  }

  private func removed(_ report: Report, _ removing: Bool) async throws -> Report {
    guard removing else { return report }
    for id in report.ids { _ = try await client.change(id, .exported(peer: peer)) }
    var report = report
    report.removed = true
    return report
  }
}
