// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import Testing

/// What the codec does first.
struct CodecQueueTests {
  /// A mail to be packed and one to be unpacked, as a gateway asks for them.
  private func jobs() throws -> (pack: PackingJob, unpack: UnpackingJob) {
    let world = try GatewayWorld(.volatile)
    world.unpacking = .never
    try world.accept(TestMail.envelope(), TestMail.text(1))
    _ = try world.run { !$0.sites[1].unread.isEmpty }
    world.packing = .never
    try world.accept(TestMail.envelope(), TestMail.text(2))
    return (
      try #require(world.sites[0].unpacked.first), try #require(world.sites[1].unread.first)
    )
  }

  @Test func `what arrived goes before histories, and both before what waits at the door`() throws {
    let jobs = try jobs()
    var queue = CodecQueue()
    queue.add(jobs.pack)
    queue.prepare(forNextOf: "a")
    queue.add(jobs.unpack)
    queue.add(jobs.pack)
    queue.prepare(forNextOf: "b")
    queue.add(jobs.unpack)
    var order: [String] = []
    while let work = queue.takeNext() {
      switch work {
      case .unpack: order.append("unpack")
      case .prepare(let peer): order.append(peer)
      case .pack(let job): order.append(job.content == jobs.pack.content ? "pack" : "other")
      }
    }
    #expect(order == ["unpack", "unpack", "b", "pack", "pack"])
  }

  @Test func `one has to begin at a time, and again after the last`() throws {
    var queue = CodecQueue()
    queue.add(try jobs().pack)
    let begins = [queue.begin(), queue.begin()]
    #expect(begins == [true, false])
    let work = [queue.takeNext(), queue.takeNext()].map { $0 != nil }
    #expect(work == [true, false])
    let beginsAgain = queue.begin()
    #expect(beginsAgain)
  }
}
