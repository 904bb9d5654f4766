// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Hummingbird

/// The routes that tell about a gateway; they change nothing.
///
/// The control socket has them too.
///
/// | request | answer |
/// |---|---|
/// | GET /v1/overview | ``GatewayOverview``: all of the page |
/// | GET /v1/status | ``GatewayStatus`` |
/// | GET /v1/queue | array of ``QueueEntry`` |
/// | GET /v1/alarms | array of ``Alarm``, the worst first |
/// | GET /v1/airtime | array of ``BandTimeline`` |
/// | GET /v1/links | array of ``LinkTrend`` |
/// | GET /v1/delivered | array of ``DeliveredMail``, the newest first |
/// | GET /v1/events | array of ``GatewayEvent``, the newest first |
enum StatusRoutes {
  typealias Answer = @Sendable (any GatewayReporter) async throws -> Response

  /// Paths and answers.
  static let all: [(path: String, answer: Answer)] = [
    ("/v1/overview", { try ControlAnswer.json(await $0.overview()) }),
    ("/v1/status", { try ControlAnswer.json(await $0.status()) }),
    ("/v1/queue", { try ControlAnswer.json(await $0.queue()) }),
    ("/v1/alarms", { try ControlAnswer.json(await $0.overview().alarms) }),
    ("/v1/airtime", { try ControlAnswer.json(await $0.overview().airtime) }),
    ("/v1/links", { try ControlAnswer.json(await $0.overview().links) }),
    ("/v1/delivered", { try ControlAnswer.json(await $0.overview().delivered) }),
    ("/v1/events", { try ControlAnswer.json(await $0.overview().events) }),
  ]

  static func add(to router: Router<BasicRequestContext>, _ reporter: any GatewayReporter) {
    for route in all {
      router.get(RouterPath(route.path)) { _, _ in try await route.answer(reporter) }
    }
  }
}
