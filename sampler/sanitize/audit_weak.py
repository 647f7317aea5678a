"""Weak identifiers: changed in their own record, and no full name of the sample in a text.

Both documents are read again from their bytes. What people are called is read from the original by the
audit's own header words as well as from the recipe's types.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import product

import pyarrow as pa
import pyarrow.compute as pc

from sampler.sanitize.audit_findings import Findings
from sampler.sanitize.full_names import FullNames, name_forms, person_forms
from sampler.sanitize.plan import ColumnPlan, TablePlan
from sampler.sanitize.sample import column
from sampler.sanitize.side_by_side import Beside, Slice
from sampler.surrogates.folding import fold

UNCHANGED, NAMED, EMPTIED = "unchanged in its record", "full name in a text", "not emptied"
NAMED_PART = "a file, table or column called after a person of the sample"
ANOTHER = "kept column holds something else"
_HEADER_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])|[\W_]+")
_GIVEN = re.compile(r"\b(?:prenoms?|first ?name|given ?name|forename|fname)\b")
_SURNAME = re.compile(r"\b(?:noms?|last ?name|surname|family ?name|lname)\b")
_WHOLE = re.compile(r"\b(?:noms? complets?|noms? (?:et )?prenoms?|prenoms? (?:et )?noms?|full ?name)\b")
_SIGNS = re.compile(r"[\W_]+")
_INFORMATION = re.compile(r"[^\W_0]")
_TEXT_WORDS = 4
_MOST_COLUMNS = 4

Recompute = Callable[[ColumnPlan, str], str | None]


def check_cells(beside: Beside, piece: Slice, findings: Findings) -> None:
    """Find cells that are what they were although their rule changes them, and kept ones that are not.

    A kept column that holds something else is another column in its place.
    """
    for plan, before, after in piece.columns():
        if plan.operator == "text":
            continue
        findings.checked["cells"] += len(before) - before.null_count
        if plan.operator == "null":
            filled = pc.fill_null(pc.not_equal(after, ""), fill_value=False)
            findings.add_rows(beside.place(plan), _rows(filled, piece.first), EMPTIED)
            continue
        old, new = _comparable(before), _comparable(after)
        same = pc.fill_null(pc.equal(old, new), fill_value=False)
        if plan.operator == "keep":
            other = pc.or_(pc.not_equal(pc.is_null(old), pc.is_null(new)), pc.not_equal(old, new))
            other = pc.fill_null(other, fill_value=False)
            findings.add_rows(beside.place(plan), _rows(other, piece.first), ANOTHER)
            continue
        rows = _rows(same, piece.first)
        if plan.operator == "generalise":
            rows = [row for row in rows if not is_round(str(before[row - piece.first]), dict(plan.params))]
        findings.add_rows(beside.place(plan), rows, UNCHANGED)


def check_texts(
    beside: Beside, piece: Slice, names: FullNames, recompute: Recompute, findings: Findings
) -> None:
    """Find full names of the sample in the texts that were written.

    A name that the original of the cell does not hold, in a cell that the keyed mapping gives again, came
    from another name: a coincidence, and counted as one.
    """
    for plan, before, after in piece.columns():
        if plan.operator not in {"text", "keep"}:
            continue
        held = {text for text in after.unique().to_pylist() if text and _is_text(plan, text)}
        findings.checked["texts"] += len(held)
        hits = {text for text in held if next(names.find(text), None)}
        if not hits:
            continue
        for row, (ours, theirs) in enumerate(
            zip(before.to_pylist(), after.to_pylist(), strict=True), piece.first
        ):
            if theirs not in hits:
                continue
            if set(names.find(theirs)) & set(names.find(ours or "")) or recompute(plan, ours or "") != theirs:
                findings.add_rows(beside.place(plan), [row], NAMED)
            else:
                findings.coincidences += 1


def gather_names(tables: Iterable[Beside]) -> FullNames:
    """Gather the full names of all records of the sample."""
    names = FullNames()
    for beside in tables:
        given, surname, whole = _name_columns(beside)
        pairs = list(product(given, surname))
        if not pairs and not whole:
            continue
        for batch in beside.original.batches(beside.table.table_id):
            for first, last in pairs:
                both = zip(column(batch, first).to_pylist(), column(batch, last).to_pylist(), strict=True)
                for one, other in set(both):
                    names.add(name_forms(one or "", other or ""))
            for index in whole:
                for person in column(batch, index).unique().to_pylist():
                    names.add(person_forms(person or ""))
    return names


def is_round(value: str, params: Mapping[str, str | int]) -> bool:
    """Whether `value` is already as coarse as the rule asks, so that it may stay."""
    if "digits" in params:
        signs = [sign for sign in value if sign.isalnum()]
        return all(sign == "0" for sign in signs[int(params["digits"]) :])
    if "step" in params:
        text = _SIGNS.sub("", value)
        return text.isdigit() and int(text) % int(params["step"]) == 0
    numbers = re.findall(r"\d+", value)
    ones = numbers.count("01") + numbers.count("1")
    return ones >= (2 if params.get("date") == "year" else 1)


def _rows(mask: pa.Array, first: int) -> list[int]:
    if not pc.any(mask).as_py():
        return []
    return [first + int(place) for place in pc.indices_nonzero(mask).to_pylist()]


def _comparable(array: pa.Array) -> pa.Array:
    """The column as it is compared: folded letters and digits; null where there is nothing to hide."""
    encoded = array.dictionary_encode()
    return pa.array([_normal(value) for value in encoded.dictionary.to_pylist()], pa.string()).take(
        encoded.indices
    )


def _normal(value: str | None) -> str | None:
    """Letters and digits, folded; signs alone are compared as they are, zeros and blanks not at all."""
    text = fold(value or "")
    if _INFORMATION.search(text):
        return _SIGNS.sub("", text)
    return None


def _is_text(plan: ColumnPlan, text: str) -> bool:
    """Whether a written cell is a text: a kept cell of a few words may be a name that the recipe keeps."""
    return plan.operator == "text" or len(text.split()) >= _TEXT_WORDS


def _name_columns(beside: Beside) -> tuple[list[int], list[int], list[int]]:
    """Columns of given names, surnames and whole names, by header words and by the recipe's types."""
    table: TablePlan = beside.table
    headers = beside.headers()
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
