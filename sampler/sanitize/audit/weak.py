"""Weak identifiers: changed in their own record, and no full name of the sample in a text.

Both documents are read again from their bytes. What people are called is read from the original by the
audit's own header words as well as from the recipe's types.
"""

import re
from itertools import product

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sampler.sanitize.audit.cells import Part, Reading, parts_of
from sampler.sanitize.audit.findings import Findings
from sampler.sanitize.audit.located import Located, Recompute
from sampler.sanitize.audit.names import NameColumn, NameDigests
from sampler.sanitize.audit.output_bytes import (
    Block,
    Digester,
    Digests,
    Mask,
    Places,
    among,
    column_block,
    even_sums,
    squeezed,
    worth_of_signs,
)
from sampler.sanitize.learning.full_names import words as name_words
from sampler.sanitize.operators.table import OPERATORS
from sampler.sanitize.plan import ColumnPlan, TablePlan
from sampler.sanitize.sample import column
from sampler.sanitize.side_by_side import Sides, Slice
from sampler.surrogates.folding import fold
from sampler.surrogates.vocabulary import PARTICLES

UNCHANGED, NAMED, EMPTIED = "unchanged in its record", "full name in a text", "not emptied"
NAMED_PART = "a file, table or column called after a person of the sample"
ANOTHER = "kept column holds something else"
_HEADER_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])|[\W_]+")
_GIVEN = re.compile(r"\b(?:prenoms?|first ?name|given ?name|forename|fname)\b")
_SURNAME = re.compile(r"\b(?:noms?|last ?name|surname|family ?name|lname)\b")
_WHOLE = re.compile(r"\b(?:noms? complets?|noms? (?:et )?prenoms?|prenoms? (?:et )?noms?|full ?name)\b")
_WORD = re.compile(r"[^\W\d_]+")
_SIGNS = re.compile(r"[\W_]+")
_INFORMATION = re.compile(r"[^\W_0]")
_BEYOND_LATIN = bytes(int(sign == 0xC2 or sign > 0xC3) for sign in range(256))  # noqa: PLR2004 - UTF-8 leads
_WORTH = worth_of_signs()
_TEXT_WORDS = 4
_MOST_COLUMNS = 4


def check_cells(
    beside: Sides, piece: Slice, held: tuple[Reading, Reading], digester: Digester, findings: Findings
) -> None:
    """Find cells that are what they were although their rule changes them, and kept ones that are not.

    A kept column that holds something else is another column in its place.
    """
    for place, (plan, before, after) in enumerate(piece.columns()):
        if plan.operator == "text" or (plan.cases and plan.keeps):
            continue  # which rows are kept is the recipe's word: the manifest says so
        findings.checked["cells"] += len(before) - before.null_count
        if plan.operator == "null":
            filled = pc.fill_null(pc.not_equal(after, ""), fill_value=False)
            findings.add_rows(beside.place(plan), _rows(np.asarray(filled), piece.first), EMPTIED)
            continue
        if plan.operator == "keep":
            other = (
                np.zeros(len(before), dtype=bool)
                if before.equals(after)
                else ~_alike(before, after, digester)
            )
            findings.add_rows(beside.place(plan), _rows(other, piece.first), ANOTHER)
            continue
        parts = (held[0].parts(plan.index), held[1].parts(place))
        rows = _changing(plan, before, _unchanged(before, after, parts, digester))
        findings.add_rows(beside.place(plan), (rows + piece.first).tolist(), UNCHANGED)


def _changing(plan: ColumnPlan, before: pa.Array, rows: Places) -> Places:
    """Those of the rows whose value may not stay: it is not as coarse yet as a rule of its column asks."""
    if not len(rows):
        return rows
    values = before.take(pa.array(rows)).dictionary_encode()
    may = [
        any(OPERATORS[rule.operator].may_stay(str(value), dict(rule.params)) for rule in plan.rules)
        for value in values.dictionary.to_pylist()
    ]
    changing: Places = rows[~np.array(may, dtype=bool)[np.asarray(values.indices)]]
    return changing


