"""Tables with labelled columns, and what is said of them with headings seen and hidden."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from detect_bench.cast import person
from detect_bench.clear_columns import CLEAR
from detect_bench.column_kinds import PERSONAL, Column, Row
from detect_bench.detectors import presidio
from detect_bench.noise import unaccented
from detect_bench.places import mailhosts
from detect_bench.texts import SEEDS

_ROWS = 60
_PERSONAL, _CLEAR = 9, 9  # columns of one table
_BAD = 1 / 6  # of the columns have a heading that tells nothing, even where headings are seen
_EMPTY = 1 / 12
_LAYOUTS = """
surname|first name|street|postcode|city|phone|email|birth date|creation date|status|amount
staff number|full name|birth date|NIR|IBAN|job|amount|year|boolean
SURNAME|first name|INE|birth date|subject|grade|remarks|year
reference|product|quantity|amount|creation date|status|category|currency|barcode|size
timestamp|username|IP address|url|latency|version|status
name, first|address|phone of a sheet|email|plate|remarks|amount fr|month
""".strip().splitlines()


@dataclass(frozen=True, slots=True)
class Table:
    """Cells by heading, and what each column is."""

    language: str
    cells: Mapping[str, list[str | None]]
    truth: Mapping[str, Column]

    def hidden(self) -> "Table":
        """The same without headings."""
        names = {label: f"c{at}" for at, label in enumerate(self.cells, start=1)}
        return Table(
            self.language,
            {names[label]: cells for label, cells in self.cells.items()},
            {names[label]: column for label, column in self.truth.items()},
        )


@dataclass(frozen=True, slots=True)
class Said:
    """What a detector says of a column."""

    state: str
    entity_type: str | None


@dataclass(slots=True)
class ColumnTally:
    """Counts over columns; the misses by kind of column."""

    personal: int = 0
    found: int = 0
    unknown: int = 0
    typed: int = 0
    clear: int = 0
    alarms: int = 0
    missed: Counter[str] = field(default_factory=Counter)
    mistyped: Counter[str] = field(default_factory=Counter)
    alarmed: Counter[str] = field(default_factory=Counter)

    @property
    def shares(self) -> tuple[float, float, float]:
        """Personal found, typed right, false alarms, in percent."""
        return (
            100 * self.found / max(1, self.personal),
            100 * self.typed / max(1, self.personal),
            100 * self.alarms / max(1, self.clear),
        )


def tables(which: str, count: int) -> Iterator[Table]:
    """That many tables, French and English in turn; every kind of column comes up."""
    for number in range(count):
        draw = Random(f"{SEEDS[which]}/tables/{number}")  # noqa: S311 - repeatable, not secret
        yield _table(draw, ("fr", "en")[number % 2], which, number)


def _table(draw: Random, language: str, which: str, number: int) -> Table:
    truth: dict[str, Column] = {}
    for column in _layout(draw, number):
        names = column.headings["bad" if draw.random() < _BAD else language]
        label = names[_of(which, len(names), draw)]
        truth[label if label not in truth else f"{label}_{len(truth)}"] = column
    hosts = [host for _ in range(4) for host in mailhosts(draw, which, language)]
    people = [person(draw, language, which, hosts) for _ in range(_ROWS)]
    forms = number * 1000
    cells: dict[str, list[str | None]] = {}
    for label, column in truth.items():
        made = [column.make(Row(draw, language, which, one, forms + at)) for at, one in enumerate(people)]
        cells[label] = _worn(made, draw)
    return Table(language, cells, truth)


def _layout(draw: Random, number: int) -> list[Column]:
    """Every other pair of tables is one that people keep, filled up with chance; the rest is all chance."""
    columns = [*draw.sample(PERSONAL, _PERSONAL), *draw.sample(CLEAR, _CLEAR)]
    draw.shuffle(columns)
    if number % 4 >= 2:  # noqa: PLR2004 - French and English tables take turns
        kept = [
            next(c for c in (*PERSONAL, *CLEAR) if c.name == name)
            for name in draw.choice(_LAYOUTS).split("|")
        ]
        return [*kept, *(column for column in columns if column not in kept)][: len(columns)]
    return columns


def _worn(cells: list[str], draw: Random) -> list[str | None]:
    """What years of use do to a column: gaps, words for gaps, capitals, lost accents, blanks at the end."""
    gap: str | None = draw.choice((None, None, "", "N/A", "-", "NULL", "?"))
    gaps = draw.random() < 1 / 3
    wears: tuple[Callable[[str], str], ...] = (str, str, str, str.upper, unaccented, "{}  ".format)
    wear = draw.choice(wears)
    return [gap if gaps and draw.random() < _EMPTY else wear(cell) for cell in cells]


def _of(which: str, count: int, draw: Random) -> int:
    """Half of the headings belong to each set, where there are two or more."""
    mine = [at for at in range(count) if at % 2 == (which == "reporting")] or [0]
    return draw.choice(mine)


def sampler_columns(table: Table) -> dict[str, Said]:
    """Our own judgement of a table."""
    from sampler.detect import classify_columns  # noqa: PLC0415 - loaded when it is measured

    found = classify_columns(table.cells)
    return {f.column: Said(f.state.value, "TEXT" if f.text else f.entity_type) for f in found}


def presidio_columns(table: Table) -> dict[str, Said]:
    """As presidio-structured's default: the type most often found in any cell, personal if there is one.

    The rule of its `PandasAnalysisBuilder` ("most_common") is repeated here, so that it needs no pandas.
    """
    said = {}
    for label, cells in table.cells.items():
        found = presidio([cell for cell in cells if cell], table.language)
        types = Counter(place[2] for places in found for place in places)
        said[label] = Said("personal", types.most_common(1)[0][0]) if types else Said("clear", None)
    return said


def tally(judged: Sequence[tuple[Table, Mapping[str, Said]]]) -> ColumnTally:
    """Compare with the truth.

    Only `personal` counts as found or as an alarm; unknown is counted beside it.
    """
    counted = ColumnTally()
    for table, said in judged:
        for label, column in table.truth.items():
            one = said[label]
            if column.types:
                counted.personal += 1
                counted.found += one.state == "personal"
                counted.unknown += one.state == "unknown"
                right = one.state == "personal" and one.entity_type in column.types
                counted.typed += right
                if one.state != "personal":
                    counted.missed[f"{column.name} ({one.state})"] += 1
                elif not right:
                    counted.mistyped[f"{column.name} as {one.entity_type}"] += 1
            else:
                counted.clear += 1
                counted.alarms += one.state == "personal"
                if one.state == "personal":
                    counted.alarmed[f"{column.name} as {one.entity_type}"] += 1
    return counted
