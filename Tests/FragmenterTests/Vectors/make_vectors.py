#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Part of loragw
"""Makes link.csv, the golden vectors of the link, from docs/protocol.md alone.

It shares no code with loragw: HMAC, HKDF and SHA-256 are Python's, X25519, AES-GCM and AES-GCM-SIV
those of the package `cryptography` (42 or newer with OpenSSL 3.2 or newer), the handshake, the code
and all frames are written out below. The tests compare; they do not need this script.

    make_vectors.py            writes link.csv beside itself
    make_vectors.py --check    says whether link.csv is what it would write
"""

import hashlib
import hmac
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESGCMSIV
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

VERSION = 3  # VV of byte 0
PROTOCOL = 0x00  # lowest and highest protocol version, four bits each
ENCRYPTED, CLEAR = 0, 1  # C of byte 0


def sha256(data):
    return hashlib.sha256(data).digest()


def mac(key, data):
    return hmac.new(key, data, hashlib.sha256).digest()


def hkdf(key, salt, info):
    """RFC 5869 with SHA-256, 32 bytes out."""
    return mac(mac(salt or bytes(32), key), info + b"\x01")


def public(private):
    key = X25519PrivateKey.from_private_bytes(private).public_key()
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def agree(private, peer):
    return X25519PrivateKey.from_private_bytes(private).exchange(
        X25519PublicKey.from_public_bytes(peer)
    )


class Noise:
    """Noise_KKpsk2_25519_AESGCM_SHA256, revision 34; one state serves both sides."""

    def __init__(self, initiator, responder, prologue):
        name = b"Noise_KKpsk2_25519_AESGCM_SHA256"
        self.h = name.ljust(32, b"\0")
        self.ck = self.h
        for part in (prologue, initiator, responder):
            self.h = sha256(self.h + part)

    def derive(self, material, count):
        temporary = mac(self.ck, material)
        outputs, last = [], b""
        for number in range(1, count + 1):
            last = mac(temporary, last + bytes([number]))
            outputs.append(last)
        return outputs

    def mix_key(self, material):
        self.ck, self.k = self.derive(material, 2)
        self.n = 0

    def mix_key_and_hash(self, material):
        self.ck, middle, self.k = self.derive(material, 3)
        self.h = sha256(self.h + middle)
        self.n = 0

    def ephemeral(self, key):
        self.h = sha256(self.h + key)
        self.mix_key(key)

    def seal(self, plaintext):
        nonce = bytes(4) + self.n.to_bytes(8, "big")
        sealed = AESGCM(self.k).encrypt(nonce, plaintext, self.h)
        self.h = sha256(self.h + sealed)
        self.n += 1
        return sealed

    def clear(self, payload):
        """A payload in clear: in the transcript, which the tag of an empty one authenticates."""
        self.h = sha256(self.h + payload)
        return payload + self.seal(b"")

    def split(self):
        return self.derive(b"", 2)


def handshake(statics, ephemerals, payloads, mode=ENCRYPTED):
    """Both messages, the handshake hash and the two transport keys."""
    (s1, s2), (e1, e2) = statics, ephemerals
    noise = Noise(public(s1), public(s2), b"loragw link" + bytes([VERSION, mode]))
    seal = noise.clear if mode == CLEAR else noise.seal
    noise.ephemeral(public(e1))
    noise.mix_key(agree(e1, public(s2)))
    noise.mix_key(agree(s1, public(s2)))
    first = public(e1) + seal(payloads[0])
    noise.ephemeral(public(e2))
    noise.mix_key(agree(e2, public(e1)))
    noise.mix_key(agree(e2, public(s1)))
    noise.mix_key_and_hash(bytes(32))
    second = public(e2) + seal(payloads[1])
    return first, second, noise.h, noise.split()


