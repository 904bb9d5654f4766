// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What a peer reported about a mail of ours.
struct MailReport {
  var publicID: String
  var results: [RecipientReport]
}
