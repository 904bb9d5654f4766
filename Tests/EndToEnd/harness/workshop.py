# SPDX-License-Identifier: Apache-2.0
# Part of loragw
"""A place to work: a temporary directory, free ports, and child processes that end with it."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from .outcome import Failed

ROOT = Path(__file__).resolve().parents[3]
_GRACE_S = 5.0
# Reads until we are gone, however we went, then ends the child. The kernel's own parent-death
# signal does not do: it is dropped when the child changes its account, as Postfix does.
_GUARDIAN = 'read -r _; kill -TERM "$0"'


def wait_until(condition, what, timeout_s):
    """Waits until the condition yields something true, and returns that; fails after the time."""
    end = time.monotonic() + timeout_s
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.02)
    raise Failed(f"{what}: not within {timeout_s:g} s")


def accepts_connections(port):
    """Whether somebody listens on this port of the loopback interface."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
        return True
    except OSError:
        return False


class Child:
    """A process of ours, ended by its id; its output goes to a file."""

    def __init__(self, name, command, log, environment=None):
        self.name = name
        self.log = log
        with open(log, "ab") as output:
            self.process = subprocess.Popen(
                [str(word) for word in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **(environment or {})},
            )
        self._guardian = subprocess.Popen(
            ["/bin/sh", "-c", _GUARDIAN, str(self.process.pid)], stdin=subprocess.PIPE
        )

    @property
    def is_running(self):
        """Whether it runs; reaping one that ended by itself leaves its guardian nothing to do."""
        if self.process.returncode is None and self._has_ended():
            self._dismiss_guardian()
            self.process.wait()
        return self.process.returncode is None

    def _has_ended(self):
        return os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)

    def require_running(self):
        """Fails with the end of its output when the process has ended."""
        if not self.is_running:
            status = self.process.returncode
            raise Failed(f"{self.name} ended with status {status}: {self.last_line()}")

    def last_line(self):
        lines = self.log.read_text(errors="replace").strip().splitlines()
        return lines[-1] if lines else "no output"

    def kill(self):
        """kill -9."""
        self._dismiss_guardian()
        self.process.kill()
        self.process.wait()

    def stop(self):
        """SIGTERM, then SIGKILL after a grace; returns the exit status."""
        self._dismiss_guardian()
        self.process.terminate()
        try:
            self.process.wait(_GRACE_S)
        except subprocess.TimeoutExpired:
            self.kill()
        return self.process.returncode

    def _dismiss_guardian(self):
        """Before the child is reaped: from then on its id may be somebody else's."""
        self._guardian.kill()
        self._guardian.wait()
        self._guardian.stdin.close()


class Workshop:
    """Owns the temporary directory and the children; a context manager.

    With LORAGW_KEEP=1 the directory stays after a failure, for a look into its logs.
    """

    def __init__(self, name):
        self.directory = Path(tempfile.mkdtemp(prefix=f"loragw-{name}-"))
        # Daemons with an account of their own must reach their own corner.
        os.umask(0o022)
        self.directory.chmod(0o755)
        self._children = []
        self._ports = set()

    def __enter__(self):
        return self

    def __exit__(self, kind, _value, _traceback):
        for child in reversed(self._children):
            child.stop()
        if kind not in (None, SystemExit) and os.environ.get("LORAGW_KEEP") == "1":
            print(f"kept {self.directory}", file=sys.stderr)
        else:
            shutil.rmtree(self.directory, ignore_errors=True)

    def free_port(self):
        """A port of the loopback interface that nobody uses now, never handed out twice."""
        while True:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port = probe.getsockname()[1]
            if port not in self._ports:
                self._ports.add(port)
                return port

    def folder(self, *names):
        """A folder in the workshop, made when it is not there."""
        path = self.directory.joinpath(*names)
        path.mkdir(parents=True, exist_ok=True)
        return path

    def start(self, name, command, environment=None):
        """Starts a child that ends with the workshop."""
        child = Child(name, command, self.folder("log") / f"{name}.log", environment)
        self._children.append(child)
        return child
