// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY
package import Logging
package import MailRelay

/// Takes mail from a drop directory: what is in `new` is gone from there once it is committed.
///
/// A file that cannot be taken now stays and is tried again; one that is refused for a recipient
/// goes to `failed`. A crash leaves the file where it is: what was taken of it is known by then.
package actor DropCollector {
  private let folder: DropFolder
  private let acceptor: any MailAcceptor
  private let octetsMax: Int
  private let logger: Logger
  private let clock: @Sendable () -> Instant
  /// Files that are to rest, and until when.
  private var resting: [DropName: Instant] = [:]
  private var rejections = 0
  private var fault: FileError?

  /// How long a file rests that could not be taken.
  package static let pause = Duration.seconds(60)
  /// An envelope of as many recipients as are legal is shorter, in octets.
  private static let envelopeOctets = 1 << 20

  /// Makes a collector; `clock` says when a file has rested.
  package init(
    _ folder: DropFolder, acceptor: any MailAcceptor, octetsMax: Int, logger: Logger,
    clock: @escaping @Sendable () -> Instant = SystemClock.now
  ) {
    self.folder = folder
    self.acceptor = acceptor
    self.octetsMax = octetsMax
    self.logger = logger
    self.clock = clock
  }

  /// Collects whenever something changes, until its task is cancelled.
  package func run() async {
    let changes = DirectoryWatch.changes(in: folder.new, atLeastEvery: Self.pause / 2)
    await collect()
    for await _ in changes { await collect() }
  }

  /// Takes all that is whole and does not rest.
  package func collect() async {
    do throws(FileError) {
      let names = try folder.names()
      resting = resting.filter { names.contains($0.key) }
      fault = nil
      for name in names where resting[name].map({ $0 <= clock() }) ?? true {
        guard !Task.isCancelled else { return }
        await take(name)
      }
    } catch {
      tell(error)
    }
  }

  private func take(_ name: DropName) async {
    do throws(FileError) {
      let replies = try await handIn(name)
      if replies.contains(where: { $0.outcome == .temporaryFailure }) {
        rest(name)
      } else if replies.isEmpty || replies.contains(where: { $0.outcome != .success }) {
        try reject(name, replies)
      } else {
        try folder.remove(name.files)
      }
    } catch {
      rest(name)
      tell(error)
    }
  }

  /// Hands in what a file holds; one reply for each recipient and each fault.
  private func handIn(_ name: DropName) async throws(FileError) -> [Reply] {
    switch name.kind {
    case .batch: return try await handInBatch(name)
    case .envelope:
      let envelope = try folder.open(name.files[0]).all(upTo: Self.envelopeOctets)
      let mail = try folder.open(name.files[1]).all(upTo: octetsMax)
      return await handIn(
        EnvelopeFile.item(envelope: envelope, mail: mail, octetsMax: octetsMax))
    }
  }

  private func handInBatch(_ name: DropName) async throws(FileError) -> [Reply] {
    let file = try folder.open(name.files[0])
    var reader = BatchReader(octetsMax: octetsMax)
    var replies: [Reply] = []
    while true {
      let piece = try file.next()
      guard !piece.isEmpty else { break }
      reader.append(piece)
      while let item = reader.next() { replies += await handIn(item) }
    }
    if let item = reader.finish() { replies += await handIn(item) }
    return replies
  }

  private func handIn(_ item: BatchReader.Item) async -> [Reply] {
    switch item {
    case .mail(let mail): await acceptor.hand(mail)
    case .refused(let reply, line: _), .broken(let reply, line: _): [reply]
    }
  }

  private func reject(_ name: DropName, _ replies: [Reply]) throws(FileError) {
    rejections += 1
    let id = "\(SystemClock.unixSeconds())-\(rejections)-\(UInt16.random(in: .min ... .max))"
    let refusals = replies.filter { $0.outcome != .success }
    let taken = replies.count - refusals.count
    let lines =
      ["file: \(ProblemLog.quoted(name.files[0]))", "taken for \(taken) of \(replies.count)"]
      + (refusals.isEmpty ? ["there is no mail in it"] : refusals.map(\.description))
    try folder.reject(name.files, id: id, why: lines.joined(separator: "\n") + "\n")
    logger.warning("drop directory: a file was refused, see failed/\(id).why")
  }

  private func rest(_ name: DropName) {
    resting[name] = clock() + Self.pause
  }

  /// Tells of a fault once, until it is another one.
  private func tell(_ error: FileError) {
    if fault != error { logger.error("drop directory: \(error)") }
    fault = error
  }
}
