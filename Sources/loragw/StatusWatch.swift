// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Gateway
import UnixSignals

/// Follows a gateway on a full screen until a person or a signal ends it.
struct StatusWatch {
  /// What can happen.
  private enum Event: Sendable {
    case told(GatewayOverview)
    case trouble(String)
    case resized
    case end
  }

  /// From one look to the next.
  private static let pause = Duration.seconds(1)
  /// A look is at most this part of the time, so that a gateway with a long queue has its own.
  private static let pauseForCost = 20
  /// How long an answer may take.
  private static let patience = Duration.seconds(5)
  /// Ctrl-C and Ctrl-D too, where they come as characters.
  private static let quitKeys: Set<UInt8> = [UInt8(ascii: "q"), UInt8(ascii: "Q"), 3, 4]

  private let client: ControlClient
  private let screen: TerminalScreen
  private let signals: UnixSignalsSequence

  /// Draws on this screen; `signals` are those trapped before it was taken.
  init(_ client: ControlClient, _ screen: TerminalScreen, _ signals: UnixSignalsSequence) {
    self.client = client
    self.screen = screen
    self.signals = signals
  }

  /// Traps what would end the process and leave the terminal as a screen.
  static func trappedSignals() async -> UnixSignalsSequence {
    await UnixSignalsSequence(trapping: .sigint, .sigterm, .sighup, .sigwinch)
  }

  func run() async {
    let (events, sink) = AsyncStream<Event>.makeStream()
    let hasKeyboard = screen.hasKeyboard
    let (client, signals) = (client, signals)
    let work = Task {
      await withTaskGroup(of: Void.self) { group in
        group.addTask { await Self.pass(signals, into: sink) }
        group.addTask { await Self.look(client, into: sink) }
        if hasKeyboard { group.addTask { await Self.keys(into: sink) } }
      }
    }
    defer { work.cancel() }
    var view = StatusView(utcOffsetSeconds: Int64(TimeZone.current.secondsFromGMT()))
    show(view)
    for await event in events {
      switch event {
      case .told(let overview): view.tell(overview)
      case .trouble(let why): view.trouble = why
      case .resized: break
      case .end: return
      }
      show(view)
    }
  }

  private func show(_ view: StatusView) {
    let size = screen.size
    screen.show(StatusScreen(view, size: size).lines, size: size)
  }

  private static func pass(
    _ signals: UnixSignalsSequence, into sink: AsyncStream<Event>.Continuation
  ) async {
    for await signal in signals { sink.yield(signal == .sigwinch ? .resized : .end) }
  }

  private static func keys(into sink: AsyncStream<Event>.Continuation) async {
    for await key in KeyReader.keys() where quitKeys.contains(key) { sink.yield(.end) }
    // A terminal that is gone types no more.
    if !Task.isCancelled { sink.yield(.end) }
  }

  private static func look(
    _ client: ControlClient, into sink: AsyncStream<Event>.Continuation
  ) async {
    let clock = ContinuousClock()
    while !Task.isCancelled {
      let start = clock.now
      sink.yield(await answer(client))
      let pause = max(pause, (clock.now - start) * pauseForCost)
      do { try await Task.sleep(for: min(pause, .seconds(60))) } catch { return }
    }
  }

  /// What the gateway says now; that it says nothing is an answer too.
  private static func answer(_ client: ControlClient) async -> Event {
    await withTaskGroup(of: Event.self) { group in
      group.addTask {
        do {
          return .told(try await client.overview())
        } catch {
          return .trouble("\(error)")
        }
      }
      group.addTask {
        do { try await Task.sleep(for: patience) } catch { return .resized }
        return .trouble("the gateway does not answer")
      }
      defer { group.cancelAll() }
      return await group.next() ?? .resized
    }
  }
}
