# SPDX-License-Identifier: Apache-2.0
# Part of loragw
"""Packages of Debian, unpacked aside under .build/e2e: nothing is installed on this machine."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from .outcome import Skipped
from .workshop import ROOT

_CACHE = ROOT / ".build" / "e2e"


def _apt(arguments, directory):
    command = ["apt-get", *arguments]
    if os.geteuid() == 0:
        command[1:1] = ["-o", "APT::Sandbox::User=root"]
    return subprocess.run(
        command,
        cwd=directory,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"},
        capture_output=True,
        text=True,
    )


def _needed_packages(name, directory):
    """The package and those libraries of it that this machine lacks, by apt's own resolution."""
    plan = _apt(["--simulate", "--no-install-recommends", "install", name], directory)
    new = [line.split()[1] for line in plan.stdout.splitlines() if line.startswith("Inst ")]
    return [name, *[other for other in new if other.startswith("lib")]]


def _download(name, directory):
    """Downloads the packages into the directory; says why when that is impossible."""
    result = _apt(["download", *_needed_packages(name, directory)], directory)
    if result.returncode != 0 and os.geteuid() == 0:
        _apt(["--quiet", "update"], directory)
        result = _apt(["download", *_needed_packages(name, directory)], directory)
    if result.returncode != 0:
        reason = (result.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise Skipped(f"the package {name} cannot be fetched: {reason}")


def unpacked(name):
    """The folder in which the package lies unpacked; fetched once, then kept."""
    target = _CACHE / name
    if target.exists():
        return target
    for tool in ("apt-get", "dpkg-deb"):
        if shutil.which(tool) is None:
            raise Skipped(f"no {tool} here, so Debian's {name} cannot be fetched")
    _CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=_CACHE) as scratch:
        _download(name, scratch)
        for package in sorted(Path(scratch).glob("*.deb")):
            subprocess.run(["dpkg-deb", "-x", package, f"{scratch}/root"], check=True)
        # Whole or not at all: the rename is the last step.
        Path(scratch, "root").rename(target)
    return target
