// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import NIOCore
import NIOPosix

/// A thread of its own for a gateway's engine: it may wait for the disk without starving others.
struct EngineThread: Sendable {
  private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
  let executor: any SerialExecutor

  init() { executor = group.next().executor }
}