class Direction:
    """What one side sends in a session."""

    def __init__(self, key, handshake_hash, direction, connection, mode=ENCRYPTED):
        label = b"loragw clear " if mode == CLEAR else b"loragw "
        self.frame_key = hkdf(key, handshake_hash, label + b"frame")
        self.chain = hkdf(key, handshake_hash, label + b"chain")
        self.mode = mode
        self.hash, self.direction, self.connection = handshake_hash, direction, connection

    def message_key(self, number):
        chain = self.chain
        for _ in range(number):
            chain = hkdf(chain, b"", b"\x01")
        return hkdf(chain, b"", b"\x02")

    def seal(self, number, plaintext, prefix=b""):
        data = self.hash + bytes([self.direction, number, self.mode]) + prefix
        if self.mode == CLEAR:
            text = bytes([len(data)]) + data + plaintext
            return plaintext + mac(self.message_key(number), text)[:16]
        return AESGCMSIV(self.message_key(number)).encrypt(bytes(12), plaintext, data)

    def header(self, kind, poll, acknowledgement=0):
        first = VERSION << 6 | kind << 3 | acknowledgement << 2 | poll << 1 | self.mode
        return bytes([first, self.connection])

    def tagged(self, label, number, frame, covering=b"", size=4):
        return frame + mac(self.frame_key, label + bytes([number]) + frame + covering)[:size]

    def single(self, number, plaintext, done=None):
        acknowledgement = 0 if done is None else 1
        prefix = self.header(0, 1, acknowledgement) + bytes([number, done or 0])
        return prefix + self.seal(number, plaintext, prefix)

    def symbol(self, kind, number, esi, symbol, poll=0, count=None):
        frame = self.header(kind, poll) + ((number & 15) << 12 | esi).to_bytes(2, "big")
        if count is not None:
            frame += (count << 4).to_bytes(2, "big")
        return self.tagged(b"SYM", number, frame + symbol)

    def control(self, subtype, number, field, label, covering=b"", poll=0):
        frame = self.header(4, poll) + bytes([(number & 15) << 4 | subtype])
        if field is not None:
            return self.tagged(label, number, frame + field.to_bytes(3, "big"), covering)
        return self.tagged(label, number, frame, covering, size=7)

    def announcement(self, counter, frames, units, place):
        """An RTS; the place is that of `burst_place`."""
        content = counter.to_bytes(2, "big") + bytes([frames]) + units.to_bytes(2, "big")
        return self.tagged(b"RTS", 0, self.header(5, 1) + content + place)

    def clearance(self, frames, units, place, request):
        """The CTS to an RTS with this tag."""
        content = bytes([frames]) + units.to_bytes(2, "big") + place
        return self.tagged(b"CTS", 0, self.header(5, 0) + content, request)


def burst_place(spreading_factor, bandwidth, steps):
    """Bandwidths are counted from 62.5 kHz, steps are of 25 kHz from the home frequency."""
    return (spreading_factor << 12 | bandwidth << 10 | steps + 512).to_bytes(2, "big")


def tinymt32(seed):
    """RFC 8682, the parameter set of RFC 8681."""
    mask = 0xFFFFFFFF
    state = [seed, 0x8F7011EE, 0xFC78FF1F, 0x3793FDFF]
    for i in range(1, 8):
        before = state[(i - 1) & 3]
        state[i & 3] ^= (i + 1812433253 * (before ^ before >> 30)) & mask

    def step():
        y, x = state[3], (state[0] & 0x7FFFFFFF) ^ state[1] ^ state[2]
        x ^= x << 1 & mask
        y ^= y >> 1 ^ x
        state[0], state[1], state[2], state[3] = state[1], state[2], x ^ (y << 10 & mask), y
        if y & 1:
            state[1] ^= 0x8F7011EE
            state[2] ^= 0xFC78FF1F

    for _ in range(8):
        step()
    while True:
        step()
        t0, t1 = state[3], (state[0] + (state[2] >> 8)) & mask
        yield t0 ^ t1 ^ (0x3793FDFF if t1 & 1 else 0)


def multiply(a, b):
    """In GF(256) modulo x^8 + x^4 + x^3 + x^2 + 1."""
    product = 0
    while b:
        product ^= a if b & 1 else 0
        a = a << 1 ^ (0x11D if a & 0x80 else 0)
        b >>= 1
    return product


