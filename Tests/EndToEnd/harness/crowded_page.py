# SPDX-License-Identifier: Apache-2.0
# Part of loragw
"""The status page of a gateway with everything on it: alarms, many peers, hostile names.

A daemon's page is served again, with another overview in the place of its own; the policy that
came with it stays.
"""

import http.server
import json
import math
import re
import threading

_STATE = re.compile(r'(id="state">)(.*?)(</script>)', re.S)
# A name as nobody may choose it, should a check ever fail.
_EVIL = "<img src=x onerror=alert(1)>&amp;"


def _peer(name, index):
    peer = {
        "name": name, "domains": [f"{name}.example"], "has_session": index != 2,
        "heard_seconds_ago": 40.0 * 9**index, "snr_decibels": 7.25 - 5 * index,
        "waiting": {"mails": index, "price_us": 31_000_000 * index, "eta_seconds": 95.0},
    }
    return {**peer, "refused_protocol_version": 1} if index == 3 else peer


def _points(now, index):
    return [
        {
            "unix_seconds": now - 60 * (120 - minute), "frames": 4,
            "snr_decibels": 6 - 5 * index + 2 * math.sin(minute / 9),
            "least_snr_decibels": 3 - 5 * index, "spreading_factor": 7 + index,
            "loss_ratio": max(0, 0.3 * math.sin(minute / 20)),
        }
        for minute in range(0, 120, 2)
    ]


def crowd(overview):
    """Fills an overview with more of everything."""
    now = overview["unix_seconds"]
    names = ["village", "a-name-of-thirty-two-characters.", "valley.3", "ridge"]
    status = overview["status"]
    status["name"] = "a-gateway-with-a-very-long-name."
    status["radio_fault"] = "the SX1262 does not answer on /dev/spidev0.0: timeout while BUSY"
    status["receive_only"] = "receive-only: AU915 is known with low confidence only"
    status["peers"] = [_peer(name, index) for index, name in enumerate(names)]
    status["bands"].append({**status["bands"][0], "name": "EU868/M"})
    status["bands"][0].update(airtime_in_window_us=341_000_000, airtime_left_for_mail_us=1_000_000)
    minutes = [int(2.9e6 * (1 + math.sin(m / 11)) * (m % 7 != 0)) for m in range(120)]
    overview["airtime"] = [
        {"name": "EU868/P", "keyed_us": 9, "minutes_us": minutes},
        {"name": "EU868/M", "keyed_us": 9, "minutes_us": [m // 9 for m in minutes[::-1]]},
    ]
    overview["links"] = [
        {"peer": name, "points": _points(now, index)} for index, name in enumerate(names)
    ]
    overview["alarms"] = [
        {"kind": "radio_fault", "severity": "critical",
         "text": f"the radio cannot be used: {_EVIL}" + "x" * 90,
         "remedy": "it is tried again by itself; if that lasts, see what `loragw doctor` says"},
        {"kind": "airtime_spent", "severity": "warning", "subject": "EU868/P",
         "text": "this hour's airtime in EU868/P is spent; mail waits until the window has room",
         "remedy": "nothing needs to be done"},
    ]
    mail = overview["queue"][0]
    mail.update(id=_EVIL, peer="a-name-of-thirty-two-characters.", progress=0.37)
    failed = {"address": "someone-with-a-long-name@a-long-domain-name.village.example",
              "state": "failed", "reply": "550 5.1.1 <nobody> " + "no such user here " * 6}
    overview["queue"] = [
        mail, {**mail, "id": "AAAA-0002", "state": "waiting", "progress": 0},
        {**mail, "id": "AAAA-0003", "state": "refused", "recipients": [failed]},
    ]
    overview["queue_length"] = 412
    overview["events"].insert(
        0, {"number": 999, "unix_seconds": now - 200_000, "severity": "critical",
            "text": "spool: " + _EVIL + "y" * 200},
    )
    return overview


def page(html):
    """The page with a crowded overview in it."""
    match = _STATE.search(html)
    state = json.dumps(crowd(json.loads(match[2]))).replace("<", "\\u003c")
    return html[: match.start(2)] + state + html[match.end(2) :]


class CrowdedPage:
    """Serves the page on a port of the loopback interface; a context manager."""

    def __init__(self, port, html, policy):
        octets = page(html).encode()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                is_page = self.path == "/"
                self.send_response(200 if is_page else 204)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Security-Policy", policy)
                self.end_headers()
                if is_page:
                    self.wfile.write(octets)

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
