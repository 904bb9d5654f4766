// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaDriver
import LoRaPHY
import Testing

struct EtherRoomTests {
  private let alice = EtherRoom.ClientID(1)
  private let bob = EtherRoom.ClientID(2)
  private let end = Instant.zero + RadioChannel.test().modulation.timeOnAir(payloadBytes: 3)

  /// A room with two radios on the test channel.
  private func room() -> EtherRoom {
    var room = EtherRoom(loss: .independent(0), seed: 1)
    for client in [alice, bob] {
      let actions = room.handle(
        .message(.tune(request: 1, channel: .test()), from: client), at: .zero)
      #expect(actions == [.send(.tuned(request: 1), to: client)])
    }
    return room
  }

  private let received = EtherMessage.received(
    frame: [1, 2, 3], snr: SNR(decibels: 10), rssi: RSSI(dBm: -107), channel: .test())

  @Test func `a frame is announced at its end to sender and receiver`() {
    var room = room()
    #expect(
      room.handle(.message(.transmit(request: 2, frame: [1, 2, 3]), from: alice), at: .zero) == [])
    #expect(room.nextDeadline == end)
    #expect(
      room.handle(.message(.sense(request: 3), from: bob), at: .ms(10)) == [
        .send(.sensed(request: 3, activity: .busy), to: bob)
      ])
    #expect(
      room.handle(.deadline, at: end) == [
        .send(.transmitted(request: 2), to: alice), .send(received, to: bob),
      ])
    #expect(room.nextDeadline == nil)
  }

  @Test func `an event after a frame's end does not change who heard it`() {
    var room = room()
    _ = room.handle(.message(.transmit(request: 2, frame: [1, 2, 3]), from: alice), at: .zero)
    #expect(
      room.handle(.left(alice), at: end) == [
        .send(.transmitted(request: 2), to: alice), .send(received, to: bob),
      ])
  }

  @Test func `a radio that leaves in mid-frame is heard by nobody`() {
    var room = room()
    _ = room.handle(.message(.transmit(request: 2, frame: [1, 2, 3]), from: alice), at: .zero)
    #expect(room.handle(.left(alice), at: .ms(10)) == [])
    #expect(room.nextDeadline == nil)
    #expect(room.handle(.deadline, at: end) == [])
    #expect(room.handle(.left(alice), at: end) == [])
  }

  @Test func `tuning to the same channel does not lose the frame on the air`() {
    for (channel, heard) in [(RadioChannel.test(), 1), (.test(.sf8), 0)] {
      var room = room()
      _ = room.handle(.message(.transmit(request: 2, frame: [1, 2, 3]), from: alice), at: .zero)
      _ = room.handle(.message(.tune(request: 3, channel: channel), from: bob), at: .ms(10))
      let actions = room.handle(.deadline, at: end)
      #expect(actions.count { $0 == .send(received, to: bob) } == heard)
    }
  }

  @Test func `what cannot be done is refused with its reason`() {
    var room = room()
    let carol = EtherRoom.ClientID(3)
    func answer(_ message: EtherMessage, from client: EtherRoom.ClientID) -> [EtherRoom.Action] {
      room.handle(.message(message, from: client), at: .ms(1))
    }
    #expect(
      answer(.sense(request: 7), from: carol)
        == [.send(.refused(request: 7, reason: .notTuned), to: carol)])
    #expect(
      answer(.transmit(request: 8, frame: [1]), from: carol)
        == [.send(.refused(request: 8, reason: .notTuned), to: carol)])
    #expect(
      answer(.transmit(request: 9, frame: []), from: alice)
        == [.send(.refused(request: 9, reason: .frameBytes), to: alice)])
    #expect(answer(.transmit(request: 10, frame: [1, 2, 3]), from: alice) == [])
    #expect(
      answer(.transmit(request: 11, frame: [1]), from: alice)
        == [.send(.refused(request: 11, reason: .stillTransmitting), to: alice)])
    let actions = room.handle(.deadline, at: end + .milliseconds(1))
    #expect(actions.first == .send(.transmitted(request: 10), to: alice))
  }

  @Test func `who speaks like a server is dropped`() {
    var room = room()
    let messages: [EtherMessage] = [
      .tuned(request: 1), .transmitted(request: 1), .sensed(request: 1, activity: .busy),
      .refused(request: 1, reason: .notTuned), received,
    ]
    for message in messages {
      #expect(room.handle(.message(message, from: alice), at: .zero) == [.drop(alice)])
    }
  }
}
