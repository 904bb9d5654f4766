// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Glibc
package import MailRelay

/// Puts files that came from peers where their bearers' programs look for them.
package struct ParcelStore: Sendable {
  private let bearers: [Bearer]

  /// A store for these bearers.
  package init(_ bearers: [Bearer]) { self.bearers = bearers }

  /// Stores a file under its own name; it is whole and durable when this returns.
  ///
  /// The same file twice is one. What cannot be stored now is asked for again: the operator may
  /// change the configuration, or take away what is in the way.
  package func store(_ job: DeliveryJob) -> RecipientResult {
    let name = BearerAddress.bearer(in: job.envelope) ?? ""
    let bearer = bearers.first { $0.name == name && $0.peer == job.origin }
    guard let bearer, bearer.content.terms != nil, let folder = bearer.arriving else {
      return .temporary(
        Reply(
          451, .init(4, 3, 5),
          "No [[bearer]] called \(ProblemLog.quoted(name)) for this peer has an \"in\" here"))
    }
    do throws(ParcelError) {
      let parcel = try Parcel(decoding: job.content, arrivingBy: bearer.route)
      return Self.store(parcel, in: folder)
    } catch .malformed {
      return .permanent(Reply(554, .init(5, 6, 0), "\(ParcelError.malformed)"))
    } catch {
      return .temporary(Reply(451, .init(4, 3, 5), "Bearer \(name): \(error)"))
    }
  }

  private static func store(
    _ parcel: Parcel, in folder: DropFolder
  ) -> RecipientResult {
    let path = folder.new + "/" + parcel.name.text
    do throws(FileError) {
      try DurableFile.write(
        parcel.bytes, to: path, access: .init(mode: 0o660), existing: .keep)
    } catch {
      guard error.code == EEXIST else {
        return .temporary(Reply(451, .init(4, 3, 0), error.description))
      }
      let other = try? DurableFile.read(path, atMost: parcel.bytes.count)
      guard other?.bytes == parcel.bytes else {
        return .temporary(
          Reply(451, .init(4, 3, 5), "\(path) is there already, and is another file"))
      }
    }
    return .delivered(Reply(250, .init(2, 0, 0), "stored as \(path)"))
  }
}
