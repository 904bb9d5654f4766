// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import CLinuxIO
package import MailCodec

/// The codec of a gateway on a thread of its own, one job after the other.
///
/// A codec has one model, so jobs wait for each other; here they do so without holding up engine,
/// radio or page. A mail of some kilobytes takes a few hundredths of a second.
package actor CodecThread {
  private let codec: MailCodec
  private let thread = EngineThread()

  /// That thread.
  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe thread.executor.asUnownedSerialExecutor()
  }

  /// Starts the thread.
  package init(_ codec: MailCodec) { self.codec = codec }

  /// Packs a mail.
  package func pack(_ job: PackingJob) -> [UInt8] {
    withMemory(forBytes: job.content.count) { job.packed(by: codec) }
  }

  /// Unpacks what arrived.
  package func unpack(_ job: UnpackingJob) -> UnpackingResult {
    withMemory(forBytes: job.packed.reduce(0) { $0 + $1.count }) { job.unpacked(by: codec) }
  }

  /// A long mail takes memory of its own: what is kept to be quick with short ones is given back
  /// before it, and what it took behind it.
  private func withMemory<Result>(forBytes bytes: Int, _ work: () -> Result) -> Result {
    guard bytes > GatewayLimits.bigMailBytes else { return work() }
    codec.releaseHistories()
    clio_return_freed_memory()
    defer { clio_return_freed_memory() }
    return work()
  }

  /// Reads in advance what the next mail was likely packed with.
  package func prepareToUnpack(after history: MailHistory) { codec.prepareToUnpack(after: history) }

  /// Makes the model if there is none.
  package func prime() { codec.prime() }

  /// Gives back the codec's memory, and what the program took beside it.
  package func release() {
    codec.release()
    clio_return_freed_memory()
    clio_release_program_pages()
  }
}
