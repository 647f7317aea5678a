"""Compiling reads a sample once, in batches and by workers, and values that meet are written again."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pytest

from sampler.engine.pool import Pool
from sampler.formats import open_document
from sampler.formats.document import Document, Table
from sampler.sanitize import sanitize_files
from sampler.sanitize.compile import compile_recipe
from sampler.sanitize.files import WORKER_MODULES
from sampler.sanitize.learning import separating
from sampler.sanitize.learning.columns_read import ColumnRead
from sampler.sanitize.learning.extracting import Asked, Extractor
from sampler.sanitize.plan import Plan
from sampler.sanitize.recipes.recipe import read_recipe
from sampler.sanitize.sample import SourceFile
from sampler.surrogates.dictionary import Dictionary
from sampler.surrogates.engine import Surrogates
from sampler.surrogates.quick_digests import quick_digests

KEY = bytes(range(32))
RECIPE = """\
version: 1
tables:
  "clients.csv":
    id: token
    civ: keep
    prenom: surrogate FIRST_NAME
    nom: surrogate LAST_NAME
    mail: surrogate EMAIL_ADDRESS
    tel: surrogate PHONE_NUMBER
    nir: surrogate FR_NIR
    ne: date_shift
    iban: surrogate IBAN_CODE
    note: text
  "orders.csv":
    no: token
    client: token
    qui: surrogate PERSON
    rang: token
