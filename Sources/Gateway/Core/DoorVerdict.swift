// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import MailRelay

/// What a mail at the door is answered, once it is certain.
public struct DoorVerdict: Sendable {
  /// One for each recipient, if the disk holds what they say.
  let replies: [Reply]

  /// The replies after all that was taken was to be secured; nobody is told 250 if that failed.
  public func replies(after security: Result<Void, SpoolError>) -> [Reply] {
    guard case .failure(let error) = security else { return replies }
    return replies.map { $0.outcome == .success ? GatewayCore.refusal(error) : $0 }
  }
}
