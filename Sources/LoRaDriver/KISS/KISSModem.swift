// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY

/// A modem that speaks KISS: how the drivers of both firmwares answer, fail and recover.
protocol KISSModem: SerialModem {
  /// The request that waits for its answer.
  var outstanding: SerialRequest? { get set }
  /// Whether a fault was told and no recovery since.
  var isFaulty: Bool { get set }

  mutating func tune(to channel: RadioChannel, at now: Instant) -> [SerialAction]
  /// Does what is outstanding, now that the modem is idle.
  mutating func serve(at now: Instant) -> [SerialAction]
}

extension KISSModem {
  mutating func answer(_ result: Result<SerialAnswer, RadioError>) -> SerialAction {
    outstanding = nil
    return .answer(result)
  }

  /// Answers what is outstanding and reports a fault, once.
  mutating func fail(_ error: RadioError, fault: RadioError? = nil) -> [SerialAction] {
    var actions: [SerialAction] = []
    if outstanding != nil { actions.append(answer(.failure(error))) }
    if !isFaulty {
      isFaulty = true
      actions.append(.report(.fault(fault ?? error)))
    }
    return actions
  }

  /// A channel is in force: says so, and does what was asked meanwhile.
  mutating func settled(on channel: RadioChannel, at now: Instant) -> [SerialAction] {
    var actions: [SerialAction] = []
    if case .configure(let asked)? = outstanding {
      // Another one may have been asked for meanwhile.
      guard asked == channel else { return tune(to: asked, at: now) }
      actions.append(answer(.success(.done)))
    }
    if isFaulty {
      isFaulty = false
      actions.append(.report(.recovered))
    }
    return actions + serve(at: now)
  }
}
