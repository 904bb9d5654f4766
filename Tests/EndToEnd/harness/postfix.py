# SPDX-License-Identifier: Apache-2.0
# Part of loragw
"""A private instance of Postfix: own folders, own ports on loopback, started and ended by us."""

import grp
import os
import pwd
import re
from dataclasses import dataclass

from . import postfix_package
from .outcome import Skipped
from .workshop import accepts_connections, wait_until

# Accounts of Debian's base system. Postfix wants an owner and a group of its own that nobody else
# uses; in the sandbox it is enough that they differ from the account mail is delivered with.
_OWNER = "news"
_SETGID_GROUP = "uucp"
_DELIVERER = "nobody"

# Folders of the queue as Postfix's own start script makes them: those of the owner, the public.
_OWNED = ["active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming"]
_OWNED += ["private", "saved", "trace"]

_SERVICES = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True)
class LoggedReply:
    """What the log says about one recipient: the fate and the text of the other side."""

    recipient: str
    relay: str
    dsn: str
    status: str
    text: str


_DELIVERY_LINE = re.compile(
    r"/(?:lmtp|smtp|pipe|virtual|error|bounce)\[\d+\]: \w+: to=<(?P<recipient>[^>]*)>, "
    r".*?relay=(?P<relay>[^,]+), .*?dsn=(?P<dsn>[\d.]+), status=(?P<status>\w+) \((?P<text>.*)\)$"
)


class Postfix:
    """One instance. `mailboxes` are delivered into Maildirs here, `transport` routes elsewhere;
    `settings` are further ones of main.cf, `services` further lines of master.cf.
    """

    def __init__(
        self, workshop, name, mailboxes=(), transport=None, settings=None, services=""
    ):
        if os.geteuid() != 0:
            raise Skipped("Postfix's master runs as root only; this test is run by another account")
        self.name = name
        self.port = workshop.free_port()
        self._workshop = workshop
        self._mailboxes = list(mailboxes)
        self._transport = dict(transport or {})
        self._further_settings = dict(settings or {})
        self._further_services = services
        self._package = postfix_package.unpacked()
        self._root = workshop.folder(f"postfix-{name}")
        self._log = workshop.folder("log") / f"postfix-{name}.log"
        self._child = None

    def start(self):
        """Makes the folders, starts master and waits until the port accepts connections."""
        self._make_queue()
        (self._root / "config").mkdir()
        (self._root / "config" / "main.cf").write_text(self._settings())
        services = _SERVICES.format(port=self.port)
        (self._root / "config" / "master.cf").write_text(services + self._further_services)
        self._child = self._workshop.start(
            f"postfix-{self.name}-master",
            [self._package / "usr/lib/postfix/sbin/master", "-c", self._root / "config"],
            {"LD_LIBRARY_PATH": postfix_package.library_path(self._package)},
        )

        def is_ready():
            if not self._child.is_running and self._log.exists():
                self._child.log.write_text(self._log.read_text())
            self._child.require_running()
            return accepts_connections(self.port)

        wait_until(is_ready, f"Postfix '{self.name}' listens", 20)

    def maildir(self, address):
        """The Maildir of one of the mailboxes."""
        return self._root / "mail" / address

    def replies(self, recipient=None):
        """All that the log says about deliveries, to one recipient or to everyone, in order."""
        lines = self._log.read_text(errors="replace").splitlines()
        found = [LoggedReply(**m.groupdict()) for m in map(_DELIVERY_LINE.search, lines) if m]
        return [reply for reply in found if recipient in (None, reply.recipient)]

    def _make_queue(self):
        owner, group = pwd.getpwnam(_OWNER).pw_uid, grp.getgrnam(_SETGID_GROUP).gr_gid
        queue, data = self._root / "queue", self._root / "data"
        mail = self._root / "mail"
        for folder in [queue, queue / "pid", data, mail, *[queue / name for name in _OWNED]]:
            folder.mkdir(mode=0o700)
        for folder in [data, *[queue / name for name in _OWNED]]:
            os.chown(folder, owner, -1)
        for folder, mode in [(queue / "public", 0o710), (queue / "maildrop", 0o730)]:
            folder.mkdir()
            os.chown(folder, owner, group)
            folder.chmod(mode)
        for folder in [queue, queue / "pid"]:
            folder.chmod(0o755)
        os.chown(mail, pwd.getpwnam(_DELIVERER).pw_uid, -1)

    def _settings(self):
        deliverer = pwd.getpwnam(_DELIVERER)
        boxes = ", ".join(f"{{ {address} = {address}/ }}" for address in self._mailboxes)
        routes = ", ".join(f"{{ {domain} = {hop} }}" for domain, hop in self._transport.items())
        domains = sorted({address.partition("@")[2] for address in self._mailboxes})
        package, root = self._package, self._root
        settings = {
            "compatibility_level": "3.6",
            "queue_directory": root / "queue",
            "data_directory": root / "data",
            "command_directory": package / "usr/sbin",
            "daemon_directory": package / "usr/lib/postfix/sbin",
            "shlib_directory": package / "usr/lib/postfix",
            "import_environment": "LD_LIBRARY_PATH MAIL_CONFIG LANG=C",
            "mail_owner": _OWNER,
            "setgid_group": _SETGID_GROUP,
            "default_privs": _DELIVERER,
            "maillog_file": self._log,
            "maillog_file_prefixes": self._log.parent,
            "syslog_name": f"postfix-{self.name}",
            "myhostname": f"{self.name}.mx.test",
            "mydestination": "",
            "mynetworks": "127.0.0.0/8",
            "inet_interfaces": "127.0.0.1",
            "inet_protocols": "ipv4",
            "alias_maps": "",
            "alias_database": "",
            "local_recipient_maps": "",
            "disable_dns_lookups": "yes",
            "smtp_dns_support_level": "disabled",
            "smtpd_peername_lookup": "no",
            # One recipient's retry must come within the test's time.
            "queue_run_delay": "2s",
            "minimal_backoff_time": "2s",
            "maximal_backoff_time": "4s",
            "transport_maps": f"inline:{{ {routes} }}" if routes else "",
            "virtual_mailbox_domains": ", ".join(domains),
            "virtual_mailbox_maps": f"inline:{{ {boxes} }}" if boxes else "",
            "virtual_mailbox_base": root / "mail",
            "virtual_uid_maps": f"static:{deliverer.pw_uid}",
            "virtual_gid_maps": f"static:{deliverer.pw_gid}",
            **self._further_settings,
        }
        return "".join(f"{key} = {value}\n" for key, value in settings.items())
