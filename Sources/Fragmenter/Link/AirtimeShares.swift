// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Whose turn the air is among flows that compete: fair in airtime, urgent classes first.
///
/// Start-time fair queuing. Each flow's airtime, divided by the weight of its class, is entered at
/// the later of its own last finish and the present virtual time; the flow with the least start
/// goes next. A flow that was silent starts at the present virtual time, so that a chat message
/// goes before any bulk that has been sending. Weights in place of strict order are the ageing:
/// chat without end leaves bulk its 65th part, so that nothing waits for ever.
///
/// Source: Goyal, Vin and Cheng, "Start-time fair queuing" (1997); unlike deficit round robin it
/// needs no list of active flows and lets a new one speak at once.
package struct AirtimeShares: Sendable {
  private var finish: [Flow: Duration] = [:]
  private var virtualTime = Duration.zero

  package init() {}

  /// The position of a flow: the least goes next.
  package func start(of flow: Flow) -> Duration { max(virtualTime, finish[flow] ?? .zero) }

  /// A flow has the air for so long.
  package mutating func charge(_ flow: Flow, _ airtime: Duration) {
    let start = start(of: flow)
    virtualTime = start
    finish[flow] = start + airtime / flow.messageClass.weight
  }
}

/// The messages of one class to one peer.
package struct Flow: Sendable, Hashable {
  /// The link's place in its station.
  package var link: Int
  package var messageClass: MessageClass

  package init(link: Int, messageClass: MessageClass) {
    self.link = link
    self.messageClass = messageClass
  }
}

extension MessageClass {
  /// The airtime a flow of this class gets for each second a bulk flow gets.
  fileprivate var weight: Int {
    switch self {
    case .control: 1024
    case .chat: 64
    case .normal: 8
    case .bulk: 1
    }
  }
}
