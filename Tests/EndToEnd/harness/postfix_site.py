# SPDX-License-Identifier: Apache-2.0
# Part of loragw
"""Debian's Postfix as installed in a machine, with mailboxes for the near side's accounts."""

from .dovecot_site import NEAR_DOMAIN

# What an admin has set who keeps mailboxes with Postfix.
_OWN = f"""\
myhostname = mail.{NEAR_DOMAIN}
mydestination = {NEAR_DOMAIN}
home_mailbox = Maildir/
mailbox_command =
inet_interfaces = loopback-only
inet_protocols = ipv4
# One retry must come within the test's time.
queue_run_delay = 2s
minimal_backoff_time = 2s
maximal_backoff_time = 4s
"""


def set_up(machine, main_lines, master_lines):
    """Adds the lines to main.cf and master.cf and starts Postfix."""
    machine.append("/etc/postfix/main.cf", _OWN + main_lines)
    machine.append("/etc/postfix/master.cf", master_lines)
    machine.run(["adduser", "postfix", "loragw"])
    machine.run(["postfix", "check"])
    machine.run(["systemctl", "start", "postfix"])
    machine.wait_for_port(25)
