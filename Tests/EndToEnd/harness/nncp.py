# SPDX-License-Identifier: Apache-2.0
# Part of loragw
"""Two nodes of Debian's NNCP that know each other and call nobody."""

import re
import subprocess

from . import debian_package
from .outcome import expect

_KEYS = ["id", "exchpub", "exchprv", "signpub", "signprv", "noisepub", "noiseprv"]
_PUBLIC = ["id", "exchpub", "signpub", "noisepub"]


class Node:
    """A node: its keys, its spool, and what it runs for packets that came."""

    def __init__(self, workshop, name):
        self.name = name
        self._programs = debian_package.unpacked("nncp") / "usr" / "bin"
        self._folder = workshop.folder(f"nncp-{name}")
        workshop.folder(f"nncp-{name}", "spool")
        made = subprocess.run(
            [self._programs / "nncp-cfgnew"], capture_output=True, text=True, check=True
        ).stdout
        found = {key: re.search(rf"^    {key}: (\S+)", made, re.M) for key in _KEYS}
        self._keys = {key: match.group(1) for key, match in found.items()}

    @property
    def id(self):
        return self._keys["id"]

    @property
    def received(self):
        """The folder of files that were sent to this node."""
        return self._folder / "incoming"

    def meet(self, other, handle, command):
        """Takes the other as neighbour, who may have this command run by its handle."""
        self.received.mkdir(exist_ok=True)
        own = "".join(f"    {key}: {self._keys[key]}\n" for key in _KEYS)
        words = ", ".join(f'"{word}"' for word in command)
        self._configuration.write_text(
            f"{{\n  spool: {self._folder}/spool\n  log: {self._folder}/log\n"
            f"  self: {{\n{own}  }}\n  neigh: {{\n"
            f"    self: {{\n{self._public()}    }}\n"
            f"    {other.name}: {{\n{other._public()}      incoming: {self.received}\n"
            f"      exec: {{ {handle}: [{words}] }}\n    }}\n  }}\n}}\n"
        )

    def run(self, program, *words, octets=None):
        """Runs a program of NNCP for this node; it must succeed."""
        command = [self._programs / program, "-cfg", self._configuration, "-quiet", *words]
        result = subprocess.run(command, input=octets, capture_output=True)
        said = (result.stderr + result.stdout).decode(errors="replace").strip()
        expect(result.returncode == 0, f"{program} gave {result.returncode}: {said}")

    @property
    def _configuration(self):
        return self._folder / "nncp.hjson"

    def _public(self):
        return "".join(f"      {key}: {self._keys[key]}\n" for key in _PUBLIC)