def check_texts(
    beside: Sides, piece: Slice, names: NameDigests, recompute: Recompute, findings: Findings
) -> None:
    """Find full names of the sample in the texts that were written.

    A name that the original of the cell does not hold, in a cell that the keyed mapping gives again, came
    from another name: a coincidence, and counted as one. So is a name of nothing but particles ("Van Den")
    in such a cell, where they stand before a surname that was replaced, or in small letters ("de la").
    """
    for plan, before, after in piece.columns():
        if plan.operator != "text" and not plan.keeps:
            continue
        # a short cell may be a name that the recipe keeps
        least = 1 if plan.operator == "text" else _TEXT_WORDS
        rows, forms, texts = _named(parts_of(after), names, least)
        findings.checked["texts"] += texts
        if not len(rows):
            continue
        asked, back = np.unique(rows, return_inverse=True)
        theirs, known = names.find(column_block(before.take(pa.array(asked))))
        survives = among(_paired(forms, back), np.sort(_paired(known, theirs)))
        if not survives.all():
            cells = Located(beside, piece, plan, rows, recompute)
            survives[~survives] = ~cells.shown(~survives)
        bare = survives & names.only_particles(forms)
        if bare.any():
            cells = Located(beside, piece, plan, rows, recompute)
            survives[bare] = ~(cells.shown(bare) & _not_called_so(before, after, rows[bare]))
        named = np.unique(rows[survives])
        findings.add_rows(beside.place(plan), (named + piece.first).tolist(), NAMED)
        findings.coincidences += len(np.setdiff1d(rows, named))


def _named(parts: list[Part], names: NameDigests, least: int) -> tuple[Places, Digests, int]:
    """The rows whose texts of `least` words or more hold a full name, which, and how many texts there are."""
    found, forms, count = [np.empty(0, np.int64)], [np.empty(0, np.uint64)], 0
    for part in parts:
        held = part.held
        long = held.ends > held.starts if least == 1 else _word_counts(held) >= least
        texts = np.flatnonzero(long)
        count += (
            len(texts) if part.codes is None else int(np.append(long, np.zeros(1, bool))[part.codes].sum())
        )
        if not len(texts):
            continue
        told, which = names.find(held, part.hidden)
        right = long[told]
        rows, back = part.rows_of(told[right])
        found.append(rows)
        forms.append(which[right][back])
    return np.concatenate(found), np.concatenate(forms), count


class NameReader:
    """Gathers the full names of the records of one table."""

    def __init__(self, beside: Sides, names: NameDigests) -> None:
        self._given, self._surname, self._whole = name_columns(beside)
        self._names = names

    def __call__(self, batch: pa.RecordBatch) -> None:
        """Read the rows of a batch."""
        pairs = list(product(self._given, self._surname))
        wanted = {index for pair in pairs for index in pair} | set(self._whole)
        held = {index: NameColumn.of(column(batch, index), self._names.digester) for index in wanted}
        for first, last in pairs:
            self._names.add_pairs(held[first], held[last])
        for index in self._whole:
            self._names.add_whole(held[index])


def name_columns(beside: Sides) -> tuple[list[int], list[int], list[int]]:
    """Columns of given names, surnames and whole names, by header words and by the recipe's types."""
    table: TablePlan = beside.table
    headers = beside.headers
    given, surname, whole = list[int](), list[int](), list[int]()
    for plan, header in zip(table.columns, headers, strict=True):
        said = fold(_HEADER_WORDS.sub(" ", header))
        if plan.entity_type == "PERSON" or _WHOLE.search(said):
            whole.append(plan.index)
        elif plan.entity_type == "FIRST_NAME" or _GIVEN.search(said):
            given.append(plan.index)
        elif plan.entity_type == "LAST_NAME" or _SURNAME.search(said):
            surname.append(plan.index)
    return given[:_MOST_COLUMNS], surname[:_MOST_COLUMNS], whole


def _not_called_so(before: pa.Array, after: pa.Array, rows: Places) -> Mask:
    """Whether no run of particles in a written text is a name by itself."""
    chosen = pa.array(rows)
    texts = zip(before.take(chosen).to_pylist(), after.take(chosen).to_pylist(), strict=True)
    found: Mask = np.array([_only_in_surnames(old or "", new or "") for old, new in texts], dtype=bool)
    return found


def _only_in_surnames(old: str, new: str) -> bool:
    """Whether each run of particles in `new` is in small letters, or before a word that `old` has not."""
    said, runs = set(name_words(old)), list[bool]()
    written = [match.group() for match in _WORD.finditer(new)]
    place = 0
    while place < len(written):
        first = place
        while place < len(written) and fold(written[place]) in PARTICLES:
            place += 1
        if place - first > 1:
            small = all(word.islower() for word in written[first:place])
            runs.append(small or (place < len(written) and fold(written[place]) not in said))
        place += 1
    return bool(runs) and all(runs)


