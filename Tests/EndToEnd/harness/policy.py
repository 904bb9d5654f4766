# SPDX-License-Identifier: Apache-2.0
# Part of loragw
"""A policy server of Postfix that puts some recipients off the first time they are named."""

import socketserver
import threading


class _Request(socketserver.StreamRequestHandler):
    def handle(self):
        attributes = {}
        while line := self.rfile.readline():
            key, _, value = line.decode().rstrip("\n").partition("=")
            if key:
                attributes[key] = value
                continue
            action = self.server.action(attributes.get("recipient", ""))
            self.wfile.write(f"action={action}\n\n".encode())
            attributes = {}


class FirstTimeServer(socketserver.ThreadingTCPServer):
    """Listens on a port of the loopback interface; a context manager.

    `is_put_off` says of a recipient whether its first attempt gets 451.
    """

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 100

    def __init__(self, port, is_put_off):
        super().__init__(("127.0.0.1", port), _Request)
        self.put_off = set()
        self._is_put_off = is_put_off
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self.serve_forever, daemon=True)

    def action(self, recipient):
        """What Postfix shall do with this recipient now."""
        with self._lock:
            if recipient in self.put_off or not self._is_put_off(recipient):
                return "DUNNO"
            self.put_off.add(recipient)
        return "451 4.3.0 come again"

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()
