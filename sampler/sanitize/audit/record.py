"""What a record says of its own person, looked for in all its other cells: names, birth date, mailbox.

A given name within four words of the surname, an initial before it, both in one word (a login), the surname
backwards; the birth date in any spelling; the part of the e-mail before the @. Columns that the recipe
keeps are left out here.
"""

import re
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sampler.detect.words import ORDINARY
from sampler.sanitize.audit.cells import Part, Reading, parts_of
from sampler.sanitize.audit.dates import TRIGGER, dates_in, days_of
from sampler.sanitize.audit.findings import Findings
from sampler.sanitize.audit.handles import Boxes, handles, local_parts
from sampler.sanitize.audit.located import Located, Recompute
from sampler.sanitize.audit.names import NameColumn, all_words
from sampler.sanitize.audit.output_bytes import (
    Digester,
    Digests,
    Mask,
    Places,
    among,
    column_block,
    squeezed,
)
from sampler.sanitize.audit.strong_tokens import digested
from sampler.sanitize.audit.weak import name_columns
from sampler.sanitize.plan import ColumnPlan
from sampler.sanitize.sample import column
from sampler.sanitize.side_by_side import Sides, Slice
from sampler.surrogates.folding import fold

OWN_NAME, OWN_BIRTH, OWN_MAILBOX = (
    "own name in its record",
    "own birth date in its record",
    "own mailbox in its record",
)
_BIRTH_HEADER = re.compile(r"\b(?:naissance|naiss|ne le|nee le|birth|birthday|birthdate|dob|ddn|born)\b")
_HEADER_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])|[\W_]+")
_NEAR = 4
_SHORTEST_SURNAME, _SHORTEST_GLUED, _SHORTEST_BACKWARDS = 3, 4, 5
_TABLE_BITS = 21
_TABLE_SHIFT = np.uint64(64 - _TABLE_BITS)


