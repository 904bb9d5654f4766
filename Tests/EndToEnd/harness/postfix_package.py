# SPDX-License-Identifier: Apache-2.0
# Part of loragw
"""Debian's Postfix, unpacked aside."""

from . import debian_package

_MULTIARCH_LIBRARIES = ["usr/lib", "lib"]


def unpacked():
    """The folder in which the package lies unpacked."""
    return debian_package.unpacked("postfix")


def library_path(package):
    """LD_LIBRARY_PATH for the unpacked programs."""
    folders = [package / "usr/lib/postfix"]
    for base in _MULTIARCH_LIBRARIES:
        folders += sorted((package / base).glob("*-linux-gnu*"))
    return ":".join(map(str, folders))
