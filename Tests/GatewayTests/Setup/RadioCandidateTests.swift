// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import Testing

@Suite struct RadioCandidateTests {
  private func found(_ machine: MachineSnapshot) throws -> [String] {
    RadioCandidate.found(on: machine, boards: try .shipped()).map(\.answer)
  }

  @Test func `a HAT's board comes first, then serial ports with a lasting name`() throws {
    #expect(try found(SetupSample.machine()) == ["meshadv-pi", SetupSample.dongle])
    #expect(try found(SetupSample.machine(hat: "Sense HAT")) == [SetupSample.dongle])
    #expect(try found(MachineSnapshot()).isEmpty)
  }

  @Test func `a stick without a driver is not offered`() throws {
    #expect(try found(SetupSample.machine(hat: "MESHTOAD")) == [SetupSample.dongle])
  }
}
