# SPDX-License-Identifier: Apache-2.0
# Part of loragw
"""A headless Chromium, driven by the DevTools protocol over a pipe; no network port is opened."""

import base64
import json
import os
import select
import shutil
import signal
import subprocess
import time

from .outcome import Failed, Skipped

_ANSWER_S = 60.0
# Chromium is told its pipes by these numbers: it reads from 3 and writes to 4.
_START = 'exec "$@" 3<&%d 4>&%d'


def chromium():
    """The path of the browser."""
    path = shutil.which("chromium")
    if path is None:
        raise Skipped("no browser; install Debian's package chromium")
    return path


class Browser:
    """One page in a fresh profile; a context manager."""

    def __init__(self, workshop):
        self._profile = workshop.folder("browser")
        self._number = 0
        self._session = None
        self._buffer = b""
        self.complaints = []

    def __enter__(self):
        reads, self._write = os.pipe()
        self._read, writes = os.pipe()
        command = [
            "/bin/bash", "-c", _START % (reads, writes), "browser", chromium(),
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--remote-debugging-pipe", "--hide-scrollbars", "--no-first-run",
            f"--user-data-dir={self._profile}", "about:blank",
        ]
        with open(self._profile / "log", "wb") as log:
            self._process = subprocess.Popen(
                command, pass_fds=(reads, writes), stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, start_new_session=True,
            )
        os.close(reads)
        os.close(writes)
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        attached = self.ask("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(f"{domain}.enable")
        return self

    def __exit__(self, *_):
        os.close(self._write)
        os.close(self._read)
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def ask(self, method, **parameters):
        """Sends a command and returns its result."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session is not None:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next(method)
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise Failed(f"{method}: {answer['error']}")
                return answer["result"]

    def _next(self, what):
        end = time.monotonic() + _ANSWER_S
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._read], [], [], max(0, end - time.monotonic()))
            chunk = os.read(self._read, 1 << 20) if ready else b""
            if not chunk:
                raise Failed(f"the browser does not answer to {what}")
            self._buffer += chunk
        line, _, self._buffer = self._buffer.partition(b"\0")
        message = json.loads(line)
        self._note(message)
        return message

    def _note(self, message):
        """Keeps what the browser complains about."""
        parameters = message.get("params", {})
        if message.get("method") == "Log.entryAdded":
            entry = parameters["entry"]
            self.complaints.append(f"{entry['level']}: {entry['text']} {entry.get('url', '')}")
        elif message.get("method") == "Runtime.exceptionThrown":
            details = parameters["exceptionDetails"]
            told = details.get("exception", {}).get("description", details["text"])
            self.complaints.append(f"exception: {told}")

    def dress(self, width, scheme, scale=1):
        """Makes the window so wide, on a machine with this colour scheme."""
        self.ask(
            "Emulation.setDeviceMetricsOverride", width=width, height=900,
            deviceScaleFactor=scale, mobile=width < 600,
        )
        self.ask(
            "Emulation.setEmulatedMedia",
            features=[{"name": "prefers-color-scheme", "value": scheme}],
        )

    def open(self, address):
        """Opens a page and waits until it is there."""
        self.ask("Page.navigate", url=address)
        end = time.monotonic() + _ANSWER_S
        while self.run("document.readyState + location.href") != "complete" + address:
            if time.monotonic() > end:
                raise Failed(f"{address} does not load")
            time.sleep(0.05)

    def run(self, expression):
        """The value of a JavaScript expression in the page."""
        result = self.ask(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in result:
            raise Failed(f"{expression[:60]}: {result['exceptionDetails']['text']}")
        return result["result"].get("value")

    def picture(self, path):
        """Writes a PNG of the whole page."""
        data = self.ask("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(data["data"]))
