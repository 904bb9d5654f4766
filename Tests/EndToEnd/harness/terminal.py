# SPDX-License-Identifier: Apache-2.0
# Part of loragw
"""A terminal that a program draws on: what stands on it now, and whether it was left as it was."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time

from .outcome import expect
from .workshop import wait_until

# A control sequence, a single control character, or a piece of text.
_TOKEN = re.compile(r"\x1b\[([?0-9;]*)([A-Za-z])|([\x00-\x1f])|([^\x00-\x1f\x1b]+)")
_STEP_S = 0.05


class Screen:
    """The few control sequences that the view uses; another one is an error."""

    def __init__(self, columns, rows):
        self.modes = set()
        self.marks = set()
        self.resize(columns, rows)

    def resize(self, columns, rows):
        self.columns, self.rows = columns, rows
        self.lines = [""] * rows
        self.at = [0, 0]
        self.overflow = ""

    def feed(self, text):
        """Draws; returns what is left of a sequence that is not complete."""
        place = 0
        while place < len(text):
            found = _TOKEN.match(text, place)
            if not found:
                expect(len(text) - place < 20, f"not understood: {text[place:place + 20]!r}")
                return text[place:]
            place = found.end()
            parameters, final, control, words = found.groups()
            if final:
                self._obey(parameters, final)
            elif control:
                if control == "\n":
                    self.at = [min(self.at[0] + 1, self.rows - 1), 0]
            else:
                self._write(words)
        return ""

    def _obey(self, parameters, final):
        row, column = self.at
        if final in "hl" and parameters.startswith("?"):
            (self.modes.add if final == "h" else self.modes.discard)(parameters[1:])
        elif final == "H":
            numbers = [int(number) - 1 for number in (parameters or "1;1").split(";")]
            expect(numbers[0] < self.rows, f"row {numbers[0]} of {self.rows}")
            self.at = numbers
        elif final == "J" and parameters == "2":
            self.lines = [""] * self.rows
        elif final == "K" and not parameters:
            self.lines[row] = self.lines[row][:column]
        elif final == "m":
            self.marks.add(parameters)
        else:
            expect(False, f"unknown control sequence {parameters}{final}")

    def _write(self, words):
        row, column = self.at
        line = self.lines[row].ljust(column)
        self.lines[row] = line[:column] + words + line[column + len(words):]
        self.at = [row, column + len(words)]
        if len(self.lines[row]) > self.columns and "1049" in self.modes:
            self.overflow = self.lines[row]

    @property
    def text(self):
        return "\n".join(self.lines)


class Terminal:
    """A program on a pseudo terminal; a context manager that ends it."""

    def __init__(self, command, columns=80, rows=24, environment=None):
        self.screen = Screen(columns, rows)
        self._rest = ""
        self._master, slave = pty.openpty()
        self._slave = slave
        self._size(columns, rows)
        self.settings = termios.tcgetattr(slave)
        words = {**os.environ, "TERM": "xterm", **(environment or {})}
        words = {name: value for name, value in words.items() if value is not None}
        self.process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, env=words, start_new_session=True,
            # Its controlling terminal, so that a typed Ctrl-C and a change of size are told to it.
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self._slave)
        os.close(self._master)

    def _size(self, columns, rows):
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def resize(self, columns, rows):
        self.screen.resize(columns, rows)
        self._size(columns, rows)

    def press(self, keys):
        os.write(self._master, keys)

    def read(self, time_s=0.0):
        """Takes what was drawn; returns how many bytes that were."""
        count, end = 0, time.monotonic() + time_s
        while select.select([self._master], [], [], max(0, end - time.monotonic()))[0]:
            data = os.read(self._master, 65536)
            count += len(data)
            self._rest = self.screen.feed(self._rest + data.decode(errors="replace"))
        return count

    def wait_for(self, text, timeout_s=15):
        """Until it stands on the screen."""
        def is_there():
            self.read(_STEP_S)
            return text in self.screen.text

        wait_until(is_there, f"'{text}' on the screen", timeout_s)
        expect(not self.screen.overflow, f"too long: {self.screen.overflow!r}")

    def expect_left(self, how):
        """The program ends well, and the terminal is as it was before."""
        def has_ended():
            self.read(_STEP_S)
            return self.process.poll() is not None

        wait_until(has_ended, f"the view ends after {how}", 10)
        self.read(_STEP_S)
        status = self.process.returncode
        expect(status == 0, f"after {how}: exit status {status}, screen {self.screen.text[-300:]}")
        on = self.screen.modes - {"7", "25"}
        modes = self.screen.modes
        expect(not on and {"7", "25"} <= modes, f"after {how}: modes {modes}")
        now = termios.tcgetattr(self._slave)
        expect(now == self.settings, f"after {how}: the terminal's settings are not as before")

    def end_by(self, name):
        self.process.send_signal(getattr(signal, name))
        self.expect_left(name)
