"""The one door for YAML: a small, strict part of it, with the line of every path.

Scalars follow the YAML 1.2 core rules, less floats and nulls: `NO`, `on`, `12:30:00`, `1_000`, `null` and
dates stay strings. Aliases, anchors, tags, directives, duplicate keys and keys that are not strings are
refused. The document is read from the parser's events: nothing is constructed, nothing recurses.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

import yaml

from sampler.detect.columns.labels import looks_personal
from sampler.errors import RecipeError

MAX_BYTES = 1_000_000
MAX_DEPTH = 8
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,14})\Z")
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff]")
_LOADER: type[yaml.SafeLoader] | type[yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LONGEST_SHOWN_KEY = 80

Path: TypeAlias = tuple[str, ...]
Scalar: TypeAlias = str | int | bool


@dataclass(frozen=True, slots=True)
class Leaf:
    """One scalar and where it stands (lines and columns count from 1)."""

    value: Scalar
    line: int
    column: int


@dataclass(slots=True)
class Branch:
    """A mapping: its entries with the line of each key."""

    line: int
    column: int
    entries: dict[str, "Leaf | Branch | Items"] = field(default_factory=dict)
    key_lines: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Items:
    """A sequence."""

    line: int
    column: int
    entries: "list[Leaf | Branch | Items]" = field(default_factory=list)


Node: TypeAlias = Leaf | Branch | Items


@dataclass(frozen=True, slots=True)
class YamlDocument:
    """What was read, and the words to complain about a part of it."""

    source: str
    root: Branch

    def error(self, path: Path, message: str, *hints: str, hide: str | None = None) -> RecipeError:
        """Build `source:line: path: message`; a key that a detector hits is shown by its number.

        `hide` is a key at the end of `path` that is not shown at all: nothing is known of it.
        """
        shown, line = self._locate(path, hide)
        where = f"{self.source}:{line}: "
        return RecipeError(where + (f"{shown}: " if shown else "") + message, *hints)

    def line(self, path: Path) -> int:
        """The line of the part of the document at `path`."""
        return self._locate(path, None)[1]

    def _locate(self, path: Path, hide: str | None) -> tuple[str, int]:
        """Follow `path`; "[2]" is the second entry of a sequence."""
        node: Node = self.root
        line, shown = node.line, list[str]()
        for key in path:
            if isinstance(node, Items) and key[:1] == "[" and 0 < int(key[1:-1]) <= len(node.entries):
                shown[-1:] = ["".join(shown[-1:]) + key]
                node = node.entries[int(key[1:-1]) - 1]
                line = node.line
                continue
            if not isinstance(node, Branch) or key not in node.entries:
                break
            line = node.key_lines[key]
            if key != hide:
                shown.append(shown_key(key, list(node.entries).index(key) + 1))
            node = node.entries[key]
        return ".".join(shown), line


def shown_key(key: str, number: int) -> str:
    """Return `key` as a message may show it: itself, or `c<number>` when it could be a value."""
    if not key or len(key) > _LONGEST_SHOWN_KEY or not key.isprintable():
        return f"c{number}"
    return f"c{number}" if looks_personal(key, dates_too=False) else key


def plain(node: Node) -> object:
    """Return the tree as dictionaries, lists and scalars."""
    if isinstance(node, Leaf):
        return node.value
    if isinstance(node, Items):
        return [plain(entry) for entry in node.entries]
    return {key: plain(entry) for key, entry in node.entries.items()}


def read_yaml(data: bytes, source: str) -> YamlDocument:
    """Read one document, a mapping; `source` is the name that messages show.

    Raises:
        RecipeError: not UTF-8, too long or too deep, not YAML, or more YAML than a recipe may use.
    """
    text = _decode(data, source)
    builder = _Builder(source)
    try:
        for event in _events(text):
            builder.take(event)
    except yaml.MarkedYAMLError as broken:
        mark = broken.problem_mark or broken.context_mark
        raise _refusal(source, mark.line + 1 if mark else 1, _words(broken)) from None
    except (yaml.YAMLError, RecursionError):
        raise _refusal(source, 1, "not valid YAML") from None
    if not isinstance(builder.root, Branch):
        raise _refusal(source, 1, "a recipe is a mapping of keys to values")
    return YamlDocument(source, builder.root)


def _events(text: str) -> Iterator[yaml.Event]:
    events: Iterator[yaml.Event] = yaml.parse(text, Loader=_LOADER)
    return events


def _decode(data: bytes, source: str) -> str:
    if len(data) > MAX_BYTES:
        raise RecipeError(f"{source}: longer than {MAX_BYTES} bytes")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        line = data.count(b"\n", 0, broken.start) + 1
        raise _refusal(source, line, "not UTF-8") from None
    if control := _CONTROL.search(text):
        raise _refusal(source, text.count("\n", 0, control.start()) + 1, "a control character")
    return text


def _refusal(source: str, line: int, message: str, *hints: str) -> RecipeError:
    return RecipeError(f"{source}:{line}: {message}", *hints)


_PROBLEMS = (
    ("found character", "a character that can't begin a value here (a tab, @, ` or %)"),
    ("mapping values", "a second ':' on the line; quote the value or key"),
    ("found unknown escape", "an unknown escape in a quoted string"),
    ("found unexpected end", "a quote, bracket or brace is not closed"),
    ("found undefined tag", "tags are not used in recipes"),
    ("could not find expected ':'", "a key without ':'"),
    ("did not find expected key", "the indentation does not fit, or a key has no ':'"),
    ("expected <block end>", "the indentation does not fit, or a key has no ':'"),
)


def _words(broken: yaml.MarkedYAMLError) -> str:
    """Say what is wrong in our words: the library's can carry a piece of the text."""
    problem = broken.problem or ""
    known = next((ours for theirs, ours in _PROBLEMS if problem.startswith(theirs)), None)
    return f"not valid YAML: {known}" if known else "not valid YAML"


