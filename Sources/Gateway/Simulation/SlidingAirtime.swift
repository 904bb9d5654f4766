// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// The airtime of one transmitter in a window that slides over its frames.
///
/// Frames count with their ramps, and whole as soon as the window touches them: the figure is
/// never below what the law counts, and above it by a frame at each end of the window at most. It
/// is computed from start and end of the frames alone.
package struct SlidingAirtime: Sendable, Equatable {
  /// From an instant on the window that ends there holds so much.
  package struct Step: Sendable, Equatable {
    /// Microseconds of virtual time.
    package var at: Int64
    /// Microseconds of airtime.
    package var airtime: Int64
  }

  /// In the order of time; before the first one nothing is used.
  package private(set) var steps: [Step] = []
  /// The largest airtime in any window.
  package private(set) var worst = Duration.zero

  /// The transmitter's ramps up and down, on either side of a frame, in microseconds.
  private static let rampMicroseconds: Int64 = 40

  /// Slides over frames of one transmitter, given in the order of time.
  package init(_ frames: [(start: Instant, end: Instant)], window: Duration) {
    let spans = frames.map { frame in
      (
        start: frame.start.microseconds - Self.rampMicroseconds,
        end: frame.end.microseconds + Self.rampMicroseconds
      )
    }
    let window = window.wholeMicroseconds
    var oldest = 0
    var (sum, largest) = (Int64(0), Int64(0))
    steps.reserveCapacity(2 * spans.count)
    for span in spans {
      while spans[oldest].end + window <= span.start {
        drop(spans[oldest], after: window, from: &sum)
        oldest += 1
      }
      sum += span.end - span.start
      largest = max(largest, sum)
      steps.append(Step(at: span.start, airtime: sum))
    }
    for span in spans[oldest...] { drop(span, after: window, from: &sum) }
    worst = .microseconds(largest)
  }

  private mutating func drop(
    _ span: (start: Int64, end: Int64), after window: Int64, from sum: inout Int64
  ) {
    sum -= span.end - span.start
    steps.append(Step(at: span.end + window, airtime: sum))
  }

  /// The largest airtime in each of so many equal parts of a stretch that begins at zero.
  package func peaks(parts: Int, of duration: Duration) -> [Duration] {
    let end = max(duration.wholeMicroseconds, 1)
    var peaks = [Int64](repeating: 0, count: max(parts, 1))
    func part(_ at: Int64) -> Int {
      let share = Double(min(max(at, 0), end)) / Double(end)
      return min(Int(share * Double(peaks.count)), peaks.count - 1)
    }
    for (index, step) in steps.enumerated() where step.at < end {
      let until = index + 1 < steps.count ? steps[index + 1].at : end
      for part in part(step.at)...part(max(until, step.at)) {
        peaks[part] = max(peaks[part], step.airtime)
      }
    }
    return peaks.map { .microseconds($0) }
  }
}