class People:
    """The checks of one table; the original record says what to look for."""

    def __init__(self, beside: Sides, digester: Digester) -> None:
        self._beside, self._digester = beside, digester
        given, surname, self._whole = name_columns(beside)
        self._pairs = list(product(given[:2], surname[:2]))
        said = [fold(_HEADER_WORDS.sub(" ", header)) for header in beside.headers]
        self._births = [index for index, words in enumerate(said) if _BIRTH_HEADER.search(words)]
        self._ordinary = np.sort(digested(sorted(ORDINARY), 0, digester))

    def check(
        self, piece: Slice, held: tuple[Reading, Reading], recompute: Recompute, findings: Findings
    ) -> None:
        """Look at a slice; what the original cell does not hold, and the mapping gives, is a coincidence."""
        told = self._told(held[0])
        for place, (plan, before, after) in enumerate(piece.columns()):
            if plan.keeps or plan.operator in {"null", "redact"}:
                continue
            for kind, found in self._found(plan, after, held[1].parts(place), told):
                if not found.any():
                    continue
                rows = np.flatnonzero(found)
                part = self._told(_rows(piece.before, rows))
                theirs = before.take(pa.array(rows))
                own = dict(self._found(plan, theirs, parts_of(theirs), part)).get(kind)
                survives = np.zeros(len(rows), dtype=bool) if own is None else own.copy()
                if not survives.all():
                    missed = ~survives
                    survives[missed] = ~Located(self._beside, piece, plan, rows, recompute).shown(missed)
                findings.coincidences += int((~survives).sum())
                findings.add_rows(self._beside.place(plan), (rows[survives] + piece.first).tolist(), kind)

    def _told(self, held: Reading) -> "_Told":
        """What the records of a slice say of their people."""
        boxes = [self._mailboxes(held, index) for index in range(len(held.columns))]
        return _Told(
            self._people(held),
            [days_of(held.parts(index), len(held.columns[index])) for index in self._births],
            [one for one in boxes if one is not None],
        )

    def _found(
        self, plan: ColumnPlan, array: pa.Array, parts: list[Part], told: "_Told"
    ) -> Iterator[tuple[str, Mask]]:
        """Whether each cell of a column holds a name, birth date or mailbox of its own record."""
        lettered = any(part.lettered for part in parts)
        if lettered and told.people:
            yield OWN_NAME, self._names(parts, told.people)
        if lettered and told.boxes:
            yield OWN_MAILBOX, self._boxes(parts, told.boxes)
        if told.births and plan.operator == "text":
            yield OWN_BIRTH, _same_days(array, told.births)
        elif told.births and (plan.index in self._births or plan.operator == "date_shift"):
            days = days_of(parts, len(array))
            yield OWN_BIRTH, np.logical_or.reduce([(days == born) & (born != 0) for born in told.births])

    def _people(self, held: Reading) -> list["_Person"]:
        def read(index: int, *, particles: bool = True) -> NameColumn:
            return NameColumn.of(held.columns[index], self._digester, particles=particles)

        given = {one: read(one) for one in {one for one, _ in self._pairs}}
        surnames = {one: read(one, particles=False) for one in {other for _, other in self._pairs}}
        people = [_Person.of_columns(given[one], surnames[other]) for one, other in self._pairs]
        for person, (one, other) in zip(people, self._pairs, strict=True):
            person.glue(held.columns[one], held.columns[other], self._digester, self._ordinary)
        return people + [_Person.of_whole(read(index), read(index, particles=False)) for index in self._whole]

    def _names(self, parts: list[Part], people: list["_Person"]) -> Mask:
        found = np.zeros(len(people[0].given), dtype=bool)
        known = _Few([one for person in people for one in person.forms])
        for part in parts:
            for words in all_words(part.held, part.hidden, self._digester, _SHORTEST_SURNAME):
                chosen = np.flatnonzero(known.may_hold(words.digests))
                rows, back = part.rows_of(words.cells[chosen])
                chosen = chosen[back]
                for person in people:
                    found[person.rows_in(words.digests[chosen], rows, chosen)] = True
        return found

    def _mailboxes(self, held: Reading, index: int) -> Boxes | None:
        """Digests of what stands before the @ of a column of e-mails; 0 where it tells nothing."""
        array = held.columns[index]
        if not pc.any(pc.match_substring(array.slice(0, 100), "@")).as_py():
            return None
        return local_parts(held.parts(index), len(array), self._digester)

    def _boxes(self, parts: list[Part], boxes: list[Boxes]) -> Mask:
        found = np.zeros(len(boxes[0].digests), dtype=bool)
        known = _Few([box.digests for box in boxes])
        for part in parts:
            told = handles(part, [box.sizes for box in boxes], self._digester)
            chosen = np.flatnonzero(known.may_hold(told.digests))
            rows, back = part.rows_of(told.texts[chosen])
            for box in boxes:
                found[rows[told.digests[chosen[back]] == box.digests[rows]]] = True
        return found


class _Few:
    """The digests of one slice, as a table that lets few others through."""

    def __init__(self, held: list[Digests]) -> None:
        self._table = np.zeros(1 << _TABLE_BITS, dtype=bool)
        for digests in held:
            self._table[digests >> _TABLE_SHIFT] = True

    def may_hold(self, digests: Digests) -> Mask:
        """Whether each may be one of them."""
        held: Mask = self._table[digests >> _TABLE_SHIFT]
        return held


def _rows(batch: pa.RecordBatch, rows: Places) -> Reading:
    taken = pa.array(rows)
    return Reading([column(batch, index).take(taken) for index in range(batch.num_columns)])


class _Told(NamedTuple):
    """What records say: people and mailboxes by digests, birth dates by days, a place for each row."""

    people: list["_Person"]
    births: list[Places]
    boxes: list[Boxes]


