# SPDX-License-Identifier: Apache-2.0
# Part of loragw
"""What every mail server must do at the near side: a machine `camp` with it and a gateway, the far
side with Dovecot, and mails across the air between them."""

from . import mails
from .dovecot_site import (
    ALICE, ANNA, NEAR_DOMAIN, ON_AIR_S, UNKNOWN, DovecotSite, add_accounts, copies, maildir_of,
    sample_mails,
)
from .gateway import introduce, start_ether
from .lmtp import send_smtp
from .machine import Machine, example
from .machine_gateway import MachineGateway
from .outcome import expect
from .workshop import wait_until


class Crossing:
    """Both sides; the mail server under test is set up and started by the test."""

    def __init__(self, workshop, packages, mail_tables):
        start_ether(workshop, folder=workshop.folder("shared"))
        self.camp = Machine(workshop, "camp", packages)
        add_accounts(self.camp, ALICE)
        self.near = MachineGateway(self.camp, NEAR_DOMAIN, example(mail_tables))
        self.village = DovecotSite(workshop)
        self.sent = []
        self._is_lost = False

    def start_gateways(self):
        self.near.start()
        self.village.gateway.start()

    def introduce(self):
        introduce(self.near, self.village.gateway)

    def send(self, mail, recipients):
        """Hands a mail to the server under test, as a program at the near side does."""
        with self.camp.network():
            send_smtp(25, ALICE, recipients, mail.octets)

    def send_on(self, *sent):
        """Sends these (mail, recipients), and waits until they are there."""
        for mail, recipients in sent:
            self.send(mail, recipients)
        self.village.wait_for(sent)
        self.sent += sent

    def check_refusal(self):
        """Before the gateways know each other: the reply's text reaches who wrote the mail."""
        self.send(mails.mail("early", ALICE, [ANNA], "Too early.\n"), [ANNA])

        def reports():
            return [m for m in maildir_of(self.camp, ALICE) if b"message/delivery-status" in m]

        found = wait_until(reports, f"a delivery report to {ALICE}", ON_AIR_S)
        # Mail servers fold the lines of a report.
        text = b" ".join(b"".join(found).split()).decode(errors="replace")
        for words in ["550 5.1.2", f"<{ANNA}> no radio peer of camp serves this domain"]:
            expect(words in text, f"the delivery report lacks '{words}': {text[-1500:]}")

    def check_way_out(self):
        """Mails of all kinds go; then one to nobody, whose refusal comes home with an answer."""
        self.introduce()
        self.send_on(*sample_mails())
        self.send(mails.mail("lost", ALICE, [UNKNOWN], "Are you there?\n"), [UNKNOWN])
        self.village.wait_for_refusal()
        self._is_lost = True

    def check_way_in(self):
        """An answer from the far side; a refusal there has come home with it."""
        answer = self.village.answer("answer")
        wait_until(lambda: "answer" in copies(self.camp, ALICE), "the answer", ON_AIR_S)
        found = copies(self.camp, ALICE)["answer"]
        expect(found == [answer.digest], "the answer is doubled or altered")
        if self._is_lost:
            self.near.wait_for_log("village reports recipient 1 5.1.1")

    def check_copies(self):
        self.village.check(self.sent)


def check_reply_logged(lines, recipient):
    """Among these lines of a log is the gateway's reply about a recipient; prints it."""
    said = f"250 2.0.0 <{recipient}> queued as "
    found = [line for line in lines if said in line]
    expect(found, f"no line with '{said}' among {lines}")
    print(found[0][found[0].index(said) :])
