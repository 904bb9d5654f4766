# SPDX-License-Identifier: Apache-2.0
# Part of loragw
"""Mails to send, and what arrived, octet for octet."""

import base64
import hashlib
from dataclasses import dataclass

FIRST_HEADER = b"X-Loragw-Test: "


@dataclass(frozen=True)
class Mail:
    """A mail as its sender wrote it: CRLF lines, beginning with the header FIRST_HEADER."""

    name: str
    octets: bytes

    @property
    def digest(self):
        return hashlib.sha256(self.octets).hexdigest()


def mail(name, sender, recipients, body, headers=""):
    """Writes a mail; the body is text or bytes with LF or CRLF lines."""
    head = (
        f"{FIRST_HEADER.decode()}{name}\nFrom: <{sender}>\nTo: {', '.join(recipients)}\n"
        f"Message-ID: <{name}@{sender.partition('@')[2]}>\n"
        f"Date: Sat, 01 Mar 2025 12:00:00 +0000\nMIME-Version: 1.0\n{headers}\n"
    )
    octets = head.encode() + (body if isinstance(body, bytes) else body.encode())
    return Mail(name, octets.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))


def incompressible_body(random, byte_count):
    """Base64 lines of that many random bytes: packed, they cost about as much as the bytes."""
    return base64.encodebytes(random.randbytes(byte_count))


def as_sent(stored):
    """The octets of a stored mail from the sender's first header on, lines ending in CRLF.

    What relays put above the sender's first header is theirs. None when that header is missing.
    """
    start = stored.find(FIRST_HEADER)
    if start < 0:
        return None
    return stored[start:].replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def name_of(stored):
    """The name under which the mail was written, None for a mail of somebody else."""
    start = stored.find(FIRST_HEADER)
    if start < 0:
        return None
    return stored[start + len(FIRST_HEADER) :].split(b"\n", 1)[0].strip().decode()


def digest(octets):
    """SHA-256, or 'nothing' when there are no octets."""
    return "nothing" if octets is None else hashlib.sha256(octets).hexdigest()


def maildir_mails(directory):
    """The octets of every mail in a Maildir, read or not; those half written are not in it."""
    folders = [directory / "new", directory / "cur"]
    paths = [path for folder in folders if folder.is_dir() for path in sorted(folder.iterdir())]
    return [path.read_bytes() for path in paths]
