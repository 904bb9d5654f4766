// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Where the files of a bearer lie.
///
/// | content | leaving | arriving |
/// |---|---|---|
/// | files, batches | `out` | `in` |
/// | packets of NNCP | `out`/peer's node/own node | `in`/own node/peer's node |
extension Bearer {
  /// Where files that go lie; nil when none go.
  package var leaving: DropFolder? {
    out.map { DropFolder(flat: $0 + below { "/\($0.peer.text)/\($0.own.text)" }) }
  }

  /// Where files that came are put; nil when none are taken.
  package var arriving: DropFolder? {
    `in`.map { DropFolder(flat: $0 + below { "/\($0.own.text)/\($0.peer.text)" }) }
  }

  private func below(_ path: (NNCPRoute) -> String) -> String {
    route.map(path) ?? ""
  }

  /// The nodes of its packets; nil when it carries none.
  var route: NNCPRoute? {
    guard case .nncp(let route, _) = content else { return nil }
    return route
  }

  /// Makes the directories that are missing below `out` and `in`, and these two.
  ///
  /// - Throws: ``FileError``.
  package func prepare() throws(FileError) {
    for (root, folder) in [(out, leaving), (`in`, arriving)] {
      guard let root, let folder else { continue }
      try DropFolder.make(root)
      try DropFolder.make(DurableFile.directory(of: folder.path))
      try folder.prepare()
    }
  }
}
