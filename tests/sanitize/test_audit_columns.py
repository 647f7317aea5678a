"""Cells read by layout, by distinct values or as they are: the audit finds the same in each."""

import io

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_sample import clients_csv, people, sanitize

from sampler.formats import open_document
from sampler.sanitize.audit.cells import Reading, parts_of
from sampler.sanitize.audit.columns import CellReader
from sampler.sanitize.audit.coverage import Coverage
from sampler.sanitize.audit.dates import day_of, days_of
from sampler.sanitize.audit.output_bytes import Digester, DigestSet, block, column_block
from sampler.sanitize.audit.reading import TokenReader
from sampler.sanitize.audit.strong_tokens import ALL, NUMBER

DIGESTER = Digester()
READER = CellReader(TokenReader(DIGESTER))
MANY = 80  # rows of one layout that are read as such


def _iban(number: int) -> str:
    body = f"3000400000{number:011d}00"
    digits = "".join(str(int(sign, 36)) for sign in f"{body}FR00")
    return f"FR{98 - int(digits) % 97:02d}{body}"


def _nir(number: int) -> str:
    body = f"1{50 + number % 50}{1 + number % 12:02d}75{number:06d}"
    return f"{body}{97 - int(body) % 97:02d}"


LAYOUTS = {
    "iban": _iban,
    "iban in groups": lambda n: " ".join(_iban(n)[i : i + 4] for i in range(0, 27, 4)),
    "iban in small letters": lambda n: _iban(n).lower(),
    "nir": _nir,
    "nir without spaces before its key": lambda n: f"{_nir(n)[:13]} {_nir(n)[13:]}",
    "phone": lambda n: f"06 11 {n // 100:02d} {n % 100:02d} 07",
    "phone abroad": lambda n: f"+33 6 11 {n // 100:02d} {n % 100:02d} 07",
    "phone without signs": lambda n: f"0611{n:04d}07",
    "card": lambda n: f"4000 0012 {n:04d} {n * 7 % 10000:04d}",
    "siren": lambda n: f"{732000000 + n * 61}",
    "siret in groups": lambda n: f"732 829 320 {n:05d}",
    "tva": lambda n: f"FR44{732000000 + n * 61}",
    "reference": lambda n: f"CLI-{n:08d}",
    "hex": lambda n: f"{n:04d}@ab.fr"[:10].encode().hex(),
    "sentence": lambda n: f"12 rue aa {75000 + n}",
}


@pytest.mark.parametrize("name", sorted(LAYOUTS))
@pytest.mark.parametrize("gathering", [True, False])
def test_a_layout_says_what_its_texts_say(name: str, gathering: bool) -> None:  # noqa: FBT001 - a parameter
    """Tokens of a column of one layout are those of its texts one by one, with their rows."""
    values = [LAYOUTS[name](n) for n in range(MANY)]
    (part,) = parts_of(pa.array(values))
    assert part.held.layout
    expected = set()
    for row, value in enumerate(values):
        one = READER.reader.read(block(value.encode()), ALL, gathering=gathering)
        expected |= {(row, *token) for token in zip(one.kinds.tolist(), one.digests.tolist(), strict=True)}
    sieve = None
    if not gathering:
        held = DigestSet()
        held.add(np.array([token[2] for token in expected], dtype=np.uint64))
        sieve = held.sieve()
    found = READER.within([part], ALL, sieve)
    told = set(zip(found.kinds.tolist(), found.digests.tolist(), strict=True))
    assert told == {token[1:] for token in expected}
    if not gathering:
        places = zip(found.places.tolist(), found.kinds.tolist(), found.digests.tolist(), strict=True)
        assert set(places) == expected


@given(
    st.lists(
        st.sampled_from(["", "06 11 22 33 44", "0611223344", "x@y.fr", "é", "A-1", "B-2", "12/05/1980"])
        | st.none(),
        max_size=12,
    ),
    st.integers(1, 60),
)
def test_parts_hold_every_cell_once(values: list[str | None], times: int) -> None:
    """Whatever a column is like, its parts hold each filled cell at its row, and nothing else."""
    array = pa.array(values * times, pa.string())
    found: dict[int, str] = {}
    for part in parts_of(array):
        held = part.held
        texts = [held.raw[a:b].decode() for a, b in zip(held.starts, held.ends, strict=True)]
        rows, back = part.rows_of(np.arange(len(texts)))
        for row, text in zip(rows.tolist(), back.tolist(), strict=True):
            assert row not in found
            found[row] = texts[text]
    expected = {row: value for row, value in enumerate(array.to_pylist()) if value}
    assert {row: text for row, text in found.items() if text} == expected


