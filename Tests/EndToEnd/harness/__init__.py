# SPDX-License-Identifier: Apache-2.0
# Part of loragw
"""What the end-to-end tests share: child processes, mails, LMTP, a private Postfix, gateways."""
