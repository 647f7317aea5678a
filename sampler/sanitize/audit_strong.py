"""Strong identifiers: gathered from the original bytes, looked for as whole tokens in the written bytes.

Originals are held as keyed 64-bit hashes. A hit in a cell is a coincidence only if the original cell does
not hold it and the keyed mapping gives the written cell again; anywhere else it is a survivor.
"""

import hashlib
import re
import secrets
from collections.abc import Callable, Iterable, Sequence
from typing import BinaryIO

from sampler.formats.document import Document
from sampler.formats.strings import visible_strings
from sampler.sanitize.audit_findings import AuditFile, Findings, Spot
from sampler.sanitize.plan import ColumnPlan
from sampler.sanitize.sample import column
from sampler.sanitize.side_by_side import Beside
from sampler.sanitize.strong_tokens import (
    Token,
    candidates,
    is_secret_like,
    luhn,
    normal_number,
    number_tokens,
    tokens,
)
from sampler.surrogates.folding import fold

_PHONE_HEADER = re.compile(r"\b(?:tel|telephones?|phones?|mobiles?|portables?|gsm|fax|msisdn)\b")
_SECRET_HEADER = re.compile(
    r"\b(?:mots? de passe|mdp|passwords?|passwd|pwd|secrets?|api ?keys?|tokens?|hash)\b"
)
_HEADER_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])|[\W_]+")
_MEMBER = re.compile(r"member \d+")
_SHEET = re.compile(r"xl/(?:worksheets/[^/]+\.xml|sharedStrings\.xml)\Z")
_PROPERTY = re.compile(r"column \d+|metadata|container")
_LUHN_LENGTHS = frozenset({9, 14, 15, 16, 19})
_DENSE = 0.8

Recompute = Callable[[ColumnPlan, str], str | None]


class Originals:
    """The strong identifiers of a sample, as keyed hashes: a forgotten one is nobody's any more."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(16)
        self._hashes: set[int] = set()
        self._kinds: set[str] = set()

    def __len__(self) -> int:
        return len(self._hashes)

    def add(self, found: Iterable[Token]) -> None:
        """Take in tokens."""
        for token in found:
            self._hashes.add(self._hash(token))
            self._kinds.add(token.kind)

    def hits(self, text: str) -> set[Token]:
        """Return the originals that stand in `text`."""
        return {token for token in candidates(text, self._kinds) if self._hash(token) in self._hashes}

    def _hash(self, token: Token) -> int:
        text = f"{token.kind}\0{token.value}".encode(errors="surrogatepass")
        return int.from_bytes(hashlib.blake2b(text, digest_size=8, key=self._key).digest(), "big")


def gather(originals: Originals, stream: BinaryIO, name: str, document: Document | None) -> None:
    """Gather one file: its name, every string in its bytes, and columns dense with numbers or secrets."""
    originals.add(tokens(name))
    stream.seek(0)
    for _, text in visible_strings(stream, name):
        originals.add(tokens(text))
    if document is not None:
        for table in document.tables:
            _gather_columns(originals, document, table.id, table.columns)


def _gather_columns(originals: Originals, document: Document, table_id: str, headers: Sequence[str]) -> None:
    """Gather columns by their own header words, and those where nearly every number passes Luhn."""
    said = [fold(_HEADER_WORDS.sub(" ", header)) for header in headers]
    numbers: list[set[str]] = [set() for _ in headers]
    for batch in document.batches(table_id):
        for index, words in enumerate(said):
            values = [value for value in column(batch, index).unique().to_pylist() if value]
            if _SECRET_HEADER.search(words):
                originals.add(Token("secret", value) for value in values if is_secret_like(value))
            digits = {plain for value in values if (plain := normal_number(value))}
            if _PHONE_HEADER.search(words):
                originals.add(token for plain in digits for token in number_tokens(plain))
            numbers[index] |= {plain for plain in digits if len(plain) in _LUHN_LENGTHS}
    for found in numbers:
        right = [plain for plain in found if luhn(plain)]
        if right and len(right) >= _DENSE * len(found):
            originals.add(Token("number", plain) for plain in right)


def search(
    originals: Originals,
    file: AuditFile,
    document: Document | None,
    tables: Sequence[Beside],
    *,
    recompute: Recompute,
    findings: Findings,
) -> None:
    """Look for the originals in everything of one written file that can be read as text."""
    if file.output is None:
        return
    spot = Spot(file.file_id, file.label)
    described = document.tables if document is not None else ()
    for name in (file.output_name, *(part for table in described for part in (table.name, *table.columns))):
        for token in originals.hits(name):
            findings.add(spot, f"{token.kind} in a name")
    cells, elsewhere = _hits(originals, file.output, file.output_name, findings)
    placed: set[Token] = set()
    for beside in tables if cells else ():
        placed |= _locate(beside, originals, cells, recompute, findings)
    for token in elsewhere | (cells - placed):
        findings.add(spot, f"{token.kind} outside the tables")


def _hits(
    originals: Originals, output: BinaryIO, name: str, findings: Findings
) -> tuple[set[Token], set[Token]]:
    """Originals in the written bytes: where cells may stand, and where no cell can."""
    cells, elsewhere, members = set[Token](), set[Token](), dict[str, str]()
    for where, text in visible_strings(output, name):
        findings.checked["strings"] += 1
        member = _MEMBER.match(where)
        if member and where == f"{member.group()} name":
            members[member.group()] = text
        found = originals.hits(text)
        if found:
            # in a workbook, everything but sheets and their shared strings is a property of the document
            inside = _SHEET.match(members.get(member.group(), "")) if member else not _PROPERTY.match(where)
            (cells if inside else elsewhere).update(found)
    return cells, elsewhere


def _locate(
    beside: Beside, originals: Originals, hits: set[Token], recompute: Recompute, findings: Findings
) -> set[Token]:
    """Find the cells that hold a hit, and judge each; return the hits that were found in a cell."""
    placed: set[Token] = set()
    for piece in beside.slices():
        for plan, before, after in piece.columns():
            held = {
                text: found
                for text in after.unique().to_pylist()
                if text and (found := originals.hits(text) & hits)
            }
            if not held:
                continue
            pairs = zip(before.to_pylist(), after.to_pylist(), strict=True)
            for row, (ours, theirs) in enumerate(pairs, piece.first):
                for token in held.get(theirs, ()):
                    placed.add(token)
                    if token in originals.hits(ours or "") or recompute(plan, ours or "") != theirs:
                        findings.add(beside.place(plan), f"{token.kind} survives", row)
                    else:
                        findings.coincidences += 1
    return placed