@given(st.lists(st.text(max_size=30), min_size=1, max_size=20))
def test_digests_of_columns_are_those_of_their_cells(values: list[str]) -> None:
    """A cell has one digest, read from the column, from its block or as a row of its layout."""
    try:
        array = pa.array(values, pa.string())
    except UnicodeEncodeError:  # a lone surrogate is no cell
        return
    held = column_block(array)
    digests = DIGESTER.spans(held.data, held.starts, held.ends).tolist()
    assert DIGESTER.cells(array).tolist() == digests
    assert DIGESTER.cells(array.slice(len(array) // 2)).tolist() == digests[len(array) // 2 :]


@pytest.mark.parametrize("shape", ["{d:02d}/{m:02d}/{y:04d}", "{y:04d}-{m:02d}-{d:02d}"])
def test_days_of_layouts_are_those_of_cells(shape: str) -> None:
    """Dates of one layout are read as one by one: wrong ones are none, day and month may change places."""
    values = [
        shape.format(d=n % 34, m=n % 15, y=(1900, 1999, 2000, 2023, 2024, 0)[n % 6]) for n in range(500)
    ]
    parts = parts_of(pa.array(values))
    assert all(part.held.layout for part in parts)
    assert days_of(parts, len(values)).tolist() == [day_of(value) for value in values]


def test_a_word_names_the_number_in_the_next_cell() -> None:
    """SIREN in one cell makes the number in the next one an identifier, though neither alone is one."""
    held = Reading([pa.array(["SIREN", "montant"]), pa.array(["732829320", "732829320"])])
    assert len(READER.across(held, ALL).kinds) == 1
    assert READER.across(held, {NUMBER}).places.tolist() == [0]
    assert not len(READER.within(parts_of(held.columns[1]), {NUMBER}).kinds)


@pytest.mark.parametrize(
    "data",
    [
        b"a;b\n1;2\n3;4\n",
        b"\xef\xbb\xbfa;b\r\n1;2\r\n3;4",
        b'a;b\n"1;""x""\ny";2\n3;4\n',
        b"a;b\n1;2\n\n\n3;4\n",
    ],
)
def test_cells_account_for_the_bytes_of_a_plain_file(data: bytes) -> None:
    """Delimiters, quotes and line ends are all there is between cells; a row that is not read is missed."""
    document = open_document(io.BytesIO(data), "a.csv")
    coverage = Coverage.of(io.BytesIO(data), document)
    assert coverage is not None
    for batch in document.batches("t1"):
        coverage.take(batch)
    assert coverage.complete
    lost = Coverage.of(io.BytesIO(data), document)
    assert lost is not None
    for batch in document.batches("t1"):
        lost.take(batch.slice(1))
    assert not lost.complete


def test_a_file_with_other_bytes_than_its_cells_is_read_by_its_bytes() -> None:
    """A row too many is in no pair of rows: what stands in it is found all the same, outside the tables."""
    rows = people()
    run = sanitize({"clients.csv": clients_csv(rows)}, _ONE_TABLE)
    assert run.audit().passed
    more = (
        (run.outputs["f1"] or b"") + b";".join([b"x"] * (len(rows[0]) - 2)) + b";" + rows[3]["email"].encode()
    )
    counts = run.audit(f1=more + b"\r\n").counts
    assert counts["e-mail outside the tables"] == 1
    assert counts["rows differ"] == 1


_ONE_TABLE = """\
version: 1
tables:
  "clients.csv":
    id_client: token
    Nom: surrogate LAST_NAME
    Prenom: surrogate FIRST_NAME
    email: surrogate EMAIL_ADDRESS
    tel: surrogate PHONE_NUMBER
    iban: surrogate IBAN_CODE
    naissance: date_shift
    code_postal: {operator: generalise, digits: 2}
    ville: surrogate CITY
    badge: {operator: mask, keep_last: 2}
    interne: "null"
    remarque: redact
    secret: drop
    Montant: keep
    Commentaire: redact
"""
