# SPDX-License-Identifier: Apache-2.0
# Part of loragw
"""How a test ends: exit status 0 passed, 77 skipped, 1 failed; the last line on stderr says why."""

import os
import signal
import sys
import traceback

SKIPPED = 77


class Failed(Exception):
    """The product did something else than the test demands."""


class Skipped(Exception):
    """This machine cannot run the test; the text says what is missing."""


def expect(condition, why):
    """Ends the test as failed unless the condition holds."""
    if not condition:
        raise Failed(why)


def is_proof():
    """Whether this is the long run: larger counts, and nothing may be skipped."""
    return os.environ.get("LORAGW_PROOF") == "1"


def main(test):
    """Runs the test and exits; a signal unwinds the stack, so that children are ended."""

    def leave(number, _frame):
        sys.exit(128 + number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)
    try:
        test()
    except Skipped as reason:
        print(reason, file=sys.stderr)
        sys.exit(SKIPPED)
    except Failed as reason:
        print(reason, file=sys.stderr)
        sys.exit(1)
    except Exception as error:  # The harness itself: show where.
        traceback.print_exc()
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        sys.exit(1)
