// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Gateway
import Testing

@Suite struct SetupFileTests {
  private func contents(_ path: String) throws -> String {
    try String(contentsOfFile: path, encoding: .utf8)
  }

  @Test func `a new file is for its owner to change and for its group to read`() throws {
    try Sample.inDirectory { directory in
      let path = directory + "/loragw.toml"
      let file = SetupFile(path: path, existing: .keep)
      try file.check()
      #expect(try file.write("new\n") == nil)
      #expect(try contents(path) == "new\n")
      let written = try DurableFile.access(of: path)
      let holder = try DurableFile.access(of: directory)
      #expect(written == DurableFile.Access(mode: 0o640, user: holder.user, group: holder.group))
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["loragw.toml"])
    }
  }

  @Test func `a file that is there stays, found before or at the writing`() throws {
    try Sample.inDirectory { directory in
      let path = directory + "/loragw.toml"
      try "old\n".write(toFile: path, atomically: true, encoding: .utf8)
      let file = SetupFile(path: path, existing: .keep)
      #expect(throws: SetupFileError.exists(path)) { try file.check() }
      #expect(throws: SetupFileError.exists(path)) { _ = try file.write("new\n") }
      #expect(try contents(path) == "old\n")
    }
  }

  @Test func `a replaced file keeps mode and name, and the former text beside it`() throws {
    try Sample.inDirectory { directory in
      let (real, path) = (directory + "/real.toml", directory + "/loragw.toml")
      try "old\n".write(toFile: real, atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: real)
      try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: real)
      let file = SetupFile(path: path, existing: .replace)
      try file.check()
      let former = try #require(try file.write("new\n"))
      #expect(try contents(former) == "old\n")
      #expect(try contents(real) == "new\n")
      #expect(try contents(path) == "new\n")
      #expect(try DurableFile.access(of: real).mode == 0o600)
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path) == real)
    }
  }

  @Test func `to replace what is not there is to write it`() throws {
    try Sample.inDirectory { directory in
      let path = directory + "/loragw.toml"
      let former = try SetupFile(path: path, existing: .replace).write("new\n")
      #expect(former == nil)
      #expect(try contents(path) == "new\n")
    }
  }

  @Test func `a missing directory is told before anybody is asked`() {
    let file = SetupFile(path: "/nonexistent/loragw.toml", existing: .keep)
    #expect(throws: SetupFileError.noDirectory("/nonexistent")) { try file.check() }
  }
}
