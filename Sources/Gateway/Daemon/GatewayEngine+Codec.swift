// SPDX-License-Identifier: Apache-2.0
// Part of loragw

extension GatewayEngine {
  /// Asks the codec for something, which works beside the engine.
  func runCodec(_ ask: (inout CodecQueue) -> Void) {
    ask(&codecQueue)
    guard codecQueue.begin() else { return }
    idle?.cancel()
    Task { await workOffCodecQueue() }
  }

  private func workOffCodecQueue() async {
    // What is left at the stop is asked for again after the next start.
    while !isStopped, let work = codecQueue.takeNext() { await perform(work) }
    if !isStopped { releaseWhenIdle() }
  }

  private func perform(_ work: CodecQueue.Work) async {
    switch work {
    case .unpack(let job):
      let result = await codecThread.unpack(job)
      guard !isStopped else { return }
      run { core, now throws(SpoolError) in try core.unpacked(job, result, at: now) }
    case .prepare(let peer): await prepare(forNextOf: peer)
    case .pack(let job):
      let bytes = await codecThread.pack(job)
      run { core, now throws(SpoolError) in try core.packed(job, bytes: bytes, at: now) }
    }
  }

  /// Has the codec read what the next mail of a peer is likely packed with.
  private func prepare(forNextOf peer: String) async {
    do throws(SpoolError) {
      guard let history = try core.historyToPrepare(from: peer) else { return }
      await codecThread.prepareToUnpack(after: history)
    } catch {
      failure.yield(error)
    }
  }
}
