// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Drawing
import Testing

struct PlotTests {
  private static let plot = Plot(
    Box(x: 100, y: 50, width: 200, height: 100), x: 0...10, y: -1...1)

  @Test func `values stand where the axes say, those outside at the edge`() {
    #expect(Self.plot.place(5, 0) == Point(200, 100))
    #expect(Self.plot.place(0, -1) == Point(100, 150))
    #expect(Self.plot.place(-9, 9) == Point(100, 50))
    #expect(Self.plot.place(.nan, .infinity) == Point(100, 50))
    #expect(Plot(Self.plot.box, x: 3...3, y: 0...1).place(x: 3) == 100)
  }

  @Test func `the frame has a line and a label for each mark`() {
    let ticks = Tick.numbers(over: 0...10, atMost: 5)
    #expect(ticks.map(\.label) == ["0", "2", "4", "6", "8", "10"])
    let shapes = Self.plot.frame(x: ticks, y: [Tick(0, "zero")])
    #expect(shapes.count == 1 + 2 * ticks.count + 2)
  }

  @Test(arguments: [0.003, 0.7, 1, 3.2, 20, 59, 1_234, 3_600, 7_200, 86_400, 604_800, 31_536_000])
  func `marks are round, inside the range, and never too many`(span: Double) {
    for count in [2, 4, 12] {
      for ticks in [
        Tick.numbers(over: 0...span, atMost: count), Tick.times(over: 0...span, atMost: count),
      ] {
        #expect((1...(count + 1)).contains(ticks.count), "\(ticks)")
        #expect(ticks.allSatisfy { (-1e-9...span * 1.000_001).contains($0.value) })
        #expect(Set(ticks.map(\.label)).count == ticks.count, "\(ticks)")
      }
    }
  }

  @Test(
    arguments: [
      (20, ["0 s", "5 s", "10 s", "15 s", "20 s"]),
      (240, ["0 min", "1 min", "2 min", "3 min", "4 min"]),
      (7200, ["0 min", "30 min", "1:00 h", "1:30 h", "2:00 h"]),
      (86_400, ["0 h", "6 h", "12 h", "18 h", "24 h"]),
      (345_600, ["0 d", "1 d", "2 d", "3 d", "4 d"]),
    ] as [(Double, [String])])
  func `times are named as people name them`(span: Double, labels: [String]) {
    #expect(Tick.times(over: 0...span, atMost: 4).map(\.label) == labels)
  }

  @Test func `nothing sensible gives no marks`() {
    #expect(Tick.numbers(over: 1...1, atMost: 4).isEmpty)
    #expect(Tick.times(over: 0...Double.infinity, atMost: 4).isEmpty)
    #expect(Tick.numbers(over: 0...1, atMost: 0).isEmpty)
  }
}
