// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import CLinuxIO
import Glibc

/// Tells the service manager that started this process how it fares (sd_notify(3)).
///
/// Silent where nobody asked for that. What cannot be told is not worth stopping for: systemd
/// itself acts on a missing word.
package struct ServiceNotifier: Sendable {
  /// What is told.
  package enum State: Sendable, Equatable {
    /// Mail is taken and the radio is asked to listen.
    case ready(String)
    /// Still alive; tells the watchdog.
    case alive
    case stopping

    var text: String {
      switch self {
      case .ready(let name): "READY=1\nSTATUS=\(name): takes mail"
      case .alive: "WATCHDOG=1"
      case .stopping: "STOPPING=1"
      }
    }
  }

  private let socketPath: String?
  /// Within what time ``State/alive`` must be told again; nil when nobody waits for it.
  package let watchdogInterval: Duration?

  /// Reads NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID.
  package init(environment: [String: String]) {
    socketPath = environment["NOTIFY_SOCKET"]
    let isOurs = environment["WATCHDOG_PID"].map { $0 == "\(getpid())" } ?? true
    let microseconds = environment["WATCHDOG_USEC"].flatMap { Int64($0) } ?? 0
    watchdogInterval =
      socketPath != nil && isOurs && microseconds > 0 ? .microseconds(microseconds) : nil
  }

  /// Tells it.
  package func send(_ state: State) {
    guard let socketPath else { return }
    _ = unsafe clio_notify(socketPath, state.text)
  }
}
