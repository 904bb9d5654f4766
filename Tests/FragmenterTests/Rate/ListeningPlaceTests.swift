// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaPHY
import Testing

@Suite struct ListeningPlaceTests {
  private static let parameters = RateGoalTests.parameters(home: .sf10, rescue: .sf12)
  private var listening = ListeningPlace()

  private func place(_ second: Int, isWaiting: Bool) -> MeetingPlace {
    listening.place(
      at: .zero + .seconds(second), isWaiting: isWaiting, parameters: Self.parameters)
  }

  @Test func `who never heard the peer is at home`() {
    #expect(place(0, isWaiting: false) == .home)
    #expect(place(100_000, isWaiting: true) == .home)
  }

  @Test mutating func `who waits for more goes to the rescue place after thirty seconds`() {
    listening.heardData(at: .zero)
    #expect(place(29, isWaiting: true) == .home)
    #expect((30..<600).allSatisfy { place($0, isWaiting: true) == .rescue })
    #expect(place(605, isWaiting: true) == .home)
    #expect(place(635, isWaiting: true) == .rescue)
  }

  @Test mutating func `who has all visits the rescue place for ten minutes`() {
    listening.heardData(at: .zero)
    let visits = (0..<7200).filter { place($0, isWaiting: false) == .rescue }
    #expect(visits.count == 200)
    #expect(visits.first == 30)
    #expect(visits.last == 589)
  }

  @Test mutating func `who met at the rescue place lingers there`() {
    listening.answered(at: .rescue, now: .zero)
    listening.heardData(at: .zero)
    #expect((0..<120).allSatisfy { place($0, isWaiting: false) == .rescue })
    #expect(place(120, isWaiting: false) == .home)
  }

  @Test mutating func `an answer with home's spreading factor leads home`() {
    listening.answered(at: .rescue, now: .zero)
    listening.heardData(at: .zero)
    listening.answered(at: .sf11, parameters: Self.parameters)
    #expect(place(1, isWaiting: true) == .rescue)
    listening.answered(at: .sf10, parameters: Self.parameters)
    #expect(place(1, isWaiting: true) == .home)
  }
}
