# SPDX-License-Identifier: Apache-2.0
# Part of loragw
"""Daemons of loragw on one simulated air, driven through the command line only."""

import json
import os
import subprocess

from .outcome import Failed, expect
from .workshop import ROOT, accepts_connections, wait_until

_READY_S = 10.0

# What a gateway is; the table of its channel and those of mail follow.
HEAD = """\
[gateway]
name = "{name}"
state_directory = "{state}"
local_domains = ["{domain}"]

[radio]
driver = "simulated"
ether = "{ether}"

"""
CHANNEL = """\
[radio.channel]
region = "EU868"
frequency_mhz = 869.525
bandwidth_khz = 125.0
spreading_factor = 7
coding_rate = "4/5"
power_dbm = 14
antenna_gain_dbi = 2.15

"""
_MAIL = """\
[mail.in]
lmtp = ["127.0.0.1:{lmtp_port}"]

[mail.out]
deliver = "{deliver}"
"""


def program():
    """The loragw under test: $LORAGW, else the release build of this tree."""
    path = os.environ.get("LORAGW") or str(ROOT / ".build" / "release" / "loragw")
    expect(os.access(path, os.X_OK), f"no program {path}; build it first, or set LORAGW")
    return path


class Ether:
    """A simulated air, whose socket every account may use."""

    def __init__(self, workshop, *options, folder=None):
        self.socket = (folder or workshop.directory) / "ether.sock"
        self._workshop = workshop
        self._options = options
        self._child = None

    def start(self):
        self._child = self._workshop.start(
            "ether", [program(), "ether", "--socket", self.socket, *self._options]
        )

        def is_ready():
            self._child.require_running()
            return self.socket.exists()

        wait_until(is_ready, "the ether's socket", _READY_S)
        self.socket.chmod(0o666)

    def stop(self):
        """All radios on it are gone until it starts again."""
        self._child.stop()


def start_ether(workshop, *options, folder=None):
    """Starts a simulated air and returns the path of its socket."""
    ether = Ether(workshop, *options, folder=folder)
    ether.start()
    return ether.socket


class Gateway:
    """One `loragw run` with its configuration and its state directory."""

    def __init__(
        self, workshop, name, domain, ether, deliver, lmtp_port, channel=CHANNEL, more=""
    ):
        self.name = name
        self.domain = domain
        self.lmtp_port = lmtp_port
        self._workshop = workshop
        self._configuration = workshop.folder(name) / "loragw.toml"
        self._child = None
        self._configuration.write_text(
            (HEAD + channel + _MAIL).format(
                name=name,
                state=workshop.folder(name, "state"),
                domain=domain,
                ether=ether,
                lmtp_port=lmtp_port,
                deliver=deliver,
            )
            + more
        )

    @property
    def configuration(self):
        """The path of its configuration."""
        return self._configuration

    def append(self, text):
        """Writes more into its configuration, which it reads when it starts."""
        with open(self._configuration, "a") as configuration:
            configuration.write(text)

    def start(self, environment=None):
        """Starts the daemon and waits until it takes mail and answers `status`."""
        self._child = self._workshop.start(
            f"loragw-{self.name}",
            [program(), "run", "--config", self._configuration],
            environment,
        )

        def is_ready():
            self._child.require_running()
            return accepts_connections(self.lmtp_port) and self._try("status", "--json")

        wait_until(is_ready, f"gateway '{self.name}' is ready", _READY_S)

    def stop(self):
        """Ends the daemon as a service manager does; it must end well."""
        status = self._child.stop()
        expect(status == 0, f"gateway '{self.name}' ended with status {status} on SIGTERM")

    def kill(self):
        """kill -9."""
        self._child.require_running()
        self._child.kill()

    @property
    def log_path(self):
        """Where the daemon's output goes, from its first start on."""
        return self._child.log

    def invitation(self):
        """The line that `peer invite` prints for the other side."""
        lines = self._command("peer", "invite").split("\n")
        found = [line for line in lines if line.startswith("loragw1")]
        expect(len(found) == 1, f"peer invite printed {lines}")
        return found[0]

    def accept(self, other, *further_domains, relay_for=()):
        """Takes the other gateway as a peer that serves its domain, and those behind it."""
        line = other.invitation()
        domains = [other.domain, *further_domains]
        self._command("peer", "accept", line, "--name", other.name, "--domain", *domains)
        if relay_for:
            self.let_last_peer_relay(relay_for)

    def let_last_peer_relay(self, domains):
        """The peer accepted last may send to these domains through this gateway."""
        self.append(f"relay_for = {json.dumps(list(domains))}\n")

    def queue(self):
        """What `queue --json` lists."""
        return json.loads(self._command("queue", "--json"))

    def status_of(self, *words):
        """The exit status of a command, and what it printed."""
        result = self._run(words)
        return result.returncode, result.stdout + result.stderr

    def json(self, *words):
        """What a command that must succeed prints with --json."""
        return json.loads(self._command(*words, "--json"))

    def log(self):
        """What the daemon has logged."""
        return self._child.log.read_text(errors="replace")

    def frames_sent(self):
        """How many frames this process has sent since it started, handshakes and answers too."""
        status = json.loads(self._command("status", "--json"))
        found = list(_values(status, "frames_sent"))
        expect(found, "status --json has no 'frames_sent'")
        return sum(found)

    def _try(self, *words):
        result = self._run(words)
        return result.stdout if result.returncode == 0 else None

    def _command(self, *words):
        result = self._run(words)
        if result.returncode != 0:
            said = " / ".join(result.stderr.strip().splitlines()[-2:])
            raise Failed(f"loragw {words[0]} … gave status {result.returncode}: {said}")
        return result.stdout

    def _run(self, words):
        command = [program(), *words, "--config", str(self._configuration)]
        return subprocess.run(command, capture_output=True, text=True, timeout=30)


def _values(document, key):
    """Every value of this key, at any depth: one radio's, or several radios'."""
    if isinstance(document, dict):
        if key in document:
            yield document[key]
        else:
            for value in document.values():
                yield from _values(value, key)
    elif isinstance(document, list):
        for value in document:
            yield from _values(value, key)


def introduce(one, other):
    """Each takes the other as its peer; both daemons must be down."""
    one.accept(other)
    other.accept(one)
