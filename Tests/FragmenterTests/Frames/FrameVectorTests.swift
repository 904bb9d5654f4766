// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaPHY
import Testing

struct FrameVectorTests {
  private let fixture: SessionFixture
  private let session: Session
  private let number = MessageNumber(1)

  init() throws {
    fixture = try SessionFixture()
    session = fixture.sessions.initiator
  }

  @Test func `both handshake messages are those of another implementation`() {
    #expect(fixture.initiation == LinkVectors.bytes("initiation"))
    #expect(fixture.response == LinkVectors.bytes("response"))
    #expect(fixture.initiation.count == 62)
    #expect(fixture.response.count == 54)
  }

  @Test func `both handshake messages take no more than 0.22 s at SF7`() {
    let modulation = LinkPair.channel.modulation
    let airtime = [HelloFrame.Kind.initiation, .response].reduce(Duration.zero) {
      $0 + modulation.timeOnAir(payloadBytes: HelloFrame.encodedBytes($1))
    }
    #expect(airtime <= .milliseconds(220))
  }

  @Test func `a message in one frame is that of another implementation`() throws {
    var session = session
    let message = SessionFixture.message(Array("hello".utf8), .chat)
    let made = session.seal(message, layout: .single)
    let sealed = try #require(made)
    let frame = session.encode(.single, of: sealed)
    #expect(frame.bytes == LinkVectors.bytes("single"))
    #expect(frame.bytes.count == 5 + 23)
    #expect(frame.request == Array(frame.bytes.suffix(16).prefix(4)))
  }

