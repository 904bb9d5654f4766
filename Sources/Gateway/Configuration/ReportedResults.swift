// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Which final answers of the relay here go home to the gateway that sent the mail.
public enum ReportedResults: Sendable {
  /// Refusals for good only: what the sender must be told.
  case failures
  /// Every final answer, also that a mail was taken.
  case everything
}
