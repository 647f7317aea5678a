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
from sampler.sanitize.audit.dates import TRIGGER, dates_in, day_of
from sampler.sanitize.audit.findings import Findings
from sampler.sanitize.audit.located import Located, Recompute
from sampler.sanitize.audit.names import NameColumn, Words, all_words
from sampler.sanitize.audit.output_bytes import (
    Block,
    Digester,
    Digests,
    Mask,
    Places,
    among,
    column_block,
    cut,
    edges,
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
_LOWER = 0x20
_SHORTEST_SURNAME, _SHORTEST_GLUED, _SHORTEST_MAILBOX, _SHORTEST_BACKWARDS = 3, 4, 6, 5
_HANDLE = bytes(int(chr(s).isalnum() or s in b"._-" or s >= 0x80) for s in range(256))  # noqa: PLR2004 - beyond ASCII


class People:
    """The checks of one table; the original record says what to look for."""

    def __init__(self, beside: Sides, digester: Digester) -> None:
        self._beside, self._digester = beside, digester
        given, surname, self._whole = name_columns(beside)
        self._pairs = list(product(given[:2], surname[:2]))
        said = [fold(_HEADER_WORDS.sub(" ", header)) for header in beside.headers]
        self._births = [index for index, words in enumerate(said) if _BIRTH_HEADER.search(words)]
        self._ordinary = np.sort(digested(sorted(ORDINARY), 0, digester))

    def check(self, piece: Slice, recompute: Recompute, findings: Findings) -> None:
        """Look at a slice; what the original cell does not hold, and the mapping gives, is a coincidence."""
        told = self._told(piece.before)
        for plan, before, after in piece.columns():
            if plan.keeps or plan.operator in {"null", "redact"}:
                continue
            for kind, found in self._found(plan, after, told):
                if not found.any():
                    continue
                rows = np.flatnonzero(found)
                part = self._told(piece.before.take(pa.array(rows)))
                own = dict(self._found(plan, before.take(pa.array(rows)), part))[kind]
                survives = own.copy()
                if not own.all():
                    survives[~own] = ~Located(self._beside, piece, plan, rows, recompute).shown(~own)
                findings.coincidences += int((~survives).sum())
                findings.add_rows(self._beside.place(plan), (rows[survives] + piece.first).tolist(), kind)

    def _told(self, batch: pa.RecordBatch) -> "_Told":
        """What the records of a batch say of their people."""
        boxes = [self._mailboxes(column(batch, index)) for index in range(batch.num_columns)]
        return _Told(
            self._people(batch),
            [_days(column(batch, index)) for index in self._births],
            [one for one in boxes if one is not None],
        )

    def _found(self, plan: ColumnPlan, array: pa.Array, told: "_Told") -> Iterator[tuple[str, Mask]]:
        """Whether each cell of a column holds a name, birth date or mailbox of its own record."""
        held = column_block(array)
        lettered = bool(((held.data | _LOWER) >= ord("a")).any())
        if lettered and told.people:
            yield OWN_NAME, self._names(held, told.people)
        if lettered and told.boxes:
            yield OWN_MAILBOX, self._boxes(held, told.boxes)
        if told.births and plan.operator == "text":
            yield OWN_BIRTH, _same_days(array, told.births)
        elif told.births and (plan.index in self._births or plan.operator == "date_shift"):
            days = _days(array)
            yield OWN_BIRTH, np.logical_or.reduce([(days == born) & (born != 0) for born in told.births])

    def _people(self, batch: pa.RecordBatch) -> list["_Person"]:
        names = {
            index: NameColumn(column(batch, index), self._digester)
            for index in {*self._whole, *(index for pair in self._pairs for index in pair)}
        }
        people = [_Person.of_columns(names[one], names[other]) for one, other in self._pairs]
        for person, (one, other) in zip(people, self._pairs, strict=True):
            person.glue(column(batch, one), column(batch, other), self._digester, self._ordinary)
        return people + [_Person.of_whole(names[index]) for index in self._whole]

    def _names(self, held: Block, people: list["_Person"]) -> Mask:
        found = np.zeros(len(held.starts), dtype=bool)
        for words in all_words(held, self._digester, _SHORTEST_SURNAME) if people else ():
            for person in people:
                found[person.cells_in(words)] = True
        return found

    def _mailboxes(self, array: pa.Array) -> Digests | None:
        """Digests of what stands before the @ of a column of e-mails; 0 where it tells nothing."""
        if not pc.any(pc.match_substring(array.slice(0, 100), "@")).as_py():
            return None
        local = pc.struct_field(pc.extract_regex(array, r"^\s*(?P<local>[^@\s<>]+)@"), "local")
        told = pc.fill_null(pc.match_substring_regex(local, r"[0-9._\-]"), fill_value=False)
        held = squeezed(column_block(local))
        digests = self._digester.spans(held.data, held.starts, held.ends)
        digests[~np.asarray(told) | (held.ends - held.starts < _SHORTEST_MAILBOX)] = 0
        return digests

    def _boxes(self, held: Block, boxes: list[Digests]) -> Mask:
        found = np.zeros(len(held.starts), dtype=bool)
        if not boxes:
            return found
        starts, ends = edges(np.frombuffer(held.raw.translate(_HANDLE), dtype=bool))
        long = ends - starts >= _SHORTEST_MAILBOX
        starts, ends = starts[long], ends[long]
        if not len(starts):
            return found
        flat = squeezed(cut(held.data, starts, ends))
        digests = self._digester.spans(flat.data, flat.starts, flat.ends)
        cells = np.searchsorted(held.starts, starts, side="right") - 1
        for box in boxes:
            found[cells[digests == box[cells]]] = True
        return found


class _Told(NamedTuple):
    """What records say: people and mailboxes by digests, birth dates by days, a place for each row."""

    people: list["_Person"]
    births: list[Places]
    boxes: list[Digests]


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
        surname = surname.without_particles()
        first, last = given.first.copy(), surname.longest.copy()
        first[(given.count == 0) | (given.first_size < 2)] = 0  # noqa: PLR2004 - an initial is no name
        last[(surname.count == 0) | (surname.longest_size < _SHORTEST_SURNAME)] = 0
        return cls(first, last)

    @classmethod
    def of_whole(cls, person: NameColumn) -> "_Person":
        told = person.without_particles()
        few = told.count < 2  # noqa: PLR2004 - "Ben Martin"
        first, last = np.where(few, person.first, told.first), np.where(few, person.last, told.last)
        first_size = np.where(few, person.first_size, told.first_size)
        last_size = np.where(few, person.last_size, told.last_size)
        short = (person.count < 2) | (first_size < 2) | (last_size < _SHORTEST_SURNAME)  # noqa: PLR2004 - as above
        first[short] = last[short] = 0
        return cls(first, last)

    def glue(self, given: pa.Array, surname: pa.Array, digester: Digester, ordinary: Digests) -> None:
        """Add what logins are made of; a surname that is an ordinary word stands alone too often."""
        one, other = _squeezed_array(given), _squeezed_array(surname)
        letter = pc.binary_slice(one, 0, 1)
        held = column_block(letter)
        self.initial = digester.spans(held.data, held.starts, held.ends)
        self.initial[among(self.surname, ordinary) | (self.surname == 0)] = 0
        long = np.asarray(
            pc.fill_null(pc.greater_equal(pc.binary_length(other), _SHORTEST_GLUED), fill_value=False)
        )
        empty = pa.scalar(b"")
        for parts in ((one, other), (other, one), (letter, other), (other, letter)):
            held = column_block(pc.binary_join_element_wise(*parts, empty))
            digests = digester.spans(held.data, held.starts, held.ends)
            digests[~long | (self.given == 0)] = 0
            self.glued.append(digests)
        held = column_block(pc.binary_reverse(other))
        backwards = digester.spans(held.data, held.starts, held.ends)
        backwards[(held.ends - held.starts < _SHORTEST_BACKWARDS) | (self.surname == 0)] = 0
        self.glued.append(backwards)

    def cells_in(self, words: Words) -> Places:
        """The cells whose words name the person of their row."""
        if not len(words.cells):
            return words.cells
        given = words.digests == self.given[words.cells]
        surname = words.digests == self.surname[words.cells]
        found = [words.cells[:0]]
        found += [words.cells[words.digests == glued[words.cells]] for glued in self.glued]
        if surname.any():
            initial = words.digests == self.initial[words.cells]
            for step in range(1, _NEAR + 1):
                same = words.cells[step:] == words.cells[:-step]
                near = (given[step:] & surname[:-step]) | (surname[step:] & given[:-step])
                if step == 1:
                    near |= (initial[step:] & surname[:-step]) | (surname[step:] & initial[:-step])
                found.append(words.cells[step:][near & same])
        return np.concatenate(found)


def _squeezed_array(array: pa.Array) -> pa.Array:
    held = squeezed(column_block(array))
    offsets = np.append(held.starts, held.ends[-1:]).astype(np.int32)
    if not len(held.starts):
        return pa.array([], pa.binary())
    # a line end stands between texts as a space, which squeezing took away: ends meet the next starts
    return pa.Array.from_buffers(
        pa.binary(), len(held.starts), [None, pa.py_buffer(offsets), pa.py_buffer(held.data.tobytes())]
    )


def _days(array: pa.Array) -> Places:
    """The day of each cell that is one date; 0 for the others."""
    encoded = array.dictionary_encode()
    known = np.array([day_of(value or "") for value in encoded.dictionary.to_pylist()] + [0], dtype=np.int64)
    days: Places = known[np.asarray(pc.fill_null(encoded.indices, len(known) - 1))]
    return days


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