  @Test func `a message that says by the way what is stored is that of another implementation`()
    throws
  {
    var (left, right) = (fixture.sessions.initiator, fixture.sessions.responder)
    let message = SessionFixture.message(Array("hello".utf8), .chat)
    _ = left.seal(message, layout: .single)
    let made = right.seal(message, layout: .single, acknowledging: MessageNumber(0))
    let frame = right.encode(.single, of: try #require(made)).bytes
    #expect(frame == LinkVectors.bytes("singleDone"))
    guard case .single(let single) = try Frame(decoding: frame) else { return }
    #expect(single.acknowledged == MessageNumber(0))
    var step = LinkStep()
    let reception = left.receive(single, context: SessionFixture.context(), step: &step)
    #expect(reception.outcome == .delivered(MessageNumber(0)))
    #expect(step.actions.count == 1)
  }

  @Test func `an altered number acknowledged by the way opens no seal`() throws {
    var left = fixture.sessions.initiator
    for (place, bit) in [(0, 4), (3, 1)] as [(Int, UInt8)] {
      var frame = LinkVectors.bytes("singleDone")
      frame[place] ^= bit
      guard case .single(let single) = try Frame(decoding: frame) else { continue }
      var step = LinkStep()
      let reception = left.receive(single, context: SessionFixture.context(), step: &step)
      #expect(reception.verdict == .forged)
      #expect(step.actions.isEmpty)
    }
  }

  @Test func `symbol frames are those of another implementation`() throws {
    var session = session
    _ = session.seal(SessionFixture.message([]), layout: .single)
    let layout = MessageLayout.symbols(sourceCount: 2, symbolBytes: 32)
    let message = SessionFixture.message(Array(0..<40), .bulk)
    let made = session.seal(message, layout: layout)
    let sealed = try #require(made)
    #expect(sealed.sealed == LinkVectors.bytes("sealed1"))
    let encoder = try RepairEncoder(message: sealed.sealed, symbolBytes: 32)
    let kinds: [(SymbolFrame.Kind, Int, PollBit, String, Int)] = [
      (.source, 0, .silent, "source", 8), (.source, 0, .answer, "pollingSource", 8),
      (.last, 1, .answer, "last", 8),
      (.repair(sourceCount: nil), 2, .silent, "repair", 8),
      (.repair(sourceCount: 2), 0xABC, .answer, "pollingRepair", 10),
    ]
    for (kind, id, poll, vector, overhead) in kinds {
      let draft = OutgoingTransfer.Draft.symbol(
        kind, id: id, poll: poll, try encoder.symbol(esi: id))
      let frame = session.encode(draft, of: sealed)
      #expect(frame.bytes == LinkVectors.bytes(vector), "\(vector)")
      #expect(frame.bytes.count == 32 + overhead)
    }
  }

  @Test func `control frames are those of another implementation and have ten bytes`() throws {
    let request = Array(LinkVectors.bytes("poll").suffix(4))
    let abort = Array(LinkVectors.bytes("abort").suffix(7))
    let sealTag = Array(LinkVectors.bytes("sealed1").suffix(16))
    let contents: [(ControlFrame.Content, [UInt8], String)] = [
      (.poll(sourceCount: 2, sent: 0x123, repetition: 3), [], "poll"),
      (.abort, [], "abort"),
      (
        .report(need: 0x123, wantedSpreadingFactor: .sf9, snrQuarterDecibels: -30), request,
        "report"
      ),
      (.busy(tensOfSeconds: 7), request, "busy"),
      (.done, request + sealTag, "done"),
      (.abortAcknowledged, abort, "aborted"),
      (.rejected, request, "rejected"), (.historyUnknown, request, "historyUnknown"),
    ]
    for (content, covering, vector) in contents {
      let isRequest = ["poll", "abort"].contains(vector)
      let sender = isRequest ? session : fixture.sessions.responder
      let frame = sender.encode(content, number, covering: covering)
      #expect(frame.bytes == LinkVectors.bytes(vector), "\(vector)")
      #expect(frame.bytes.count == 10)
      guard case .control(let decoded) = try Frame(decoding: frame.bytes) else {
        Issue.record("not a control frame")
        continue
      }
      let connection: UInt8 = isRequest ? 0x22 : 0x11
      #expect(decoded == ControlFrame(connection: connection, slot: 1, content: content))
    }
  }

  @Test func `the answer to a message in one frame covers its seal tag`() {
    let tag = Array(LinkVectors.bytes("single").suffix(16))
    let frame = fixture.sessions.responder.encode(
      .done, MessageNumber(0), covering: tag.prefix(4) + tag)
    #expect(frame.bytes == LinkVectors.bytes("doneOfSingle"))
  }

  @Test func `the responder's frames carry tags and seals under keys of their own`() throws {
    let poll = ControlFrame.Content.poll(sourceCount: 2, sent: 0x123, repetition: 3)
    var responder = fixture.sessions.responder
    let frame = responder.encode(poll, number, covering: [])
    #expect(frame.bytes == LinkVectors.bytes("responderPoll"))
    let made = responder.seal(SessionFixture.message(Array("hello".utf8), .chat), layout: .single)
    let sealed = try #require(made)
    #expect(responder.encode(.single, of: sealed).bytes == LinkVectors.bytes("responderSingle"))
  }

  @Test func `the receiver takes every frame of another implementation and answers with its own`()
    throws
  {
    var (responder, step) = (fixture.sessions.responder, LinkStep())
    let context = SessionFixture.context()
    for name in ["source", "last"] {
      let bytes = LinkVectors.bytes(name)
      guard case .symbol(let frame) = try Frame(decoding: bytes) else { continue }
      let reception = responder.receive(frame, bytes: bytes, context: context, step: &step)
      #expect(reception.verdict == .authentic, "\(name)")
    }
    let poll = LinkVectors.bytes("poll")
    guard case .control(let request) = try Frame(decoding: poll) else { return }
    _ = responder.receiveRequest(request, bytes: poll, context: context, step: &step)
    let answers = responder.stored(number, step: &step)
    #expect(answers.map(\.bytes) == [LinkVectors.bytes("done")])
    let payloads = step.actions.compactMap {
      if case .opened(let message) = $0 { message.payload } else { nil }
    }
    #expect(payloads == [Array(0..<40)])
  }
}
