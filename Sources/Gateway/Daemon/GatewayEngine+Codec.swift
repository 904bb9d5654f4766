// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailCodec

extension GatewayEngine {
  /// Asks the codec for something, which works beside the engine.
  func runCodec(_ ask: (inout CodecQueue) -> Void) {
    ask(&codecQueue)
    if codecQueue.begin() {
      idle?.cancel()
      Task { await workOffCodecQueue() }
    }
    if codecQueue.beginOvertaking() { Task { await overtakeLongMail() } }
  }

  private func workOffCodecQueue() async {
    // What is left at the stop is asked for again after the next start.
    while !isStopped, let work = codecQueue.takeNext() { await perform(work) }
    if !isStopped { releaseWhenIdle() }
  }

  private func overtakeLongMail() async {
    while !isStopped, let job = codecQueue.takeOvertaking() { await perform(.unpack(job)) }
  }

  private func perform(_ work: CodecQueue.Work) async {
    let codec = core.codec
    switch work {
    case .unpack(let job):
      let result = await Self.result(of: job, codec)
      guard !isStopped else { return }
      run { core, now throws(SpoolError) in try core.unpacked(job, result, at: now) }
    case .prepare(let peer): await prepare(forNextOf: peer, codec)
    case .pack(let job):
      let bytes = await Self.bytes(of: job, codec)
      run { core, now throws(SpoolError) in try core.packed(job, bytes: bytes, at: now) }
    }
  }

  /// Has the codec read what the next mail of a peer is likely packed with.
  private func prepare(forNextOf peer: String, _ codec: MailCodec) async {
    do throws(SpoolError) {
      guard let history = try core.historyToPrepare(from: peer) else { return }
      await Self.prepare(codec, after: history)
    } catch {
      failure.yield(error)
    }
  }

  @concurrent
  private static func result(of job: UnpackingJob, _ codec: MailCodec) async -> UnpackingResult {
    job.unpacked(by: codec)
  }

  @concurrent
  private static func bytes(of job: PackingJob, _ codec: MailCodec) async -> [UInt8] {
    job.packed(by: codec)
  }

  @concurrent
  private static func prepare(_ codec: MailCodec, after history: MailHistory) async {
    codec.prepareToUnpack(after: history)
  }
}
