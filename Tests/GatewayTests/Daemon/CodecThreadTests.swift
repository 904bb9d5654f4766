// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import MailCodec
import Testing

@Suite struct CodecThreadTests {
  @Test func `jobs that come at once are all done, and the memory is given back behind them`()
    async throws
  {
    let world = try GatewayWorld(.volatile)
    world.packing = .never
    let mails = (1...12).map { TestMail.text($0) }
    for mail in mails { try world.accept(TestMail.envelope(), mail) }
    let jobs = world.sites[0].unpacked
    #expect(jobs.count == mails.count)
    let codec = MailCodec()
    let thread = CodecThread(codec)
    await thread.prime()
    #expect(codec.modelBytes > 0)
    let packed = await withTaskGroup(of: (Int, [UInt8]).self) { group in
      for (place, job) in jobs.enumerated() {
        group.addTask { (place, await thread.pack(job)) }
      }
      return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    let unpacked = try jobs.indices.map {
      try codec.unpack(packed[$0] ?? [], limits: UnpackLimits()).mail
    }
    #expect(unpacked == mails)
    await thread.release()
    #expect(codec.modelBytes == 0)
  }
}
