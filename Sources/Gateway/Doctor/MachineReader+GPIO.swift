// SPDX-License-Identifier: Apache-2.0
// Part of loragw

private import CLinuxIO

extension MachineReader {
  private final class Listing {
    var chips: [(number: Int32, label: String?)] = []
    var lines: [[MachineSnapshot.GPIOChip.Line]] = []
  }

  /// The chips of GPIO lines that libgpiod finds, in order of their numbers.
  package static func gpioChips() -> [MachineSnapshot.GPIOChip] {
    let listing = Listing()
    let context = unsafe Unmanaged.passUnretained(listing).toOpaque()
    unsafe clio_list_lines(
      context,
      { context, number, label in
        guard let context = unsafe context else { return }
        let listing = unsafe Unmanaged<Listing>.fromOpaque(context).takeUnretainedValue()
        listing.chips.append((number, unsafe label.map { unsafe MachineReader.text($0) }))
        listing.lines.append([])
      },
      { context, name, consumer in
        guard let context = unsafe context, let name = unsafe name else { return }
        let listing = unsafe Unmanaged<Listing>.fromOpaque(context).takeUnretainedValue()
        guard let chip = listing.lines.indices.last else { return }
        listing.lines[chip].append(
          .init(
            name: unsafe MachineReader.text(name),
            consumer: unsafe consumer.map { unsafe MachineReader.text($0) }))
      })
    let reader = MachineReader { [] }
    return zip(listing.chips, listing.lines).map { chip, lines in
      MachineSnapshot.GPIOChip(
        device: reader.device("gpiochip\(chip.number)"), label: chip.label ?? "unknown",
        lines: lines)
    }
  }

  private static func text(_ characters: UnsafePointer<CChar>) -> String {
    ProblemLog.oneLine(unsafe String(cString: characters), atMost: 64)
  }
}
