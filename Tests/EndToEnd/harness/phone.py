# SPDX-License-Identifier: Apache-2.0
# Part of loragw
"""A phone's mail program at a machine: SMTP and IMAP over TLS, with a certificate nobody signed."""

import imaplib
import smtplib
import ssl

_TIMEOUT_S = 20


def _context():
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


class Phone:
    """One account of a machine; it logs in anew each time."""

    def __init__(self, machine, address, password):
        self.address = address
        self._machine = machine
        self._password = password

    def send(self, recipients, octets):
        """Sends with the envelope's options that Delta Chat always asks for."""
        with self._machine.network():
            client = smtplib.SMTP_SSL(
                "127.0.0.1", 465, "phone.test", timeout=_TIMEOUT_S, context=_context()
            )
        with client:
            client.login(self.address, self._password)
            options = ["SMTPUTF8", "BODY=8BITMIME"]
            refused = client.sendmail(self.address, recipients, octets, options)
        if refused:
            raise smtplib.SMTPRecipientsRefused(refused)

    def fetch(self):
        """The octets of all mails in the inbox."""
        with self._machine.network():
            client = imaplib.IMAP4_SSL(
                "127.0.0.1", 993, ssl_context=_context(), timeout=_TIMEOUT_S
            )
        with client:
            client.login(self.address, self._password)
            client.select("INBOX", readonly=True)
            _, answer = client.fetch("1:*", "(BODY.PEEK[])") if self._has_mail(client) else (0, [])
            return [part[1] for part in answer if isinstance(part, tuple)]

    @staticmethod
    def _has_mail(client):
        return bool(client.search(None, "ALL")[1][0])
