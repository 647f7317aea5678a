"""Excel workbooks: every sheet a table, read by calamine, each cell written back in its own type."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

import pyarrow as pa
from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from sampler.formats.document import Output, Table
from sampler.formats.failing import unreadable_as
from sampler.formats.rows import batches_of, rows_of
from sampler.formats.shared_stream import SharedStream
from sampler.formats.xlsx_cells import CellValue, column_type, retyped, text_of, word_for
from sampler.formats.xlsx_container import look_through
from sampler.formats.xlsx_writer import Sheet, write_workbook

_BROKEN = "a workbook that can't be parsed"
# calamine's enumerations can't be keys of a dict
_STATES = (
    (SheetVisibleEnum.Visible, "visible"),
    (SheetVisibleEnum.Hidden, "hidden"),
    (SheetVisibleEnum.VeryHidden, "veryHidden"),
)
# how far below a lone cell to look for the table it is the title of
_LOOK_AHEAD = 20
_CHUNK = 4096
Row = Sequence[CellValue]


@dataclass(frozen=True)
class _Place:
    """Where a table stands in the workbook."""

    index: int
    header_row: int
    width: int
    state: str


class XlsxDocument:
    """An Excel workbook: a table per sheet that is not empty."""

    format = "xlsx"

    def __init__(self, stream: BinaryIO, extension: str) -> None:
        self.extension = extension
        source = SharedStream(stream)
        dropped = set(look_through(source.view()).dropped)
        with unreadable_as(_BROKEN):
            self._workbook = CalamineWorkbook.from_filelike(source.view())
            metadata = self._workbook.sheets_metadata
        self._places: dict[str, _Place] = {}
        self._parsed: tuple[int, CalamineSheet] | None = None
        tables = []
        for index, sheet in enumerate(metadata):
            if sheet.typ != SheetTypeEnum.WorkSheet:
                dropped.add("charts" if sheet.typ == SheetTypeEnum.ChartSheet else "macros")
                continue
            table = self._described(index, sheet.name, _state(sheet.visible), dropped)
            tables += [table] if table is not None else []
        self.tables: tuple[Table, ...] = tuple(tables)
        self.dropped: tuple[str, ...] = tuple(sorted(dropped))

    def batches(self, table_id: str) -> Iterator[pa.RecordBatch]:
        """Stream a sheet's rows; see `Document`."""
        place = self._places[table_id]
        rows = ([text_of(value) for value in row] for row in self._data_rows(place))
        yield from batches_of(rows, place.width)

    def write(self, out: BinaryIO, outputs: Mapping[str, Output]) -> None:
        """Write a workbook of the sheets in `outputs`; see `Document`.

        Sheet names that Excel does not take are changed until it does; texts are cut at Excel's limit
        of 32,767 characters.
        """
        sheets = [
            Sheet(
                outputs[table.id].name, self._places[table.id].state, self._new_rows(table, outputs[table.id])
            )
            for table in self.tables
            if table.id in outputs
        ]
        write_workbook(out, sheets)

    def _rows(self, index: int) -> Iterator[Row]:
        with unreadable_as(_BROKEN):
            if self._parsed is None or self._parsed[0] != index:
                # one sheet is kept: parsing is the slow part, and a sheet is walked several times in a row
                self._parsed = (index, self._workbook.get_sheet_by_index(index))
            yield from self._parsed[1].iter_rows()

    def _data_rows(self, place: _Place) -> Iterator[Row]:
        return islice(self._rows(place.index), place.header_row + 1, None)

    def _described(self, index: int, name: str, state: str, dropped: set[str]) -> Table | None:
        rows = self._rows(index)
        first = list(islice(rows, _LOOK_AHEAD))
        while first and not any(map(_filled, first)):
            # a sheet may begin far down
            empty = len(first)
            first = [*first, *islice(rows, _CHUNK)]
            if len(first) == empty:
                break
        header = _header_row(first)
        if header is None:
            dropped.add("empty sheets")
            return None
        if any(map(_filled, first[:header])):
            dropped.add("preamble")
        width = len(first[header])
        names = tuple(text_of(value) or "" for value in first[header])
        table_id = f"t{len(self._places) + 1}"
        place = self._places[table_id] = _Place(index, header, width, state)
        return Table(table_id, name, names, self._types(place), hidden=state != "visible")

    def _types(self, place: _Place) -> tuple[str, ...]:
        words: list[set[str | None]] = [set() for _ in range(place.width)]
        rows = self._data_rows(place)
        while chunk := list(islice(rows, _CHUNK)):
            for found, column in zip(words, zip(*chunk, strict=True), strict=True):
                found.update(_words(column))
        return tuple(map(column_type, words))

    def _new_rows(self, table: Table, output: Output) -> Iterator[list[CellValue | None]]:
        place = self._places[table.id]
        kept = output.kept
        header = next(islice(self._rows(place.index), place.header_row, None))
        yield [retyped(header[index], name) for index, name in zip(kept, output.columns, strict=True)]
        if not kept:
            return
        for old, new in zip(self._data_rows(place), rows_of(output), strict=True):
            yield [retyped(old[index], text) for index, text in zip(kept, new, strict=True)]


def _state(visible: SheetVisibleEnum) -> str:
    return next(state for known, state in _STATES if known == visible)


def _filled(row: Row) -> int:
    return sum(value != "" for value in row)


def _words(column: Sequence[CellValue]) -> set[str | None]:
    """The words of a column's cells; the common case, all text, without a call per cell."""
    if set(map(type, column)) == {str}:
        return {"text"} if any(column) else {None}
    return set(map(word_for, column))


def _header_row(rows: Sequence[Row]) -> int | None:
    """The first row that is not empty, unless it is the title of a table below.

    A title is a lone cell with an empty row, or a row of three or more cells, soon after it.
    """
    filled = [_filled(row) for row in rows]
    place = next((index for index, count in enumerate(filled) if count), None)
    while place is not None and filled[place] == 1:
        below = filled[place + 1 : place + 1 + _LOOK_AHEAD]
        wide = max(below, default=0)
        is_title = wide >= 3 or (wide > 1 and below[0] == 0)  # noqa: PLR2004 - see the docstring
        following = next((place + 1 + offset for offset, count in enumerate(below) if count), None)
        if not is_title or following is None:
            break
        place = following
    return place
