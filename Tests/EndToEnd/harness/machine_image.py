# SPDX-License-Identifier: Apache-2.0
# Part of loragw
"""What installing Debian packages adds to this machine, made aside and kept under .build/e2e.

The packages are installed by apt-get itself, maintainer scripts and all, into an overlay over this
machine's own root; only what they write is kept. Nothing here is changed, so that mail servers
which exclude each other can be had side by side.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from .outcome import Skipped
from .workshop import ROOT

_CACHE = ROOT / ".build" / "e2e" / "images"
_DPKG_STATUS = Path("/var/lib/dpkg/status")
_TOOLS = ["apt-get", "chroot", "dpkg", "ip", "mount", "nsenter", "tar", "unshare"]

# $1: an empty folder, $2: the image to write; the other words are packages.
_INSTALL = """\
set -eu
place=$1 image=$2
shift 2
mount -t tmpfs -o mode=755 tmpfs "$place"
mkdir "$place/upper" "$place/work" "$place/root"
mount -t overlay overlay \\
  -o "lowerdir=/,upperdir=$place/upper,workdir=$place/work" "$place/root"
for folder in proc dev; do mount --rbind "/$folder" "$place/root/$folder"; done
for folder in run tmp; do mount -t tmpfs -o mode=1777 tmpfs "$place/root/$folder"; done
# No service is started here; and nobody will read the manual pages.
printf '#!/bin/sh\\nexit 101\\n' > "$place/root/usr/sbin/policy-rc.d"
chmod 755 "$place/root/usr/sbin/policy-rc.d"
rm -f "$place/root/var/lib/man-db/auto-update"
apt() { chroot "$place/root" apt-get -o APT::Sandbox::User=root --quiet --yes "$@"; }
install() { apt --no-install-recommends install "$@"; }
install "$@" || { apt update && install "$@"; }
tar --create --xattrs --xattrs-include='trusted.*' --exclude=./var/cache --exclude=./var/lib/apt \\
  --file "$image.part" --directory "$place/upper" .
mv "$image.part" "$image"
"""


def image(packages):
    """A tar file of what these packages add to this machine's root; made once, then kept."""
    if os.geteuid() != 0:
        raise Skipped("a machine of its own is made by root only; this is another account")
    missing = [tool for tool in _TOOLS if shutil.which(tool) is None]
    if missing:
        raise Skipped(f"no {missing[0]} here, so Debian's packages cannot be had aside")
    path = _CACHE / _base(packages) / ("+".join(packages) + ".tar")
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _install(packages, path)
    return path


def _base(packages):
    """What an image depends on: what is installed here, and which versions are to be had."""
    policy = subprocess.run(["apt-cache", "policy", *packages], capture_output=True)
    return hashlib.sha256(_DPKG_STATUS.read_bytes() + policy.stdout).hexdigest()[:16]


def _install(packages, path):
    with tempfile.TemporaryDirectory(prefix="loragw-image-") as place:
        done = subprocess.run(
            ["unshare", "--mount", "sh", "-c", _INSTALL, "sh", place, path, *packages],
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"},
            stdin=subprocess.DEVNULL, capture_output=True, text=True,
        )
    if done.returncode != 0:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise Skipped(f"{' '.join(packages)} cannot be installed aside: {reason}")