def coded(message, size, esi):
    """The coded symbol `esi` of a message: density 15, so coefficients are never 0."""
    numbers = (number & 0xFF for number in tinymt32(esi))
    result = bytearray(size)
    for start in range(0, len(message), size):
        coefficient = next(number for number in numbers if number)
        for i, byte in enumerate(message[start : start + size]):
            result[i] ^= multiply(coefficient, byte)
    return bytes(result)


def vectors():
    """All vectors, by name."""
    statics = [bytes([1] * 32), bytes([2] * 32)]
    ephemerals = [bytes([3] * 32), bytes([4] * 32)]
    cids = [0x11, 0x22]
    payload1 = (1).to_bytes(4, "big") + bytes(4) + bytes([cids[0], PROTOCOL, 0])
    payload2 = bytes([cids[1], PROTOCOL, 0])
    first, second, h, keys = handshake(statics, ephemerals, (payload1, payload2))
    hint = sha256(public(statics[0]) + public(statics[1]))[0]
    left = Direction(keys[0], h, 0, cids[1])
    right = Direction(keys[1], h, 1, cids[0])
    hello = VERSION << 6 | 6 << 3 | 2
    yield "initiation", bytes([hello, hint, 1]) + first
    yield "response", bytes([hello, cids[0], 2]) + second
    yield "hash", h
    yield "frameKey", left.frame_key
    for number in (0, 1, 5, 255):
        yield f"messageKey{number}", left.message_key(number)

    yield "single", left.single(0, bytes([0x10, 0, 0]) + b"hello")
    # Message 1: class bulk, 40 bytes, 5 of padding, two symbols of 32.
    sealed = left.seal(1, bytes([0x30, 5, 0]) + bytes(range(40)) + bytes(5))
    yield "sealed1", sealed
    yield "source", left.symbol(1, 1, 0, sealed[:32])
    yield "last", left.symbol(2, 1, 1, sealed[32:], poll=1)
    yield "repair", left.symbol(3, 1, 2, coded(sealed, 32, 2))
    yield "pollingRepair", left.symbol(3, 1, 0xABC, coded(sealed, 32, 0xABC), poll=1, count=2)

    poll = left.control(0, 1, 2 << 14 | 0x123 << 2 | 3, b"POLL", poll=1)
    request, seal_tag = poll[-4:], sealed[-16:]
    abort = left.control(4, 1, None, b"ABORT", poll=1)
    yield "poll", poll
    yield "abort", abort
    # The responder's answers to that POLL and that ABORT.
    report = 0x123 << 12 | 9 << 8 | (-30 & 0xFF)
    yield "report", right.control(1, 1, report, b"REPORT", request)
    yield "busy", right.control(3, 1, 7 << 16, b"BUSY", request)
    yield "done", right.control(2, 1, None, b"DONE", request + seal_tag)
    yield "rejected", right.control(6, 1, None, b"REJECTED", request)
    yield "historyUnknown", right.control(7, 1, None, b"UNKNOWN-HISTORY", request)
    yield "aborted", right.control(5, 1, None, b"ABORTED", abort[-7:])
    # To the single, whose request is the first four bytes of its seal tag.
    single = left.single(0, bytes([0x10, 0, 0]) + b"hello")[-16:]
    yield "doneOfSingle", right.control(2, 0, None, b"DONE", single[:4] + single)
    yield "confirmation", left.control(0, 0, 1 << 14, b"POLL", poll=1)
    yield "responderSingle", right.single(0, bytes([0x10, 0, 0]) + b"hello")
    # It says besides that message 0 of the initiator is stored.
    yield "singleDone", right.single(0, bytes([0x10, 0, 0]) + b"hello", done=0)
    yield "responderPoll", right.control(0, 1, 2 << 14 | 0x123 << 2 | 3, b"POLL", poll=1)
    # A source symbol that asks, as at the end of a burst amid the source symbols.
    yield "pollingSource", left.symbol(1, 1, 0, sealed[:32], poll=1)
    for name, frame in reservations(left, right):
        yield name, frame


