// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import Testing

struct DongleDiagnosisTests {
  private static let path = "/dev/serial/by-id/usb-CP2102_0001-if00"

  private func diagnosis(
    _ device: String, access: MachineSnapshot.Access? = .granted
  ) throws -> Diagnosis {
    let ports = access.map { access in
      [
        MachineSnapshot.SerialPort(
          device: .init(name: "ttyUSB0", access: access), lastingName: "usb-CP2102_0001-if00",
          usbID: "10c4:ea60")
      ]
    }
    let machine = MachineSnapshot(serialPorts: ports ?? [])
    return Diagnosis(of: machine, boards: try BoardTable.shipped(), device: device)
  }

  @Test(arguments: [path, "usb:0001"])
  func `a configured dongle is found by its name`(device: String) throws {
    #expect(try diagnosis(device).isHealthy)
    #expect(try diagnosis(device).findings.contains { $0.what == "device \(device) is there" })
    #expect(try !diagnosis(device, access: nil).isHealthy)
    let denied = try diagnosis(device, access: .denied(group: "dialout"))
    #expect(!denied.isHealthy)
    #expect(denied.findings.contains { $0.fix?.contains("-aG dialout") ?? false })
  }

  @Test func `a port that nobody configured is offered to be asked, and not written to`() throws {
    let diagnosis = try diagnosis(Self.path)
    #expect(diagnosis.findings.contains { $0.fix?.contains("--probe \(Self.path)") ?? false })
  }

  @Test func `what cannot be asked is said with the reason`() {
    let diagnosis = DongleProbe(device: "/nonexistent/dongle").diagnosis()
    #expect(!diagnosis.isHealthy)
    #expect(diagnosis.findings.first?.what.contains("does not exist") ?? false)
  }
}
