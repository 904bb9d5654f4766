// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY
package import Logging
import MailRelay

/// Takes files from the directory of a bearer, each of which stays there until the peer has it.
///
/// So nothing is lost whatever happens to the queue: a file that is found again after a restart is
/// known. What is given up or refused goes to `failed`, with the reason beside it.
package actor ParcelCollector {
  private let bearer: Bearer
  private let terms: ParcelTerms
  private let folder: DropFolder
  private let carrier: any ParcelCarrier
  private let logger: Logger
  private let clock: @Sendable () -> Instant
  /// Files that were taken, by their names in the queue.
  private var taken: [ParcelName: String] = [:]
  /// Files that are to rest, and until when.
  private var resting: [ParcelName: Instant] = [:]
  /// Files that are too large, as far as told.
  private var toldTooLarge: Set<ParcelName> = []
  private var rejections = 0
  private var fault: FileError?

  /// How long a file rests that could not be taken.
  package static let pause = Duration.seconds(60)
  /// How often it is asked what became of files that were taken.
  private static let look = Duration.seconds(10)

  /// Makes a collector; nil for a bearer of which nothing goes by radio.
  ///
  /// - Parameters:
  ///   - bearer: whose directory it is.
  ///   - carrier: who takes its files.
  ///   - logger: told of files that are taken and given up.
  ///   - clock: says when a file has rested.
  package init?(
    _ bearer: Bearer, carrier: any ParcelCarrier, logger: Logger,
    clock: @escaping @Sendable () -> Instant = SystemClock.now
  ) {
    guard let terms = bearer.content.terms, let folder = bearer.leaving else { return nil }
    self.bearer = bearer
    self.terms = terms
    self.folder = folder
    self.carrier = carrier
    self.logger = logger
    self.clock = clock
  }

  /// Collects whenever something changes, until its task is cancelled.
  package func run() async {
    let changes = DirectoryWatch.changes(in: folder.new, atLeastEvery: Self.look)
    await collect()
    for await _ in changes { await collect() }
  }

  /// Takes all that is whole and does not rest, and removes what has crossed.
  package func collect() async {
    do throws(FileError) {
      let names = Set(try folder.entries().compactMap(ParcelName.init))
      forget(allBut: names)
      fault = nil
      for name in names.sorted() where resting[name].map({ $0 <= clock() }) ?? true {
        guard !Task.isCancelled else { return }
        await attend(to: name)
      }
    } catch {
      tell(error)
    }
  }

  private func forget(allBut names: Set<ParcelName>) {
    taken = taken.filter { names.contains($0.key) }
    resting = resting.filter { names.contains($0.key) }
    toldTooLarge.formIntersection(names)
  }

  private func attend(to name: ParcelName) async {
    do throws(FileError) {
      if let id = taken[name] {
        try settle(name, id, await carrier.fate(ofParcel: id))
      } else {
        try await take(name)
      }
    } catch {
      resting[name] = clock() + Self.pause
      tell(error)
    }
  }

  private func take(_ name: ParcelName) async throws(FileError) {
    let bytes = try folder.open(name.text).all(upTo: terms.mostBytes)
    guard bytes.count <= terms.mostBytes else { return leave(name) }
    do throws(ParcelRefusal) {
      let id = try await carrier.take(Parcel(name: name, bytes: bytes), of: bearer)
      taken[name] = id
      logger.info(
        "bearer \(bearer.name): \(name.text) is \(id)",
        metadata: ["event": "parcel-taken", "mail": "\(id)", "bearer": "\(bearer.name)"])
    } catch {
      guard error.reply.outcome == .permanentFailure else {
        return resting[name] = clock() + Self.pause
      }
      try reject(name, error.reply.description)
      return
    }
    // It may be known, and there for long.
    if let id = taken[name] { try settle(name, id, await carrier.fate(ofParcel: id)) }
  }

  private func settle(
    _ name: ParcelName, _ id: String, _ fate: ParcelFate
  ) throws(FileError) {
    switch fate {
    case .waiting: break
    case .crossed:
      try folder.remove([name.text])
      taken[name] = nil
    case .stopped(let why):
      try reject(name, "\(id): \(why)")
      taken[name] = nil
    }
  }

  /// A file that is too large stays: something else may carry it.
  private func leave(_ name: ParcelName) {
    resting[name] = clock() + Self.pause
    guard toldTooLarge.insert(name).inserted else { return }
    logger.warning(
      """
      bearer \(bearer.name): \(name.text) stays in \(folder.path): it has more than \
      max_bytes = \(terms.mostBytes)
      """)
  }

  private func reject(_ name: ParcelName, _ why: String) throws(FileError) {
    rejections += 1
    let id = "\(SystemClock.unixSeconds())-\(rejections)-\(UInt16.random(in: .min ... .max))"
    try folder.reject([name.text], id: id, why: "file: \(name.text)\n\(why)\n")
    logger.warning("bearer \(bearer.name): a file was given up, see failed/\(id).why")
  }

  /// Tells of a fault once, until it is another one.
  private func tell(_ error: FileError) {
    if fault != error { logger.error("bearer \(bearer.name): \(error)") }
    fault = error
  }
}
