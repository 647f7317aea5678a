"""JSON values to rows, and rows back into the value they came from."""

from collections.abc import Iterator, Mapping
from typing import Any

from sampler.formats.document import Output
from sampler.formats.json_shape import Node, Shape
from sampler.formats.json_text import Number, is_number
from sampler.formats.rows import rows_of

Row = list[str | None]
_DROPPED = object()
_BOOLEANS = {"true": True, "false": False}


def text_of(value: Any) -> str | None:  # noqa: ANN401 - any JSON scalar
    """A scalar as the text of a cell."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


class RowReader:
    """Collects the rows of one table."""

    def __init__(self, shape: Shape, table_id: str) -> None:
        self._root = shape.root
        self._table = shape.number(table_id)
        self._width = shape.width(self._table)

    def rows(self, value: Any) -> list[Row]:  # noqa: ANN401 - any JSON value
        """The table's rows in `value`, in document order."""
        found: list[Row] = []
        row = self._opened(self._root, found)
        self._read(value, self._root, row, found)
        return found

    def _opened(self, node: Node, found: list[Row]) -> Row | None:
        """A new row, if the node's table is the wanted one."""
        if node.table != self._table:
            return None
        row: Row = [None] * self._width
        found.append(row)
        return row

    def _read(self, value: Any, node: Node, row: Row | None, found: list[Row]) -> None:  # noqa: ANN401 - any JSON value
        if isinstance(value, dict):
            if node.entry is not None:
                self._read_map(value, node.entry, found)
                return
            for key, item in value.items():
                child = node.fields[key]
                if row is not None or self._table in child.below:
                    self._read(item, child, row, found)
        elif isinstance(value, list):
            if self._table in node.below and node.item is not None:
                for item in value:
                    self._read(item, node.item, self._opened(node.item, found), found)
        elif row is not None and node.column is not None:
            row[node.column] = text_of(value)

    def _read_map(self, value: dict[str, Any], entry: Node, found: list[Row]) -> None:
        for key, item in value.items():
            row = self._opened(entry, found)
            if row is not None:
                row[0] = key
            self._read(item, entry, row, found)


class _Replacement:
    """The new rows of one table, consumed in document order, and the new names."""

    def __init__(self, output: Output, name: str, columns: tuple[str, ...]) -> None:
        self.rows: Iterator[tuple[str | None, ...]] = rows_of(output) if output.kept else iter(())
        self.places = {column: place for place, column in enumerate(output.kept)}
        self.names = {
            column: new
            for column, new in zip(output.kept, output.columns, strict=True)
            if columns[column] != new
        }
        self.name = output.name if output.name != name else None

    def next_row(self) -> tuple[str | None, ...]:
        return next(self.rows) if self.places else ()


class _NewRow:
    """One new row: its cells, and the renamed cells that move to the row's own object."""

    def __init__(self, replacement: _Replacement) -> None:
        self.replacement = replacement
        self.cells = replacement.next_row()
        self.moved: list[tuple[str, Any]] = []


class Rewriter:
    """Puts new values where the old ones stood; what has no new column or table is left out."""

    def __init__(self, shape: Shape, outputs: Mapping[str, Output]) -> None:
        self._shape = shape
        self._new = {
            shape.number(table.id): _Replacement(outputs[table.id], table.name, table.columns)
            for table in shape.tables
            if table.id in outputs
        }

    def rewritten(self, value: Any) -> tuple[bool, Any]:  # noqa: ANN401 - any JSON value
        """The value with its replacements, and whether anything of it is left."""
        result = self._row_value(value, self._shape.root, self._opened(self._shape.root))
        return result is not _DROPPED, None if result is _DROPPED else result

    def _opened(self, node: Node) -> _NewRow | None:
        replacement = self._new.get(node.table)
        return None if replacement is None else _NewRow(replacement)

    def _row_value(self, value: Any, node: Node, row: _NewRow | None) -> Any:  # noqa: ANN401 - any JSON value
        """Rewrite what stands for a row; a row that is kept stays, even empty."""
        if not isinstance(value, dict) or node.entry is not None:
            return self._value(value, node, row)
        result = self._object(value, node, row, top=True)
        for name, item in row.moved if row is not None else ():
            result[_free(name, result)] = item
        kept = row is not None or result or not value or node.table not in self._shape.ids
        return result if kept else _DROPPED

    def _value(self, value: Any, node: Node, row: _NewRow | None) -> Any:  # noqa: ANN401 - any JSON value
        if isinstance(value, dict):
            result = (
                self._map(value, node.entry) if node.entry is not None else self._object(value, node, row)
            )
            return result if result or not value else _DROPPED
        if isinstance(value, list):
            return self._list(value, node)
        return self._scalar(value, node, row)

    def _scalar(self, value: Any, node: Node, row: _NewRow | None) -> Any:  # noqa: ANN401 - any JSON scalar
        if node.column is None and (row is not None or node.table not in self._shape.ids):
            # a null among objects, which has no column
            return None
        if row is None or node.column is None:
            return _DROPPED
        place = row.replacement.places.get(node.column)
        return _DROPPED if place is None else _replaced(value, row.cells[place])

    def _list(self, value: list[Any], node: Node) -> Any:  # noqa: ANN401 - a list, or the mark for none
        if node.item is None:
            return value
        items = [self._row_value(item, node.item, self._opened(node.item)) for item in value]
        left = [item for item in items if item is not _DROPPED]
        return left if left or not value or node.item.table in self._new else _DROPPED

    def _map(self, value: dict[str, Any], entry: Node) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for number, item in enumerate(value.values(), start=1):
            row = self._opened(entry)
            new = self._row_value(item, entry, row)
            if row is None and new is _DROPPED:
                continue
            place = row.replacement.places.get(0) if row is not None else None
            key = row.cells[place] if row is not None and place is not None else None
            result[_free(str(number) if key is None else key, result)] = {} if new is _DROPPED else new
        return result

    def _object(
        self, value: dict[str, Any], node: Node, row: _NewRow | None, *, top: bool = False
    ) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key, item in value.items():
            child = node.fields[key]
            new = self._value(item, child, row)
            if new is _DROPPED:
                continue
            renamed = self._renamed(item, child, row)
            if renamed is None:
                result[_free(key, result)] = new
            elif top or isinstance(item, dict | list) or row is None:
                result[_free(renamed, result)] = new
            else:
                row.moved.append((renamed, new))
        return result

    def _renamed(self, item: Any, child: Node, row: _NewRow | None) -> str | None:  # noqa: ANN401 - any JSON value
        if isinstance(item, dict | list):
            inner = child.item if isinstance(item, list) else child.entry
            replacement = self._new.get(inner.table) if inner is not None else None
            return None if replacement is None else replacement.name
        if row is None or child.column is None:
            return None
        return row.replacement.names.get(child.column)


def _free(name: str, taken: Mapping[str, Any]) -> str:
    """The name, or the name with a number if it is taken: no entry may be lost."""
    number, free = 2, name
    while free in taken:
        free, number = f"{name} ({number})", number + 1
    return free


def _replaced(old: Any, new: str | None) -> Any:  # noqa: ANN401 - any JSON scalar
    """The new text as the kind of scalar that the old value was, if it can be."""
    if new is None:
        return None
    if isinstance(old, bool):
        return _BOOLEANS.get(new, new)
    if isinstance(old, Number) and is_number(new):
        return Number(new)
    return new
