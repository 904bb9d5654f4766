// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser

extension Loragw {
  /// All commands, in the order in which the help shows them.
  static let commands: [any ParsableCommand.Type] = [
    SetupCommand.self,
    RunCommand.self,
    DemoCommand.self,
    StatusCommand.self,
    QueueCommand.self,
    SubmitCommand.self,
    ListenCommand.self,
    PingCommand.self,
    PeerCommand.self,
    PackCommand.self,
    UnpackCommand.self,
    EtherCommand.self,
    SimulateCommand.self,
    AirtimeCommand.self,
    CheckConfigCommand.self,
    DoctorCommand.self,
  ]
}