"""
GIVEN = (
    "Anne",
    "Bruno",
    "Claire",
    "David",
    "Emma",
    "Fabien",
    "Gilles",
    "Helene",
    "Ines",
    "Jean-Marc",
    "Karim",
)
SURNAMES = ("Dupont", "Le Goff", "Moreau", "Zgrblovic")


@dataclass(frozen=True)
class _InBatches:
    """A document that gives a few rows at a time."""

    document: Document
    rows: int

    @property
    def tables(self) -> tuple[Table, ...]:
        return self.document.tables

    @property
    def extension(self) -> str:
        return self.document.extension

    @property
    def format(self) -> str:
        return self.document.format

    def batches(self, table_id: str) -> Iterator[pa.RecordBatch]:
        for batch in self.document.batches(table_id):
            for start in range(0, batch.num_rows, self.rows):
                yield batch.slice(start, self.rows)


def _clients() -> str:
    lines = ["id;civ;prenom;nom;mail;tel;nir;ne;iban;note"]
    for n in range(400):
        given, surname = GIVEN[n % 11], SURNAMES[n % 4]
        short = f"{given[0]}{surname.replace(' ', '')}{n if n % 5 else ''}@acme.fr".lower()
        month, year = n % 12 + 1, n % 60 + 40
        body = f"{1 + n % 2}{year:02d}{month:02d}75{100 + n // 300:03d}{1 + n % 300:03d}"
        nir = body + f"{97 - int(body) % 97:02d}" if n % 50 else "2A" + body
        phone = (
            f"06 {n // 100:02d} {n % 100:02d} 11 22" if n % 40 else f"+32 475 12 {n % 100:02d} {n // 100:02d}"
        )
        iban = "" if n % 3 else "FR1420041010050500013M02606"
        lines.append(
            f"CLI-{n:05d};{'M.' if n % 2 else 'Mme'};{given};{surname};{short};{phone};{nir};"
            f"{n % 28 + 1:02d}/{month:02d}/19{year:02d};{iban};Vu CLI-{n:05d}"
        )
    return "\n".join(lines) + "\n"


def _orders() -> str:
    rows = (f"{n};CLI-{n * 7 % 200:05d};{GIVEN[n % 11]} {SURNAMES[n % 4]};{n % 9}" for n in range(500))
    return "\n".join(["no;client;qui;rang", *rows]) + "\n"


def _compiled(rows: int, pool: Pool | None = None) -> Plan:
    files = [("f1", "clients.csv", _clients()), ("f2", "orders.csv", _orders())]
    sample = [
        SourceFile(i, name, _InBatches(open_document(io.BytesIO(text.encode()), name), rows), name)  # type: ignore[arg-type]
        for i, name, text in files
    ]
    return compile_recipe(read_recipe(RECIPE.encode(), "r"), sample, key=KEY, pool=pool)


def test_batches_and_workers_change_nothing_that_is_learnt() -> None:
    """The plan is the same from one batch, from many and from two processes, joins of repeated values too."""
    whole = _compiled(1000)
    assert whole.dictionary.births
    assert whole.dictionary.accounts
    assert [one.child.file_id for one in whole.references] == ["f2"]
    clients = whole.file("f1").tables[0]
    assert [plan.label for plan in clients.columns if plan.unique] == ["id", "tel", "nir"]
    for rows in (7, 64):
        assert _compiled(rows).to_json() == whole.to_json()
    with Pool(2, WORKER_MODULES) as pool:
        assert _compiled(64, pool).to_json() == whole.to_json()


def test_a_column_with_repeated_values_is_not_held() -> None:
    """What comes behind a repeated value is left out, and said to be."""
    column = ColumnRead()
    column.take(quick_digests(pa.array(["a", "b", "a"])), small=False)
    assert column.close()
    assert column.complete
    column.take(quick_digests(pa.array(["c"])), small=False)
    assert not column.complete
    assert len(column) == 2


def test_digests_tell_texts_apart_whatever_stands_beside_them() -> None:
    """One digest for one text in any column; other texts, shorter and longer ones too, have others."""
    texts = ["", "\0", "\0\0", "a", "a\0", *("x" * n for n in range(2, 40)), "é" * 9, "é" * 8 + "e"]
    alone = [int(quick_digests(pa.array([text]))[0]) for text in texts]
    assert alone == quick_digests(pa.array(texts)).tolist()
    assert quick_digests(pa.array(["before", *texts]).slice(1)).tolist() == alone
    assert len(set(alone)) == len(texts)


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("foreseen", [True, False])
def test_mailboxes_that_meet_are_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int, *, foreseen: bool
) -> None:
    """Initials of one surname become one letter: seen before writing where it is likely, else behind it."""
    if not foreseen:
        monkeypatch.setattr(separating, "_likely", lambda mailboxes: mailboxes.slice(0, 0))
    source = tmp_path / "p.csv"
    rows = [f"{name},Dupont,{name[0].lower()}dupont@acme.fr" for name in GIVEN]
    source.write_text("\n".join(["prenom,nom,mail", *rows]) + "\n", encoding="utf-8")
    recipe = (
        b"version: 1\ntables:\n  p.csv:\n    prenom: surrogate FIRST_NAME\n    nom: surrogate LAST_NAME\n"
    )
    recipe += b"    mail: surrogate EMAIL_ADDRESS\n"
    done: list[int] = []
    sanitize_files([source], tmp_path / "out", key=KEY, recipe=recipe, workers=workers, progress=done.append)
    written = [
        line.split(",")[2] for line in (tmp_path / "out" / "p.csv").read_text("utf-8").splitlines()[1:]
    ]
    assert len(set(written)) == len(GIVEN)
    assert any(mail[: mail.index("@")][-1].isdigit() for mail in written)
    assert sum(done) == len(GIVEN) * (1 if foreseen else 2)


def test_only_an_iban_that_is_filled_can_be_foreign() -> None:
    """A batch without any account says nothing of foreign ones, wherever a batch ends."""
    asked = Asked(accounted=(0,))
    extractor = Extractor(Plan(None, "", (), (), (), Dictionary()), Surrogates(KEY, Dictionary()))
    for cells, foreign in (([None], False), (["FR76", " mc58"], False), (["FR76", "DE89"], True)):
        batch = pa.record_batch([pa.array(cells, pa.string())], names=["c0"])
        assert extractor(batch, asked)[0].column(0).to_pylist() == [foreign]
