# SPDX-License-Identifier: Apache-2.0
# Part of loragw
"""Enough of Swift's lexical structure to measure functions: no parser, only what braces need."""

import re
from dataclasses import dataclass

_LINE_OR_BLOCK = re.compile(r"//|/\*")
_STRING_OPENING = re.compile(r'(#*)("""|")')
_REGEX_OPENING = re.compile(r"(#+)/")
_BARE_REGEX = re.compile(r"/(?![\s/*])(?:\\.|[^\\/\n])+/")
_MODIFIERS = r"(?:(?:public|package|internal|private|fileprivate|open|final|indirect)\s+)*"
_TYPE = re.compile(
    rf"^(?P<attributes>(?:@\w+(?:\([^)]*\))?\s+)*)(?P<access>{_MODIFIERS})"
    r"(?:distributed\s+)?(?P<kind>struct|enum|class|actor|protocol|extension)\s+(?P<name>[\w.]+)",
    re.MULTILINE,
)
_CALLABLE = re.compile(
    r"(?<![.\w`])(?:func\s+(?P<func>`[^`]*`|[^\s(<]+)|(?P<init>init)[?!]?(?=\s*[(<])"
    r"|(?P<subscript>subscript)(?=\s*[(<])|(?P<deinit>deinit)\b|var\s+(?P<var>\w+)"
    r"|(?P<accessor>get|set|willSet|didSet|_read|_modify)(?=\s*(?:\([^)]*\)\s*)?(?:throws\s*)?\{))"
)
_NEXT_DECLARATION = re.compile(
    r"\s*(?:[@}#]|(?:func|var|let|init|static|class|public|package|internal|private|fileprivate|"
    r"mutating|nonmutating|borrowing|consuming|case|struct|enum|extension|protocol|actor|"
    r"subscript|deinit|associatedtype|typealias|import|override|nonisolated|return|guard|if|for|"
    r"while|switch)\b)"
)


@dataclass(frozen=True)
class Body:
    """A function, initializer, subscript or accessor: its name, first line and length in lines."""

    name: str
    line: int
    length: int


class _Masker:
    """Replaces comments and literals by blanks of the same shape, so that offsets stay."""

    def __init__(self, text):
        self.text = text
        self.out = list(text)

    def blank(self, start, end):
        # A quoted identifier stays a word; all else becomes space.
        filler = "_" if self.text[start] == "`" else " "
        for index in range(start, min(end, len(self.out))):
            if self.out[index] != "\n":
                self.out[index] = filler

    def block_comment_end(self, start):
        depth, position = 0, start
        while position < len(self.text):
            if self.text.startswith("/*", position):
                depth, position = depth + 1, position + 2
            elif self.text.startswith("*/", position):
                depth, position = depth - 1, position + 2
                if depth == 0:
                    return position
            else:
                position += 1
        return position

    def interpolation_end(self, start):
        """The offset after the parenthesis that closes an interpolation opened before `start`."""
        depth, position = 1, start
        while position < len(self.text) and depth:
            token = self.token_end(position)
            if token is not None:
                position = token
                continue
            depth += {"(": 1, ")": -1}.get(self.text[position], 0)
            position += 1
        return position

    def string_end(self, match):
        hashes, quote = match.groups()
        closing, escape = quote + hashes, "\\" + hashes
        position = match.end()
        while position < len(self.text):
            if self.text.startswith(escape, position):
                position += len(escape)
                opens = self.text.startswith("(", position)
                position = self.interpolation_end(position + 1) if opens else position + 1
            elif self.text.startswith(closing, position):
                return position + len(closing)
            elif quote == '"' and self.text[position] == "\n":
                return position
            else:
                position += 1
        return position

    def token_end(self, position):
        """The end of the comment or literal that begins at this offset, else None."""
        if match := _LINE_OR_BLOCK.match(self.text, position):
            if match.group() == "/*":
                return self.block_comment_end(position)
            newline = self.text.find("\n", position)
            return len(self.text) if newline < 0 else newline
        if match := _STRING_OPENING.match(self.text, position):
            return self.string_end(match)
        if match := _REGEX_OPENING.match(self.text, position):
            end = self.text.find("/" + match.group(1), match.end())
            return len(self.text) if end < 0 else end + 1 + len(match.group(1))
        if self.text[position] == "/" and self.opens_bare_regex(position):
            match = _BARE_REGEX.match(self.text, position)
            return match.end() if match else None
        if self.text[position] == "`":
            end = self.text.find("`", position + 1)
            return None if end < 0 else end + 1
        return None

    def opens_bare_regex(self, position):
        before = self.text[:position].rstrip(" ")
        return not before or before[-1] in "(,=:[{\n"

    def masked(self):
        position = 0
        while position < len(self.text):
            end = self.token_end(position)
            if end is None:
                position += 1
            else:
                self.blank(position, end)
                position = end
        return "".join(self.out)


def masked(text):
    """The text with comments, strings, regexes and quoted identifiers blanked out."""
    return _Masker(text).masked()


def closing_brace(code, opening):
    """The offset of the brace that closes the one at `opening`; the end when none does."""
    depth = 0
    for match in re.compile(r"[{}]").finditer(code, opening):
        depth += 1 if match.group() == "{" else -1
        if depth == 0:
            return match.start()
    return len(code) - 1


def _opening_brace(code, start, one_line):
    """The brace that opens the body of a declaration whose head begins at `start`, else None."""
    depth = 0
    for position in range(start, len(code)):
        character = code[position]
        if character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        if depth < 0:
            return None
        if depth > 0:
            continue
        if character == "{":
            return position
        if character in "};":
            return None
        if character == "\n" and (one_line or _NEXT_DECLARATION.match(code, position + 1)):
            return None
    return None


def bodies(text, code):
    """Every function-like body, nested ones too, in order of appearance."""
    found = []
    for match in _CALLABLE.finditer(code):
        is_property = match.group("var") is not None
        opening = _opening_brace(code, match.end(), one_line=is_property)
        if opening is None:
            continue
        kinds = match.groupdict()
        # Quoted names are blank in the masked code: take the name from the text.
        kind = next(kind for kind, value in kinds.items() if value)
        name = text[match.start(kind) : match.end(kind)]
        first = code.count("\n", 0, match.start()) + 1
        last = code.count("\n", 0, closing_brace(code, opening)) + 1
        found.append(Body(name, first, last - first + 1))
    return found


def types(code):
    """The names of the types and extensions at file level that are not private, in order."""
    found = [m for m in _TYPE.finditer(code) if "private" not in m.group("access")]
    return [match.group("name") for match in found]