def _rows(mask: Mask, first: int) -> list[int]:
    rows: list[int] = (np.flatnonzero(mask) + first).tolist()
    return rows


def _unchanged(
    before: pa.Array, after: pa.Array, parts: tuple[list[Part], list[Part]], digester: Digester
) -> Places:
    """The rows whose cells are the same letters and digits, where there is something to hide.

    Only those with equal sums over their letters and digits are looked at: equal cells have equal sums.
    """
    (sums, odd), (others, strange) = _sums(parts[0], len(before)), _sums(parts[1], len(after))
    rows = np.flatnonzero(((sums == others) & (sums > 0)) | odd | strange)
    if not len(rows):
        return rows
    chosen = pa.array(rows)
    same: Places = rows[_alike(before.take(chosen), after.take(chosen), digester, informed=True)]
    return same


def _sums(parts: list[Part], count: int) -> tuple[Places, Mask]:
    """A number for each cell that its letters and digits give, whatever their case and accents.

    And whether it has letters that the quick folding leaves as they are.
    """
    sums, odd = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=bool)
    for part in parts:
        held = part.held
        signs = np.frombuffer(held.raw.translate(_WORTH), dtype=np.uint8)
        if held.layout:
            sums[part.rows] = even_sums(signs[1:], len(held.layout), len(held.layout) + 1, len(held.starts))
            continue
        # each sum goes on over the line end, which is worth nothing
        totals = np.add.reduceat(signs, held.starts, dtype=np.int64) if len(held.starts) else held.starts
        beyond = _beyond_latin(held)
        if part.codes is None:
            sums[part.rows], odd[part.rows] = totals, beyond
        else:
            sums += np.append(totals, 0)[part.codes]
            odd |= np.append(beyond, np.zeros(1, dtype=bool))[part.codes]
    return sums, odd


def _alike(before: pa.Array, after: pa.Array, digester: Digester, *, informed: bool = False) -> Mask:
    """Whether cells are the same letters and digits, folded.

    `informed` leaves out those where there is nothing to hide: zeros, blanks and signs alone.
    """
    one, other = column_block(before), column_block(after)
    ours, theirs = squeezed(one), squeezed(other)
    same: Mask = digester.spans(ours.data, ours.starts, ours.ends) == digester.spans(
        theirs.data, theirs.starts, theirs.ends
    )
    told = _informed(ours)
    odd = np.flatnonzero(_beyond_latin(one) | _beyond_latin(other))
    for row in odd.tolist():
        left, right = _normal(before[row].as_py()), _normal(after[row].as_py())
        same[row], told[row] = left == right, left is not None
    if informed:
        same &= told & np.asarray(pc.is_valid(after))
        return same
    same |= ~told & ~_informed(theirs)
    same &= np.asarray(pc.is_valid(before)) == np.asarray(pc.is_valid(after))
    return same


def _informed(held: Block) -> Mask:
    """Whether a text holds a letter or a digit other than 0."""
    signs = np.concatenate((np.zeros(1, np.int64), np.cumsum(held.data != ord("0"), dtype=np.int64)))
    told: Mask = signs[held.ends] > signs[held.starts]
    return told


def _beyond_latin(held: Block) -> Mask:
    """Whether a cell has letters that the quick folding leaves as they are."""
    if held.raw.isascii():
        return np.zeros(len(held.starts), dtype=bool)
    odd = np.frombuffer(held.raw.translate(_BEYOND_LATIN), dtype=np.uint8)
    signs = np.concatenate((np.zeros(1, np.int64), np.cumsum(odd, dtype=np.int64)))
    beyond: Mask = signs[held.ends] > signs[held.starts]
    return beyond


def _normal(value: str | None) -> str | None:
    """Letters and digits, folded; none where there is nothing to hide."""
    text = fold(value or "")
    if _INFORMATION.search(text):
        return _SIGNS.sub("", text)
    return None


def _word_counts(held: Block) -> Places:
    if held.layout:
        return np.full(len(held.starts), len(held.layout.split()))
    blank = held.data <= 0x20  # noqa: PLR2004 - white space
    begun = np.flatnonzero(blank[:-1] & ~blank[1:]) + 1
    counts: Places = np.searchsorted(begun, held.ends) - np.searchsorted(begun, held.starts)
    return counts


def _paired(forms: Digests, rows: Places) -> Digests:
    return forms ^ (rows.astype(np.uint64) * np.uint64(0xD6E8FEB86659FD93))