class _Person:
    """One person for each row: digests of the given name and the surname, and of both in one word.

    Particles are no surname: they stay, beside whatever name another person gets.
    """

    def __init__(self, given: Digests, surname: Digests) -> None:
        self.given, self.surname = given, surname
        self.initial = np.zeros(len(given), dtype=np.uint64)
        self.glued: list[Digests] = []

    @classmethod
    def of_columns(cls, given: NameColumn, surname: NameColumn) -> "_Person":
        """Of a surname without its particles."""
        first, last = given.first.copy(), surname.longest.copy()
        first[(given.words == 0) | (given.first_size < 2)] = 0  # noqa: PLR2004 - an initial is no name
        last[(surname.words == 0) | (surname.longest_size < _SHORTEST_SURNAME)] = 0
        return cls(first, last)

    @classmethod
    def of_whole(cls, person: NameColumn, told: NameColumn) -> "_Person":
        """Of whole names, and of the same without their particles."""
        few = told.words < 2  # noqa: PLR2004 - "Ben Martin"
        first, last = np.where(few, person.first, told.first), np.where(few, person.last, told.last)
        first_size = np.where(few, person.first_size, told.first_size)
        last_size = np.where(few, person.last_size, told.last_size)
        short = (person.words < 2) | (first_size < 2) | (last_size < _SHORTEST_SURNAME)  # noqa: PLR2004 - as above
        first[short] = last[short] = 0
        return cls(first, last)

    def glue(self, given: pa.Array, surname: pa.Array, digester: Digester, ordinary: Digests) -> None:
        """Add what logins are made of; a surname that is an ordinary word stands alone too often."""
        one, other = _squeezed_array(given), _squeezed_array(surname)
        letter = pc.binary_slice(one, 0, 1)
        self.initial = digester.cells(letter)
        self.initial[among(self.surname, ordinary) | (self.surname == 0)] = 0
        sizes = np.asarray(pc.binary_length(other))
        for parts in ((one, other), (other, one), (letter, other), (other, letter)):
            digests = digester.cells(pc.binary_join_element_wise(*parts, pa.scalar(b"")))
            # M. Adame is no "Madame"
            digests[(sizes < _SHORTEST_GLUED) | (self.given == 0) | among(digests, ordinary)] = 0
            self.glued.append(digests)
        backwards = digester.cells(pc.binary_reverse(other))
        backwards[(sizes < _SHORTEST_BACKWARDS) | (self.surname == 0)] = 0
        self.glued.append(backwards)

    @property
    def forms(self) -> list[Digests]:
        """All words that may name a person."""
        return [self.given, self.surname, self.initial, *self.glued]

    def rows_in(self, digests: Digests, rows: Places, order: Places) -> Places:
        """The rows whose words name their person; words that follow each other do so in `order`, too."""
        given, surname = digests == self.given[rows], digests == self.surname[rows]
        found = [rows[:0], *(rows[digests == glued[rows]] for glued in self.glued)]
        if surname.any():
            initial = digests == self.initial[rows]
            for step in range(1, _NEAR + 1):
                gaps = order[step:] - order[:-step]
                near = (given[step:] & surname[:-step]) | (surname[step:] & given[:-step])
                beside = (initial[step:] & surname[:-step]) | (surname[step:] & initial[:-step])
                near = (near & (gaps <= _NEAR)) | (beside & (gaps == 1))
                found.append(rows[step:][near & (rows[step:] == rows[:-step])])
        return np.concatenate(found)


def _squeezed_array(array: pa.Array) -> pa.Array:
    """The cells without case, accents and signs; each distinct value is read once."""
    encoded = array.dictionary_encode()
    values = pa.concat_arrays([encoded.dictionary, pa.array([""], array.type)])
    held = squeezed(column_block(values))
    offsets = np.append(held.starts, held.ends[-1:]).astype(np.int32)
    # a line end stands between texts as a space, which squeezing took away: ends meet the next starts
    texts = pa.Array.from_buffers(
        pa.binary(), len(held.starts), [None, pa.py_buffer(offsets), pa.py_buffer(held.data.tobytes())]
    )
    return texts.take(pc.fill_null(encoded.indices, len(values) - 1))


def _same_days(array: pa.Array, births: list[Places]) -> Mask:
    """Whether a cell holds the birth date of its record."""
    found = np.zeros(len(array), dtype=bool)
    if not births:
        return found
    encoded = array.dictionary_encode()
    dated = pc.fill_null(pc.match_substring_regex(encoded.dictionary, TRIGGER), fill_value=False)
    days = {
        place: dates_in(encoded.dictionary[place].as_py())
        for place in np.flatnonzero(np.asarray(dated)).tolist()
    }
    days = {place: found_days for place, found_days in days.items() if found_days}
    indices = np.asarray(pc.fill_null(encoded.indices, -1))
    if not days:
        return found
    most = max(map(len, days.values()))
    table = np.zeros((len(encoded.dictionary) + 1, most), dtype=np.int64)
    for place, held in days.items():
        table[place, : len(held)] = sorted(held)
    for born in births:
        rows = table[indices]
        found |= ((rows == born[:, None]) & (born[:, None] != 0)).any(axis=1)
    return found
