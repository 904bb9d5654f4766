# SPDX-License-Identifier: Apache-2.0
# Part of loragw
"""What scripts/tidy must find, and what it must let pass. A rule that finds nothing is no rule."""

import sys
import tempfile
from pathlib import Path

HEAD = "// SPDX-License-Identifier: Apache-2.0\n// Part of loragw\n"


def _lines(count, text="  let x = 1\n"):
    return text * count


# Each case: its name, the file, its text after the head, and the one finding (None: passes).
CASES = [
    ("a clean file", "LoRaPHY/A.swift", "struct A {}\n", None),
    ("file length", "LoRaPHY/A.swift", "struct A {\n" + _lines(400) + "}\n", "file of 404 lines"),
    ("function length", "LoRaPHY/A.swift", "func f() {\n" + _lines(49) + "}\n", "f has 51 lines"),
    ("function of 50", "LoRaPHY/A.swift", "func f() {\n" + _lines(48) + "}\n", None),
    (
        "a quoted name, a brace in a string",
        "LoRaPHY/A.swift",
        'func `a { b`() {\n  let s = "}"\n' + _lines(48) + "}\n",
        "`a { b` has 51 lines",
    ),
    (
        "braces in interpolations, comments, raw and long strings",
        "LoRaPHY/A.swift",
        'func f() {\n  let s = "\\(g { "{" })"  // {\n  /* { /* { */ */\n  let r = #"{"#\n'
        '  let t = """\n    {{ " \\(h("{"))\n    """\n}\nfunc g() {\n' + _lines(44) + "}\n",
        None,
    ),
    (
        "a regular expression",
        "LoRaPHY/A.swift",
        "func f() {\n  let r = /\\{/\n}\nfunc g() {\n" + _lines(46) + "}\n",
        None,
    ),
    (
        "initializer",
        "LoRaPHY/A.swift",
        "  init?(\n    a: Int\n  ) {\n" + _lines(50) + "  }\n",
        "init has 54 lines",
    ),
    ("property", "LoRaPHY/A.swift", "  var big: Int {\n" + _lines(50) + "  }\n", "big has 52"),
    (
        "a requirement has no body",
        "LoRaPHY/A.swift",
        "protocol A {\n  func f() -> Int\n}\nstruct B {\n" + _lines(60) + "}\n",
        None,
    ),
    ("line length", "LoRaPHY/A.swift", "// " + "x" * 98 + "\n", "line of 101 columns"),
    ("line of 100", "LoRaPHY/A.swift", "// " + "é" * 97 + "\n", None),
    ("tab", "LoRaPHY/A.swift", "\tlet a = 1\n", "tab"),
    ("trailing blank", "LoRaPHY/A.swift", "let a = 1 \n", "trailing blank"),
    ("Foundation in pure module", "MailCodec/A.swift", "import Foundation\n", "must not"),
    ("socket in a pure one", "Fragmenter/A.swift", "internal import NIOCore\n", "must not"),
    ("crypto where it may be", "Fragmenter/A.swift", "import Crypto\nimport LoRaPHY\n", None),
    ("with an access level", "Fragmenter/A.swift", "public import Crypto\n", None),
    ("Foundation elsewhere", "Gateway/A.swift", "import Foundation\nimport struct A.B\n", None),
    ("same floor", "MailRelay/A.swift", "package import MailCodec\n", "imports MailCodec"),
    ("upwards", "LoRaDriver/A.swift", "import Gateway\n", "(floor 2) imports Gateway"),
    ("an import in a comment", "LoRaDriver/A.swift", "// a\n// import Gateway\n", None),
    ("unknown module", "Attic/A.swift", "", "stands on no floor"),
    ("unfinished", "Gateway/A.swift", "// TODO: later\n", "TODO"),
    ("unfinished C", "CLinuxIO/a.c", "/* FIXME */\n", "FIXME"),
    ("forced try", "Gateway/A.swift", "let a = try! f()\n", "try!"),
    ("fatal error", "Gateway/A.swift", "fatalError()\n", "fatalError"),
    ("a word in a string", "Gateway/A.swift", 'let a = "try! print()"\n', None),
    ("print in a library", "Gateway/A.swift", "  print(a)\n", "print in a library"),
    ("a method named print", "Gateway/A.swift", "  printer.print(a)\n  sprint(a)\n", None),
    ("print in the commands", "loragw/A.swift", "  print(a)\n", None),
    ("wall clock", "LoRaDriver/A.swift", "let t = CLOCK_REALTIME\n", "reads the wall clock"),
    ("date", "LoRaDriver/A.swift", "let t = Date()\n", "reads the wall clock"),
    ("wall clock in the gateway", "Gateway/A.swift", "let t = Date()\n", None),
    ("file name", "Gateway/A.swift", "struct B {}\n", "named A, its first type B"),
    ("aspect", "Gateway/A+Coding.swift", "extension A {}\n", None),
    ("nested aspect", "Gateway/A+Coding.swift", "extension A.B {}\n", None),
    ("a private type only", "Gateway/A.swift", "private struct B {}\nfunc a() {}\n", None),
    ("the second type", "Gateway/A.swift", "enum AError {}\npublic struct A {}\n", None),
    ("a table", "MailCodec/Dictionary/A.swift", "// swift-format-ignore-file\n" + "x" * 101, None),
    ("an unmarked table", "MailCodec/Dictionary/A.swift", "x" * 101, "line of 101"),
    ("a table elsewhere", "Gateway/A.swift", "// swift-format-ignore-file\n" + "x" * 101, "101"),
]


def _write(root, path, text):
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")


def _tree(root, files):
    """Writes the files, with test target and manifest for each module in them."""
    modules = {path.split("/")[1] for path in files if path.startswith("Sources/")}
    manifest = "".join(f'.testTarget(name: "{module}Tests")\n' for module in sorted(modules))
    _write(root, "Package.swift", "// swift-tools-version: 6.2\n" + HEAD + manifest)
    for module in modules:
        _write(root, f"Tests/{module}Tests/ATests.swift", HEAD)
    for path, text in files.items():
        _write(root, path, text)


def _complaint(findings, files, expected, without=()):
    """What is wrong with the findings in this tree, else None."""
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory)
        _tree(root, files)
        for path in without:
            (root / path).unlink()
        found = [f"{path}:{line}: {what}" for path, line, what in findings(root)]
    if expected is None:
        return f"found {found}" if found else None
    if len(found) != 1 or expected not in found[0]:
        return f"expected one finding '{expected}', found {found}"
    return None


def run(findings):
    """Runs all cases; returns the exit status."""
    complaints = {}
    for name, path, text, expected in CASES:
        files = {f"Sources/{path}": HEAD + text}
        complaints[name] = _complaint(findings, files, expected)
    source = "Sources/Gateway/A.swift"
    complaints["head"] = _complaint(findings, {source: "struct A {}\n"}, "head is missing")
    complaints["a long README"] = _complaint(findings, {"README.md": "a\n" * 151}, "at most 150")
    complaints["a script without head"] = _complaint(
        findings, {"scripts/a": "#!/bin/sh\n"}, "scripts/a:2: the two-line head is missing"
    )
    complaints["a module without tests"] = _complaint(
        findings, {source: HEAD}, "no test target", ["Tests/GatewayTests/ATests.swift"]
    )
    failed = {name: what for name, what in complaints.items() if what}
    for name, what in failed.items():
        print(f"tidy --self-test: {name}: {what}", file=sys.stderr)
    if not failed:
        print(f"tidy --self-test: {len(complaints)} cases hold")
    return 1 if failed else 0
