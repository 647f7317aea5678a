"""The shape of JSON values: which paths exist, which objects are maps, which tables they make.

An object whose keys look like values (e-mails, numbers, many keys of one kind) is a map: each entry is
a row, and the key is a column of its own, so that it can be replaced like any value.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from sampler.errors import UnreadableError
from sampler.formats.document import Table
from sampler.formats.json_text import MAX_DEPTH, Number

MANY_KEYS = 50
# beyond this a map is folded while it is read, so that its keys don't fill the memory
FOLD_AT = 20_000
MAX_NODES = 500_000
_VALUE_KEYS = (
    re.compile(r"[^@\s]+@[^@\s]+\.\w+"),
    re.compile(r".*\d{6,}.*", re.DOTALL),
    re.compile(r"\+?\(?\d[\d .()/:T-]{6,}\d"),
    re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"),
)


@dataclass
class Node:
    """What was seen at one path."""

    kinds: set[str] = field(default_factory=set)
    fields: dict[str, "Node"] = field(default_factory=dict)
    item: "Node | None" = None
    entry: "Node | None" = None
    objects: int = 0
    filled: int = 0
    in_array: bool = False
    table: int = -1
    column: int | None = None
    below: frozenset[int] = frozenset()

    def absorb(self, other: "Node") -> None:
        """Add what another node saw."""
        self.kinds |= other.kinds
        self.objects += other.objects
        self.filled += other.filled
        self.in_array = self.in_array or other.in_array
        for key, child in other.fields.items():
            if key in self.fields:
                self.fields[key].absorb(child)
            else:
                self.fields[key] = child
        self.item = _united(self.item, other.item)
        self.entry = _united(self.entry, other.entry)

    def fold(self) -> None:
        """Make this object a map."""
        for child in self.fields.values():
            self.entry = _united(self.entry, child)
        self.fields = {}


def _united(one: Node | None, other: Node | None) -> Node | None:
    if one is None or other is None:
        return one or other
    one.absorb(other)
    return one


@dataclass
class TableShape:
    """A table to be: its path and its columns' paths and kinds; `keys` if it has a column of keys."""

    name: str
    columns: list[str] = field(default_factory=list)
    kinds: list[set[str]] = field(default_factory=list)
    keys: bool = False


def kind_of(value: Any) -> str:  # noqa: ANN401 - any JSON scalar
    """The kind of a scalar."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, Number):
        return "integer" if value.lstrip("-").isdigit() else "number"
    return "text"


class Observer:
    """Collects the shape of the values it is shown."""

    def __init__(self) -> None:
        self.root = Node()
        self._nodes = 0

    def see(self, value: Any, node: Node | None = None, depth: int = 1) -> None:  # noqa: ANN401 - any JSON value
        """Take a value in.

        Raises:
            UnreadableError: nested deeper than 100, or more different paths than memory should hold.
        """
        node = self.root if node is None else node
        if not isinstance(value, dict | list):
            node.kinds.add(kind_of(value))
            return
        if depth > MAX_DEPTH:
            raise UnreadableError(f"nested deeper than {MAX_DEPTH}")
        if isinstance(value, list):
            self._see_list(value, node, depth)
        else:
            self._see_object(value, node, depth)

    def _see_list(self, value: list[Any], node: Node, depth: int) -> None:
        if node.item is None:
            node.item = self._new(in_array=True)
        for item in value:
            self.see(item, node.item, depth + 1)

    def _see_object(self, value: dict[str, Any], node: Node, depth: int) -> None:
        node.objects += 1
        node.filled += len(value)
        if node.entry is not None:
            for item in value.values():
                self.see(item, node.entry, depth + 1)
            return
        for key, item in value.items():
            child = node.fields.get(key)
            if child is None:
                child = node.fields[key] = self._new(in_array=False)
            self.see(item, child, depth + 1)
        if len(node.fields) > FOLD_AT:
            node.fold()

    def _new(self, *, in_array: bool) -> Node:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise UnreadableError("too many different paths")
        return Node(in_array=in_array)


def is_map(node: Node) -> bool:
    """Tell whether an object's keys look like values."""
    keys = len(node.fields)
    alike = sum(any(pattern.fullmatch(key) for pattern in _VALUE_KEYS) for key in node.fields)
    if alike > 1 or alike * 2 >= keys > 0:
        return True
    if keys <= MANY_KEYS:
        return False
    # the keys of a record come back with each record, those of a map do not
    recurring = node.filled * 2 > node.objects * keys and (node.objects > 1 or node.in_array)
    return not recurring and len({_signature(child) for child in node.fields.values()}) == 1


def _signature(node: Node) -> frozenset[str]:
    kinds = {"number" if kind == "integer" else kind for kind in node.kinds if kind != "null"}
    kinds |= {"object"} if node.objects else set()
    kinds |= {"array"} if node.item is not None else set()
    return frozenset(kinds)


class Shape:
    """The finished shape: nodes know their table and column, tables are numbered in file order."""

    def __init__(self, root: Node, *, lines: bool) -> None:
        self.root = Node(item=root) if lines else root
        if lines:
            root.in_array = True
        self._shapes: list[TableShape] = [TableShape("")]
        _settle(self.root)
        self._assign(self.root, 0, ())
        self.ids = self._ids()
        self.tables = tuple(
            Table(self.ids[number], shape.name, tuple(shape.columns), tuple(map(_type, shape.kinds)))
            for number, shape in enumerate(self._shapes)
            if number in self.ids
        )

    def _ids(self) -> dict[int, str]:
        filled = [number for number, shape in enumerate(self._shapes) if shape.columns]
        return {number: f"t{place}" for place, number in enumerate(filled, start=1)}

    def number(self, table_id: str) -> int:
        """The number of a table in the nodes."""
        return next(number for number, known in self.ids.items() if known == table_id)

    def has_keys(self, number: int) -> bool:
        """Whether the table's first column holds a map's keys."""
        return self._shapes[number].keys

    def width(self, number: int) -> int:
        """The number of columns of a table."""
        return len(self._shapes[number].columns)

    def _assign(self, node: Node, table: int, path: tuple[str, ...]) -> None:
        node.table = table
        shape = self._shapes[table]
        nested = bool(node.fields or node.item or node.entry or node.objects)
        # a null among objects is no column of its own
        if node.kinds and not (nested and node.kinds == {"null"}):
            node.column = len(shape.columns)
            shape.columns.append(".".join(path) or "value")
            shape.kinds.append(node.kinds)
        below: set[int] = set()
        for key, child in node.fields.items():
            self._assign(child, table, (*path, key))
            below |= child.below
        name = ".".join([shape.name, *path] if shape.name else path)
        if node.item is not None:
            below |= self._assign_table(node.item, TableShape(name + "[]"))
        if node.entry is not None:
            entries = TableShape(f"{name}.*" if name else "*", ["*"], [{"text"}], keys=True)
            below |= self._assign_table(node.entry, entries)
        node.below = frozenset(below)

    def _assign_table(self, node: Node, shape: TableShape) -> set[int]:
        number = len(self._shapes)
        self._shapes.append(shape)
        self._assign(node, number, ())
        return {number, *node.below}


def _settle(node: Node) -> None:
    if (node.entry is None and is_map(node)) or (node.entry is not None and node.fields):
        node.fold()
    for child in (*node.fields.values(), node.item, node.entry):
        if child is not None:
            _settle(child)


def _type(kinds: set[str]) -> str:
    filled = kinds - {"null"}
    if filled == {"integer", "number"}:
        return "number"
    return next(iter(filled)) if len(filled) == 1 else "text"
