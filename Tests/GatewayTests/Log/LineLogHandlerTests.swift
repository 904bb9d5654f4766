// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import Logging
import Synchronization
import Testing

@Suite struct LineLogHandlerTests {
  private final class Lines: Sendable {
    let all = Mutex<[String]>([])
  }

  @Test func `a flood is cut and summed up, by all loggers that share a handler together`() {
    let lines = Lines()
    let handler = LineLogHandler(LogConfiguration(), form: .journal) { line in
      lines.all.withLock { $0.append(line) }
    }
    let loggers = ["one", "two"].map { Logger(label: $0) { _ in handler } }
    for number in 0..<100 {
      loggers[number % 2].warning("noise \(number)", metadata: ["event": "noise"])
    }
    loggers[0].critical("the disk is gone")
    let written = lines.all.withLock { $0 }
    #expect(written.count == LogRateLimit.lines + 1)
    #expect(written.first == "<4>noise 0 event=noise")
    #expect(written.last == "<2>the disk is gone")
    handler.end()
    #expect(
      lines.all.withLock { $0.last }
        == "<4>80 more of these, the last: noise 99 event=noise withheld=80")
  }
}
