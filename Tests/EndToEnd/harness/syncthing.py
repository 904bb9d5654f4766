# SPDX-License-Identifier: Apache-2.0
# Part of loragw
"""Two of Debian's Syncthing that share one folder over loopback, and tell nobody of it."""

import os
import subprocess

from . import debian_package
from .workshop import accepts_connections, wait_until

_QUIET = [
    "globalAnnounceEnabled", "localAnnounceEnabled", "relaysEnabled", "startBrowser", "natEnabled",
    "crashReportingEnabled",
]


class Syncthing:
    """One of the two; it must have met the other before it starts."""

    def __init__(self, workshop, name):
        self._workshop = workshop
        self._name = name
        self._program = debian_package.unpacked("syncthing") / "usr" / "bin" / "syncthing"
        self._home = workshop.folder(f"syncthing-{name}")
        self._environment = {"HOME": str(self._home), "STNOUPGRADE": "1"}
        self._port, self._page = workshop.free_port(), workshop.free_port()
        self._run("generate", f"--home={self._home}", "--no-default-folder")
        self.id = self._run(f"--home={self._home}", "--device-id").strip()

    def share(self, folder, other):
        """Shares this folder with the other, under the same name there."""
        (folder / ".stfolder").mkdir()
        devices = "".join(
            f'<device id="{one.id}" name="{one._name}"><address>tcp://127.0.0.1:{one._port}'
            "</address></device>"
            for one in (self, other)
        )
        members = "".join(f'<device id="{one.id}"></device>' for one in (self, other))
        options = "".join(f"<{key}>false</{key}>" for key in _QUIET)
        (self._home / "config.xml").write_text(
            f'<configuration version="36"><folder id="mail" path="{folder}" type="sendreceive"'
            f' rescanIntervalS="2" fsWatcherEnabled="true" fsWatcherDelayS="1">{members}</folder>'
            f"{devices}<gui enabled=\"true\"><address>127.0.0.1:{self._page}</address></gui>"
            f"<options><listenAddress>tcp://127.0.0.1:{self._port}</listenAddress>{options}"
            "<urAccepted>-1</urAccepted><reconnectionIntervalS>1</reconnectionIntervalS>"
            "</options></configuration>"
        )

    def start(self):
        child = self._workshop.start(
            f"syncthing-{self._name}",
            [self._program, "serve", f"--home={self._home}", "--no-browser", "--no-restart"],
            self._environment,
        )

        def is_ready():
            child.require_running()
            return accepts_connections(self._port)

        wait_until(is_ready, f"syncthing {self._name}", 30)

    def _run(self, *words):
        return subprocess.run(
            [self._program, *words], capture_output=True, text=True, check=True,
            env={**os.environ, **self._environment},
        ).stdout
