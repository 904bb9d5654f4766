// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import Foundation

/// The files of the package that tests hold the code against.
package enum SourceTree {
  /// The package's folder.
  package static let root = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL

  /// A file's text.
  package static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// The Swift files below a folder, one after the other.
  package static func swift(below folder: String) throws -> String {
    let place = root.appending(path: folder)
    let paths = try FileManager.default.subpathsOfDirectory(atPath: place.path)
    return try paths.filter { $0.hasSuffix(".swift") }.sorted()
      .map { try String(contentsOf: place.appending(path: $0), encoding: .utf8) }.joined()
  }

  /// Real mails of many programs: `LORAGW_CORPUS`, or beside the package; nil when not there.
  package static let corpus: URL? = {
    let named = ProcessInfo.processInfo.environment["LORAGW_CORPUS"]
    let folder =
      named.map { URL(filePath: $0, directoryHint: .isDirectory) }
      ?? root.appending(path: "../shared/corpus").standardizedFileURL
    let values = try? folder.resourceValues(forKeys: [.isDirectoryKey])
    return values?.isDirectory == true ? folder : nil
  }()
}