class _Builder:
    """Builds the tree from parser events and refuses what a recipe may not use."""

    def __init__(self, source: str) -> None:
        self.root: Node | None = None
        self._source = source
        self._open: list[Branch | Items] = []
        self._keys: list[str | None] = []
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        mark = event.start_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        if isinstance(event, yaml.DocumentStartEvent):
            self._start_document(event, line)
        elif isinstance(event, yaml.AliasEvent):
            raise self._refuse(line, "aliases are not used in recipes")
        elif isinstance(event, yaml.NodeEvent):
            self._check_plain_node(event, line)
            self._start_node(event, line, column)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._close()

    def _close(self) -> None:
        self._open.pop()
        self._keys.pop()
        if self._keys:
            self._keys[-1] = None

    def _start_document(self, event: yaml.DocumentStartEvent, line: int) -> None:
        self._documents += 1
        if self._documents > 1:
            raise self._refuse(line, "a recipe is one document")
        if event.version or event.tags:
            raise self._refuse(line, "directives are not used in recipes")

    def _check_plain_node(self, event: yaml.NodeEvent, line: int) -> None:
        if event.anchor is not None:
            raise self._refuse(line, "anchors are not used in recipes")
        if getattr(event, "tag", None) is not None:
            raise self._refuse(line, "tags are not used in recipes")

    def _start_node(self, event: yaml.NodeEvent, line: int, column: int) -> None:
        if self._expects_key():
            self._start_entry(event, line)
            return
        node: Node
        if isinstance(event, yaml.ScalarEvent):
            node = self._leaf(event, line, column)
        else:
            node = Branch(line, column) if isinstance(event, yaml.MappingStartEvent) else Items(line, column)
        self._place(node)
        if not isinstance(node, Leaf):
            if len(self._open) >= MAX_DEPTH:
                raise self._refuse(line, f"nested deeper than {MAX_DEPTH} levels")
            self._open.append(node)
            self._keys.append(None)

    def _expects_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1], Branch) and self._keys[-1] is None

    def _start_entry(self, event: yaml.NodeEvent, line: int) -> None:
        if not isinstance(event, yaml.ScalarEvent) or not isinstance(_resolve(event), str):
            raise self._refuse(line, "a key that is not a string; quote it")
        branch = self._open[-1]
        if isinstance(branch, Branch):
            if event.value in branch.key_lines:
                raise self._refuse(line, f"the same key as on line {branch.key_lines[event.value]}")
            branch.key_lines[event.value] = line
        self._keys[-1] = event.value

    def _place(self, node: Node) -> None:
        if not self._open:
            self.root = node
            return
        parent, key = self._open[-1], self._keys[-1]
        if isinstance(parent, Items):
            parent.entries.append(node)
        elif key is not None:
            parent.entries[key] = node
            if isinstance(node, Leaf):
                self._keys[-1] = None

    def _leaf(self, event: yaml.ScalarEvent, line: int, column: int) -> Leaf:
        value = _resolve(event)
        if value is None:
            raise self._refuse(line, "a value is missing")
        return Leaf(value, line, column)

    def _refuse(self, line: int, message: str) -> RecipeError:
        shown = [
            shown_key(key, len(node.key_lines))
            for node, key in zip(self._open, self._keys, strict=True)
            if isinstance(node, Branch) and key is not None
        ]
        path = f"{'.'.join(shown)}: " if shown else ""
        return _refusal(self._source, line, path + message)


def _resolve(event: yaml.ScalarEvent) -> Scalar | None:
    """Type a scalar: only a plain one can be an integer, a boolean or missing."""
    text: str = event.value
    if not event.implicit[0]:
        return text
    if text in {"", "~"}:
        return None
    if _INTEGER.match(text):
        return int(text)
    return _BOOLEANS.get(text, text)
