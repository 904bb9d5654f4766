// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import Testing

@Suite struct ServiceNotifierTests {
  @Test(arguments: [
    ["WATCHDOG_USEC": "60000000"],
    ["NOTIFY_SOCKET": "/run/n", "WATCHDOG_USEC": "0"],
    ["NOTIFY_SOCKET": "/run/n", "WATCHDOG_USEC": "soon"],
    ["NOTIFY_SOCKET": "/run/n", "WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "1"],
    ["NOTIFY_SOCKET": "/run/n"],
  ])
  func `no watchdog is fed that does not wait for this process`(environment: [String: String]) {
    #expect(ServiceNotifier(environment: environment).watchdogInterval == nil)
  }

  @Test func `the interval of the watchdog is the one of its environment`() {
    let notifier = ServiceNotifier(
      environment: ["NOTIFY_SOCKET": "@loragw", "WATCHDOG_USEC": "60000000"])
    #expect(notifier.watchdogInterval == .seconds(60))
  }
}
