// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Gateway
import Glibc
import Testing

struct DurableFileTests {
  @Test func `a replaced file has the new bytes and mode, and nothing is left beside it`() throws {
    try Sample.inDirectory { directory in
      let path = directory + "/f"
      try DurableFile.write([1], to: path, access: .init(mode: 0o600), existing: .keep)
      try DurableFile.write([2, 3], to: path, access: .init(mode: 0o640), existing: .replace)
      let contents = try DurableFile.read(path, atMost: 2)
      #expect(contents.bytes == [2, 3])
      #expect(contents.access.mode == 0o640)
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["f"])
    }
  }

  @Test func `an existing file is kept when it shall be, and nothing is left beside it`() throws {
    try Sample.inDirectory { directory in
      let path = directory + "/f"
      try DurableFile.write([1], to: path, access: .init(mode: 0o600), existing: .keep)
      #expect(throws: FileError(path: path, step: "create", code: EEXIST)) {
        try DurableFile.write([2], to: path, access: .init(mode: 0o600), existing: .keep)
      }
      #expect(try DurableFile.read(path, atMost: 9).bytes == [1])
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["f"])
    }
  }

  @Test func `what is too large, missing or no file is an error with its reason`() throws {
    try Sample.inDirectory { directory in
      let path = directory + "/f"
      try DurableFile.write([1, 2], to: path, access: .init(mode: 0o600), existing: .keep)
      #expect(throws: FileError(path: path, step: "read", code: EFBIG)) {
        try DurableFile.read(path, atMost: 1)
      }
      #expect(throws: FileError(path: directory, step: "read", code: EINVAL)) {
        try DurableFile.read(directory, atMost: 1)
      }
      let error = #expect(throws: FileError.self) {
        try DurableFile.read(directory + "/none", atMost: 1)
      }
      #expect(error?.description == "\(directory)/none: cannot open: No such file or directory")
      #expect(throws: FileError.self) {
        try DurableFile.write(
          [], to: directory + "/none/f", access: .init(mode: 0o600), existing: .replace)
      }
    }
  }
}
