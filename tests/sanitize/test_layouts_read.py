"""What compiling reads word by word is what the mappings of whole columns read sign by sign."""

import random
import re
import subprocess
import sys
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from sampler.sanitize.learning import accounts_read
from sampler.sanitize.learning.accounts_read import short_accounts
from sampler.sanitize.learning.months_read import MonthsMoved
from sampler.surrogates.columns.tokens import months_moved_by

DATES = (
    "1984-01-07",
    "07/01/1984",
    "29.02.2000",
    "29/02/1900",
    "2000-13-01",
    "31/04/2000",
    "07/01/1984 10:30",
)
ACCOUNTS = (
    "jean.dupont3@x.fr",
    "j.dupont",
    "dupont_jean",
    "jdupont@x.fr",
    "je-dupont@x.fr",
    "jean-dupont.b@x",
)


def _changed(texts: tuple[str, ...], signs: str, *, seed: int, count: int = 4000) -> list[str]:
    """Some texts with up to three signs put in, taken out or replaced."""
    rng = random.Random(seed)
    found = [*texts, ""]
    for _ in range(count):
        text = list(rng.choice(texts))
        for _ in range(rng.randrange(4)):
            place = rng.randrange(len(text) + 1)
            text[place : place + rng.randrange(2)] = rng.choice([*signs, ""])
        found.append("".join(text))
    return found


def test_slices_and_nulls_are_read_where_they_stand() -> None:
    """What lies around a slice of a column does not count."""
    assert MonthsMoved(0)(pa.array(["x", "07/01/1984", None]).slice(1))[0].tolist() == [84 * 12, -1]


@pytest.mark.parametrize("days", [-400, -31, 30, 399])
def test_months_are_told_alike(days: int) -> None:
    """Dates of three centuries in two layouts; what is none is none."""
    first, last = date(1850, 1, 1).toordinal(), date(2149, 12, 31).toordinal()
    every = [date.fromordinal(day) for day in range(first, last, 97)]
    texts = [*(day.strftime("%d/%m/%Y") for day in every), *(day.isoformat() for day in every)]
    column = pa.array([*texts, *_changed(DATES, "0123456789-/. ", seed=days)], pa.string())
    told, known = MonthsMoved(days)(column), months_moved_by(column, days)
    here = told[0] >= 0
    assert here[: len(texts)].all()
    assert (told[0][here] == known[0][here]).all()
    assert (told[1][here] == known[1][here]).all()
    left = column.filter(pa.array(~here & (known[0] >= 0))).to_pylist()
    assert all(len(text) > 10 or not 1850 <= int(re.findall(r"\d{4}", text)[0]) < 2150 for text in left)


@pytest.mark.parametrize("signs", ["abzAZ.-_019@ '", "abzAZ.-_019@ 'é\u2019\u212a\u017f"])
def test_accounts_in_full_are_told_alike(signs: str) -> None:
    """Letters, a joint, letters, digits: as the pattern says, in ASCII and beyond."""
    accounts = pa.array(_changed(ACCOUNTS, signs, seed=1), pa.string())
    expected = pc.match_substring_regex(accounts, accounts_read._IN_FULL, ignore_case=True)
    assert accounts_read._two_words(accounts).tolist() == expected.to_pylist()


def test_an_account_of_both_names_in_any_order_is_in_full() -> None:
    """Whatever signs the names have; not where the surname has several words or a letter is missing."""
    first = pa.array(["Zoé", "Zoé", "Zoé", "Jean", "Jean", None], pa.string())
    last = pa.array(["Roy", "Roy", "Roy", "Le Goff", "Roy", "Roy"], pa.string())
    accounts = pa.array(["1zoeroy@x", "ROYzoe", "zoro@x", "jeanlegoff", "contact@x", "jean@x"], pa.string())
    assert short_accounts(accounts, first, last)[0].to_pylist() == ["zoro@x", "jeanlegoff", "contact@x"]


def test_a_worker_imports_neither_patterns_nor_models() -> None:
    """What a worker process loads before its first batch: nothing that reads texts or recipes."""
    code = (
        "import sys, sampler.sanitize.transform, sampler.sanitize.learning.extracting; "
        "print([m for m in sys.modules if m in {'pydantic', 'sampler.detect.text', 'yaml'}])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