def reservations(left, right):
    """RTS and the two answers: 20 frames in 30 s at SF9, 250 kHz, 600 kHz below home."""
    place = burst_place(9, 2, -24)
    request = left.announcement(0x0102, 20, 600, place)
    yield "rts", request
    yield "cts", right.clearance(20, 600, place, request[-4:])
    yield "refusingCts", right.clearance(0, 600, place, request[-4:])


def clear_vectors():
    """The same exchange in clear, between F4ABC and DL1ABC/P."""
    statics = [bytes([1] * 32), bytes([2] * 32)]
    ephemerals = [bytes([3] * 32), bytes([4] * 32)]
    cids = [0x11, 0x22]
    signs = [sign.encode("ascii").ljust(14) for sign in ("F4ABC", "DL1ABC/P")]
    payload1 = (1).to_bytes(4, "big") + bytes(4) + bytes([cids[0], PROTOCOL, 0]) + signs[0]
    payload2 = bytes([cids[1], PROTOCOL, 0]) + signs[1]
    first, second, h, keys = handshake(statics, ephemerals, (payload1, payload2), CLEAR)
    hint = sha256(public(statics[0]) + public(statics[1]))[0]
    left = Direction(keys[0], h, 0, cids[1], CLEAR)
    right = Direction(keys[1], h, 1, cids[0], CLEAR)
    hello = VERSION << 6 | 6 << 3 | 2 | CLEAR
    yield "clearInitiation", bytes([hello, hint, 1]) + first
    yield "clearResponse", bytes([hello, cids[0], 2]) + second
    yield "clearHash", h
    yield "clearSingle", left.single(0, bytes([0x10, 0, 0]) + b"hello")
    sealed = left.seal(1, bytes([0x30, 5, 0]) + bytes(range(40)) + bytes(5))
    yield "clearSealed1", sealed
    yield "clearSource", left.symbol(1, 1, 0, sealed[:32])
    yield "clearLast", left.symbol(2, 1, 1, sealed[32:], poll=1)
    yield "clearPollingRepair", left.symbol(3, 1, 2, coded(sealed, 32, 2), poll=1, count=2)
    poll = left.control(0, 1, 2 << 14 | 0x123 << 2 | 3, b"POLL", poll=1)
    yield "clearPoll", poll
    report = 0x123 << 12 | 9 << 8 | (-30 & 0xFF)
    yield "clearReport", right.control(1, 1, report, b"REPORT", poll[-4:])
    yield "clearDone", right.control(2, 1, None, b"DONE", poll[-4:] + sealed[-16:])
    yield "clearRepair", left.symbol(3, 1, 2, coded(sealed, 32, 2))
    abort = left.control(4, 1, None, b"ABORT", poll=1)
    yield "clearAbort", abort
    yield "clearBusy", right.control(3, 1, 7 << 16, b"BUSY", poll[-4:])
    yield "clearRejected", right.control(6, 1, None, b"REJECTED", poll[-4:])
    yield "clearHistoryUnknown", right.control(7, 1, None, b"UNKNOWN-HISTORY", poll[-4:])
    yield "clearAborted", right.control(5, 1, None, b"ABORTED", abort[-7:])
    yield "clearSingleDone", right.single(0, bytes([0x10, 0, 0]) + b"hello", done=0)
    for name, frame in reservations(left, right):
        yield "clear" + name[0].upper() + name[1:], frame
    yield "identification", bytes([VERSION << 6 | 7 << 3 | CLEAR, 1]) + signs[0]


def main(arguments):
    path = Path(__file__).resolve().parent / "link.csv"
    rows = [*vectors(), *clear_vectors()]
    text = "name,hexadecimal\n" + "".join(f"{name},{value.hex()}\n" for name, value in rows)
    if arguments == ["--check"]:
        same = path.read_text(encoding="utf-8") == text
        print("link.csv is as made" if same else "link.csv differs")
        return 0 if same else 1
    if arguments:
        print(__doc__, file=sys.stderr)
        return 2
    path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
