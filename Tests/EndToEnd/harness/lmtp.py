# SPDX-License-Identifier: Apache-2.0
# Part of loragw
"""A small LMTP server with scripted replies, one per recipient, and an LMTP and SMTP client."""

import smtplib
import socketserver
import threading
import time
from dataclasses import dataclass

_EXTENSIONS = [b"8BITMIME", b"ENHANCEDSTATUSCODES", b"PIPELINING", b"SIZE 10485760", b"SMTPUTF8"]


@dataclass(frozen=True)
class Delivery:
    """One transaction as the server took it; the octets are unstuffed."""

    sender: str
    recipients: tuple
    octets: bytes


def _address(line):
    return line.partition(b"<")[2].partition(b">")[0].decode()


class _Session(socketserver.StreamRequestHandler):
    def handle(self):
        self._reply(b"220 stub.test LMTP")
        sender, recipients = "", []
        while line := self.rfile.readline().rstrip(b"\r\n"):
            verb = line[:4].upper()
            if verb in (b"LHLO", b"EHLO"):
                self._reply(b"250-stub.test", *[b"250-" + e for e in _EXTENSIONS], b"250 HELP")
            elif verb == b"MAIL":
                sender, recipients = _address(line), []
                self._reply(b"250 2.1.0 Ok")
            elif verb == b"RCPT":
                recipients.append(_address(line))
                self._reply(b"250 2.1.5 Ok")
            elif verb == b"DATA":
                self._reply(b"354 Go ahead")
                self._take(sender, recipients)
            elif verb == b"QUIT":
                self._reply(b"221 2.0.0 Bye")
                return
            else:
                self._reply(b"250 2.0.0 Ok")

    def _reply(self, *lines):
        self.wfile.write(b"".join(line + b"\r\n" for line in lines))

    def _take(self, sender, recipients):
        octets = bytearray()
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return
            octets += line[1:] if line.startswith(b".") else line
        replies = [self.server.reply_for(recipient) for recipient in recipients]
        self.server.deliveries.append(Delivery(sender, tuple(recipients), bytes(octets)))
        self._reply(*[reply.encode() for reply in replies])


class LMTPServer(socketserver.ThreadingTCPServer):
    """Listens on a port of the loopback interface; a context manager. A client that says EHLO must
    send to one recipient at a time.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port, reply_for, address="127.0.0.1"):
        super().__init__((address, port), _Session)
        self.reply_for = reply_for
        self.deliveries = []
        self._thread = threading.Thread(target=self.serve_forever, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


def _options(octets, recipients):
    is_ascii = octets.isascii()
    utf8 = [] if all(recipient.isascii() for recipient in recipients) else ["SMTPUTF8"]
    return ([] if is_ascii else ["BODY=8BITMIME"]) + utf8


def send_smtp(port, sender, recipients, octets):
    """Sends by SMTP; every recipient must be accepted."""
    with smtplib.SMTP("127.0.0.1", port, "sender.test", timeout=30) as client:
        refused = client.sendmail(sender, recipients, octets, _options(octets, recipients))
    if refused:
        raise smtplib.SMTPRecipientsRefused(refused)


def send_lmtp(port, sender, recipient, octets):
    """Sends to one recipient by LMTP and returns the reply, which is a 250."""
    with smtplib.LMTP("127.0.0.1", port, "sender.test", timeout=30) as client:
        client.ehlo_or_helo_if_needed()
        for code, text in [
            client.mail(sender, _options(octets, [recipient])),
            client.rcpt(recipient),
            client.data(octets),
        ]:
            if code != 250:
                raise smtplib.SMTPResponseException(code, text)
    return text.decode()


class SMTPSession:
    """A session that sends mail after mail; a context manager."""

    _client = smtplib.SMTP

    def __init__(self, port):
        self._smtp = self._client("127.0.0.1", port, "sender.test", timeout=120)
        self._smtp.ehlo_or_helo_if_needed()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._smtp.close()

    @staticmethod
    def _replies(_recipients):
        """How many replies a mail gets."""
        return 1

    def send(self, sender, recipients, octets):
        """Sends a mail; returns the seconds from its final dot to the last 250."""
        _require(self._smtp.mail(sender), 250)
        for recipient in recipients:
            _require(self._smtp.rcpt(recipient), 250)
        self._smtp.putcmd("data")
        _require(self._smtp.getreply(), 354)
        stuffed = b"".join(
            b"." + line if line.startswith(b".") else line for line in octets.splitlines(True)
        )
        start = time.monotonic()
        self._smtp.send(stuffed + b".\r\n")
        for _ in range(self._replies(recipients)):
            _require(self._smtp.getreply(), 250)
        return time.monotonic() - start


class LMTPSession(SMTPSession):
    """The same by LMTP."""

    _client = smtplib.LMTP

    @staticmethod
    def _replies(recipients):
        return len(recipients)


def _require(reply, wanted):
    if reply[0] != wanted:
        raise smtplib.SMTPResponseException(*reply)
