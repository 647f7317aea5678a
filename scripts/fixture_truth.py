"""What is known of an invented delivery: its people, every place that mentions them, its joins."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

CLEAR = "CLEAR"  # a column without personal data
UNKNOWN = "UNKNOWN"  # a column nobody can judge from what it holds
EMPTY = "EMPTY"  # a column without any value
TEXT = "TEXT"  # free text, personal data inside


class Style(StrEnum):
    """Which invented provider: headers, people, dialects and file formats all differ."""

    A = "A"
    B = "B"


@dataclass(frozen=True, slots=True)
class Company:
    """An invented customer company; its SIREN begins with 0, a range that is not issued."""

    name: str
    domain: str
    siren: str
    siret: str
    vat: str


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person in canonical forms: e-mails lower case, phones E.164, ids without spaces.

    `duplicate_id` is the customer id of a second row for the same person, "" when there is none.
    """

    number: int
    first: str
    last: str
    gender: str
    emails: tuple[str, ...]
    logins: tuple[str, ...]
    phones: tuple[str, ...]
    nir: str
    iban: str
    address: str
    postcode: str
    city: str
    birth: date
    customer_id: str
    duplicate_id: str
    company: Company


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of a cell that tells who somebody is; `start` counts code points of the cell's text."""

    person: int
    kind: str
    start: int
    text: str
    form: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A value with the marks in it."""

    value: object = None
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it will be written; each column is (header, kind)."""

    file: str
    name: str
    columns: tuple[tuple[str, str], ...]
    rows: Sequence[tuple[Cell, ...]]
    hidden: bool = False

    def headers(self) -> list[str]:
        """The headers in order."""
        return [header for header, _ in self.columns]


@dataclass(frozen=True, slots=True)
class Mention:
    """Where one piece of personal data stands, exactly as written.

    `row` counts data rows from 0 (header excluded); in a text file it is the line; in a JSON document the
    index in the top list, and `column` is then a path such as `contacts[].telephone`. `start` is the offset
    in that cell's text (in code points), `form` how a name in a text is written (full, upper, initials...).
    A name outside the cells (document properties, comments, the head of a JSON document) has row -1.
    """

    person: int
    file: str
    table: str
    row: int
    column: str
    kind: str
    start: int
    text: str
    form: str


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds: an entity type, or TEXT, CLEAR, UNKNOWN, EMPTY."""

    file: str
    table: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Place:
    """A column as one end of a join."""

    file: str
    table: str
    column: str


@dataclass(frozen=True, slots=True)
class Join:
    """A reference between two columns, with what must still match afterwards.

    `filled` left values are there, `exact` of them occur on the right as text, `folded` after strip and
    casefold; the rest refer to rows that are gone.
    """

    left: Place
    right: Place
    filled: int
    exact: int
    folded: int


@dataclass(frozen=True, slots=True)
class Truth:
    """Everything a test may ask of a delivery.

    `people` are the customers, `staff` the provider's own people (trainers, note writers, document
    authors): their numbers go on where the customers' end.
    """

    style: Style
    seed: int
    files: tuple[str, ...]
    people: tuple[Person, ...]
    staff: tuple[Person, ...]
    companies: tuple[Company, ...]
    mentions: tuple[Mention, ...]
    columns: tuple[Column, ...]
    joins: tuple[Join, ...]
    unreadable: tuple[str, ...]

    def person(self, number: int) -> Person:
        """The customer or member of staff with this number."""
        return (*self.people, *self.staff)[number]


@dataclass(slots=True)
class Collected:
    """Collects what each file says about people while the files are made."""

    mentions: list[Mention] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    values: dict[Place, list[object]] = field(default_factory=dict)

    def add_table(self, table: Table) -> None:
        """Note every cell of a table."""
        for position, (header, kind) in enumerate(table.columns):
            self.columns.append(Column(table.file, table.name, header, kind))
            cells = [row[position] for row in table.rows]
            self._add_cells(Place(table.file, table.name, header), enumerate(cells))

    def add_tree(self, file: str, table: str, records: Sequence[object], kinds: Mapping[str, str]) -> None:
        """Note every leaf of a list of nested records under its path."""
        leaves: dict[str, list[tuple[int, Cell]]] = {path: [] for path in kinds}
        for row, record in enumerate(records):
            for path, cell in _leaves(record, ""):
                leaves[path].append((row, cell))
        for path, cells in leaves.items():
            self.columns.append(Column(file, table, path, kinds[path]))
            self._add_cells(Place(file, table, path), cells)

    def _add_cells(self, place: Place, cells: Sequence[tuple[int, Cell]] | enumerate[Cell]) -> None:
        held = self.values.setdefault(place, [])
        for row, cell in cells:
            held.append(cell.value)
            self.mentions += [
                Mention(m.person, place.file, place.table, row, place.column, m.kind, m.start, m.text, m.form)
                for m in cell.marks
            ]

    def join(self, left: Place, right: Place) -> Join:
        """Count how many values of `left` occur in `right`."""
        lefts = [str(value) for value in self.values[left] if value not in {None, ""}]
        rights = {str(value) for value in self.values[right] if value not in {None, ""}}
        folded = {value.strip().casefold() for value in rights}
        exact = sum(value in rights for value in lefts)
        return Join(left, right, len(lefts), exact, sum(v.strip().casefold() in folded for v in lefts))


def _leaves(node: object, path: str) -> Iterator[tuple[str, Cell]]:
    if isinstance(node, Cell):
        yield path, node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from _leaves(value, f"{path}.{key}" if path else key)
    elif isinstance(node, list):
        for value in node:
            yield from _leaves(value, f"{path}[]")


def plain(node: object) -> object:
    """The tree with cells replaced by their values, as json writes it."""
    if isinstance(node, Cell):
        return node.value
    if isinstance(node, dict):
        return {key: plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [plain(value) for value in node]
    return node
