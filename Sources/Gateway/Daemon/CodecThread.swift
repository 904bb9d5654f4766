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
    guard job.content.count > GatewayLimits.bigMailBytes else { return job.packed(by: codec) }
    clio_return_freed_memory()
    defer { clio_return_freed_memory() }
    return job.packed(by: codec)
  }

  /// Unpacks what arrived.
  package func unpack(_ job: UnpackingJob) -> UnpackingResult { job.unpacked(by: codec) }

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
