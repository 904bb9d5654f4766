# SPDX-License-Identifier: Apache-2.0
# Part of loragw
"""The far side of a mail server under test: a machine with Dovecot and a gateway, and the mails
that go there. Its domain is village.example, that of the near side camp.example."""

from . import mails
from .lmtp import send_lmtp
from .machine import Machine, example, install_example
from .machine_gateway import MachineGateway
from .outcome import expect
from .workshop import wait_until

DOMAIN, NEAR_DOMAIN = "village.example", "camp.example"
ANNA, BERT = (f"{name}@{DOMAIN}" for name in ("anna", "bert"))
UNKNOWN = f"stranger@{DOMAIN}"
ALICE = f"alice@{NEAR_DOMAIN}"
# Postfix too, so that one image does for every test with either of them.
PACKAGES = ["dovecot-imapd", "dovecot-lmtpd", "postfix"]
ON_AIR_S = 40.0

# Dovecot wants one, and its package makes none where ssl-cert has none.
_CERTIFICATE = """\
cd /etc/dovecot/private
rm -f dovecot.pem dovecot.key
openssl req -x509 -newkey ed25519 -nodes -subj /CN=test -keyout dovecot.key -out dovecot.pem
"""


def add_accounts(machine, *addresses):
    """Accounts without a password, by the local parts of mail addresses."""
    for address in addresses:
        name = address.partition("@")[0]
        machine.run(["adduser", "--disabled-password", "--gecos", "", name])


def maildir_of(machine, address):
    """The octets of the mails of an account, by a mail address."""
    return mails.maildir_mails(machine.path(f"/home/{address.partition('@')[0]}/Maildir"))


def copies(machine, address):
    """The mails of an account as {name: [digest of each copy]}."""
    found = {}
    for stored in maildir_of(machine, address):
        digest = mails.digest(mails.as_sent(stored))
        found.setdefault(mails.name_of(stored), []).append(digest)
    return found


class DovecotSite:
    """The machine and its gateway, which is not started yet."""

    def __init__(self, workshop):
        self.machine = Machine(workshop, "village", PACKAGES)
        self.gateway = MachineGateway(self.machine, DOMAIN, example("dovecot/loragw.toml"))
        install_example(
            self.machine, "dovecot/99-loragw.conf", "/etc/dovecot/conf.d/99-loragw.conf"
        )
        self.machine.shell(_CERTIFICATE)
        add_accounts(self.machine, ANNA, BERT)
        self.machine.run(["systemctl", "start", "dovecot"])

    def answer(self, name):
        """Hands a mail for the near side to the gateway."""
        mail = mails.mail(name, ANNA, [ALICE], "Heard you.\n")
        with self.machine.network():
            send_lmtp(2624, ANNA, ALICE, mail.octets)
        return mail

    def wait_for(self, sent):
        """Waits until all (mail, recipients) have arrived."""
        for mail, recipients in sent:
            for recipient in recipients:
                what = f"mail '{mail.name}' of {recipient}"
                wait_until(
                    lambda m=mail, r=recipient: m.name in copies(self.machine, r), what, ON_AIR_S
                )

    def wait_for_refusal(self):
        """Waits until Dovecot has refused a recipient, whom the log does not name. The result goes
        home with other mail."""
        self.gateway.wait_for_log("550 5.1.1")

    def check(self, sent):
        """Every recipient has each of these mails once, as it was sent, and no other."""
        for recipient in (ANNA, BERT):
            wanted = {mail.name: [mail.digest] for mail, to in sent if recipient in to}
            found = copies(self.machine, recipient)
            expect(found == wanted, f"{recipient}: found {found}, sent {wanted}")


def sample_mails():
    """Mails with what mail servers like to alter: (mail, recipients)."""
    utf8 = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n"
    latin1 = "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit\n"
    bodies = [
        ("both", [ANNA, BERT], "Hello, you two.\n", ""),
        ("dots", [ANNA], ".\n..\n.dot\n...three\n\n.\nend\n", ""),
        ("utf8", [BERT], "Gr\u00fc\u00dfe, \u2603, \U0001f4e1\n" * 12, utf8),
        ("latin1", [BERT], b"caf\xe9 na\xefve \xff\xfe\x80\n" * 4, latin1),
        ("blanks", [ANNA], "trailing blanks   \n\ttab\t\n \n\n\n-- \nsignature  \n", ""),
    ]
    return [(mails.mail(name, ALICE, to, body, head), to) for name, to, body, head in bodies]
