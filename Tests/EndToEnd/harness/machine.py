# SPDX-License-Identifier: Apache-2.0
# Part of loragw
"""A machine of its own: this one's root under an overlay, with further Debian packages, in
namespaces of its own. Its files, ports, processes and host name are nobody else's, so that
configuration files and commands run in it as they are written, and all of it ends with the test.
"""

import contextlib
import ctypes
import os
import socket
import subprocess
import threading
from pathlib import Path

from . import machine_image
from .gateway import program
from .outcome import Skipped, expect
from .workshop import ROOT, accepts_connections, wait_until

# Where the folder that all machines of a workshop share appears in each.
SHARED = "/srv/shared"
_HERE = Path(__file__).resolve().parent
_READY_S = 20.0
_CLONE_NEWNET = 0x40000000  # sched.h; os.setns came with Python 3.12.
_ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root", "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive",
}

# The process that a signal of ours reaches; the machine dies with it.
_KEEPER = 'trap \'kill -KILL "$child"\' TERM; "$@" & child=$!; wait "$child"'

# $1: an empty folder, $2: the image, $3: host name, $4: program, $5: shared folder, $6: systemctl,
# $7: the folder of its logs, which stays, $8: the file that gets the process id which the machine's
# first process has outside.
_FIRST = f"""\
set -eu
place=$1 image=$2 name=$3 program=$4 shared=$5 systemctl=$6 logs=$7 ready=$8
mount -t tmpfs -o mode=755 tmpfs "$place"
mkdir "$place/upper" "$place/work" "$place/root"
tar --extract --xattrs --xattrs-include='trusted.*' --same-owner --preserve-permissions \\
  --file "$image" --directory "$place/upper"
mount -t overlay overlay \\
  -o "lowerdir=/,upperdir=$place/upper,workdir=$place/work" "$place/root"
root=$place/root
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for node in null zero full random urandom; do
  touch "$root/dev/$node"
  mount --bind "/dev/$node" "$root/dev/$node"
done
ln -s /proc/self/fd "$root/dev/fd"
mkdir -m 1777 "$root/dev/shm"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mkdir -p "$root{SHARED}"
mount --bind "$shared" "$root{SHARED}"
if [ -d "$place/upper/var/log" ]; then cp -a "$place/upper/var/log/." "$logs"; fi
mount --bind "$logs" "$root/var/log"
for pair in "$program:usr/bin/loragw" "$systemctl:usr/local/bin/systemctl"; do
  touch "$root/${{pair#*:}}"
  mount --bind "${{pair%%:*}}" "$root/${{pair#*:}}"
done
echo "127.0.0.1 localhost $name" > "$root/etc/hosts"
echo "$name" > "$root/etc/mailname"
: > "$root/etc/resolv.conf"
hostname "$name"
ip link set lo up
cut -d ' ' -f 4 /proc/self/stat > "$ready.part"
mount -t proc proc "$root/proc"
mv "$ready.part" "$ready"
# A shell that waits reaps what daemons leave to the first process.
exec chroot "$root" bash -c 'while :; do sleep 3600 & wait $!; done'
"""


class Machine:
    """One machine; its loopback interface is its only one."""

    def __init__(self, workshop, name, packages):
        image = machine_image.image(packages)
        self.name = name
        self.shared = workshop.folder("shared")
        self._workshop = workshop
        ready = workshop.folder("machines") / f"{name}.pid"
        self._keeper = workshop.start(
            f"machine-{name}",
            ["sh", "-c", _KEEPER, "sh", "unshare", "--mount", "--net", "--uts", "--pid", "--fork",
             "--kill-child=KILL", "sh", "-c", _FIRST, "sh",
             workshop.folder("machines", name), image, name, program(), self.shared,
             _HERE / "systemctl", workshop.folder("log", name), ready],
        )
        self._first = None

        def is_ready():
            if not self._keeper.is_running:
                raise Skipped(f"no machine can be made here: {self._keeper.last_line()}")
            if ready.exists():
                self._first = ready.read_text().strip()
            # Until it has changed its root, its files are this machine's.
            return self._first and not self.path("/").samefile("/")

        wait_until(is_ready, "a machine", _READY_S)
        self._log = workshop.folder("log", name) / "syslog"
        self._listen_for_log()

    def path(self, path):
        """One of its files, as seen from outside. Absolute symbolic links lead elsewhere."""
        return Path(f"/proc/{self._first}/root") / path.lstrip("/")

    def command(self, words):
        """The command that runs these words in the machine, as root."""
        enter = ["nsenter", "--target", self._first, "--mount", "--net", "--uts", "--pid"]
        setting = ["env", "-i", *(f"{key}={value}" for key, value in _ENVIRONMENT.items())]
        return [*enter, "--root", "--wd=/", "--", *setting, *map(str, words)]

    def run(self, words):
        """Runs a command, which must do well, and returns what it printed."""
        done = self.attempt(words)
        said = (done.stderr.strip() or done.stdout.strip() or "nothing").splitlines()[-1]
        expect(
            done.returncode == 0, f"{self.name}: {words[0]} … gave {done.returncode}: {said}"
        )
        return done.stdout

    def attempt(self, words, timeout_s=120):
        """Runs a command and returns the completed process. What it leaves running may go on.

        One command at a time.
        """
        out = self._workshop.folder("machines") / f"{self.name}.out"
        with open(out, "w+") as stdout, open(f"{out}-error", "w+") as stderr:
            # Files, no pipes: a daemon that was started would hold these open.
            done = subprocess.run(
                self.command(words), stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr,
                timeout=timeout_s,
            )
            stdout.seek(0)
            stderr.seek(0)
            done.stdout, done.stderr = stdout.read(), stderr.read()
        return done

    def shell(self, text):
        """Runs lines of shell, which stop at the first that fails; returns what they printed."""
        return self.run(["bash", "-euo", "pipefail", "-c", text])

    def append(self, path, text):
        """Adds lines to one of its files."""
        with open(self.path(path), "a") as file:
            file.write(text)

    def write(self, path, text):
        """Writes one of its files."""
        target = self.path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)

    @contextlib.contextmanager
    def network(self):
        """Sockets that this thread makes meanwhile are of the machine's network."""
        with open("/proc/thread-self/ns/net") as ours:
            with open(f"/proc/{self._first}/ns/net") as its:
                _enter_network(its)
            try:
                yield
            finally:
                _enter_network(ours)

    def wait_for_port(self, port):
        """Waits until somebody listens on this port of its loopback interface."""
        with self.network():
            what = f"{self.name} listens on port {port}"
            wait_until(lambda: accepts_connections(port), what, _READY_S)

    def logged(self, word):
        """The lines of its system log that contain the word."""
        lines = self._log.read_text(errors="replace").splitlines() if self._log.exists() else []
        return [line for line in lines if word in line]

    def _listen_for_log(self):
        """Its system log: what daemons send to /dev/log."""
        receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        path = self.path("/dev/log")
        receiver.bind(str(path))
        os.chmod(path, 0o666)

        def listen():
            while line := receiver.recv(65536):
                with open(self._log, "ab") as log:
                    log.write(line.rstrip(b"\n\0") + b"\n")

        threading.Thread(target=listen, daemon=True).start()


def _enter_network(namespace):
    if ctypes.CDLL(None, use_errno=True).setns(namespace.fileno(), _CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")


def install_example(machine, name, target):
    """Copies one of packaging/examples into the machine, as it is."""
    machine.write(target, example(name))


def example(name):
    """The text of one of packaging/examples."""
    return (ROOT / "packaging" / "examples" / name).read_text()
