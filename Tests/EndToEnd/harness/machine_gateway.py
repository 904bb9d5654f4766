# SPDX-License-Identifier: Apache-2.0
# Part of loragw
"""A gateway as a service of a machine of its own, with its account and its shipped unit."""

from .gateway import CHANNEL, HEAD, Gateway
from .machine import SHARED
from .workshop import ROOT, wait_until

CONFIGURATION = "/etc/loragw/loragw.toml"
UNIT = "/etc/systemd/system/loragw.service"
_UNIT_TEXT = ROOT / "packaging" / "systemd" / "loragw.service"
_READY_S = 15.0
_LOGGED_S = 40.0


class MachineGateway(Gateway):
    """`loragw run` in a machine; `mail` is the text of its tables [mail.in] and [mail.out]."""

    def __init__(self, machine, domain, mail):
        # What this gateway has in common with one beside the test is only how it is commanded.
        self.name = machine.name
        self.domain = domain
        self._machine = machine
        machine.run(["adduser", "--system", "--group", "--home", "/var/lib/loragw", "loragw"])
        head = HEAD.format(
            name=machine.name, state="/var/lib/loragw", domain=domain,
            ether=f"{SHARED}/ether.sock",
        )
        machine.write(CONFIGURATION, head + CHANNEL + mail)
        machine.run(["chown", "-R", "loragw:loragw", "/etc/loragw", "/var/lib/loragw"])
        machine.write(UNIT, _UNIT_TEXT.read_text())

    def start(self, environment=None):
        """Starts the service and waits until it answers `status`."""
        self._machine.run(["systemctl", "start", "loragw"])
        what = f"gateway '{self.name}' is ready"
        wait_until(lambda: self._try("status", "--json"), what, _READY_S)

    def stop(self):
        """Ends the service as its manager does."""
        self._machine.run(["systemctl", "stop", "loragw"])

    def wait_for_log(self, words):
        """Waits until the service has written these words down."""
        log = self._machine.path("/var/log/loragw.log")
        what = f"'{words}' in the log of '{self.name}'"
        wait_until(lambda: words in log.read_text(errors="replace"), what, _LOGGED_S)

    def _run(self, words):
        command = ["setpriv", "--reuid=loragw", "--regid=loragw", "--init-groups"]
        return self._machine.attempt(
            [*command, "loragw", *words, "--config", CONFIGURATION], timeout_s=30
        )
