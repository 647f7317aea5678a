"""Columns in a few layouts: the same bytes as value by value, wherever they stand and whatever is between."""

import random
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest

from sampler.surrogates import Dictionary, Surrogates, banking, french_ids, normalise
from sampler.surrogates.bijection import Bijections
from sampler.surrogates.columns.codes import codes
from sampler.surrogates.columns.tokens import months_moved_by, months_of
from sampler.surrogates.layouts import LaidOut
from sampler.surrogates.prf import Prf
from sampler.surrogates.quick_digests import quick_digests
from sampler.surrogates.text_arrays import (
    counts_before,
    counts_in,
    difference_modulo,
    digit_words,
    kinds_of,
    running,
    sum_modulo,
    without_nulls,
)

KEY = bytes(range(32))
EMPTY = Dictionary.learn([], [], [])


def _digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choices("0123456789", k=count))


def _phone(rng: random.Random, layout: int) -> str:
    number = rng.choice("012345678") + _digits(rng, 8)
    pairs = [number[i : i + 2] for i in range(1, 9, 2)]
    texts = (
        "0" + number,
        "0" + number[0] + " " + " ".join(pairs),
        "+33" + number,
        "+33 " + number[0] + "".join(pairs),
    )
    lead = rng.choice("0001")
    return (
        *texts,
        f"{lead}{number[0]}.{'.'.join(pairs)}",
        f"(0{number[0]})-{''.join(pairs)}",
        f" 0{number}",
    )[layout]


def _iban(rng: random.Random, layout: int) -> str:
    account = _digits(rng, 21)
    account += banking.rib_key(account[:5], account[5:10], account[10:])
    number = "FR" + banking.iban_check("FR", account) + account
    grouped = [number[i : i + 4] for i in range(0, 27, 4)]
    return (
        number,
        " ".join(grouped),
        "-".join(grouped),
        number[:-1] + rng.choice("0123456789"),
        number.lower(),
    )[layout]


def _nir(rng: random.Random, layout: int) -> str:
    body = f"{rng.choice('12378905')}{_digits(rng, 2)}{rng.randrange(14):02d}{rng.randrange(1, 96):02d}"
    body += _digits(rng, 6)
    key = french_ids.nir_key(body)
    spaced = f"{body[0]} {body[1:3]} {body[3:5]} {body[5:7]} {body[7:10]} {body[10:]} {key}"
    return (body + key, body, spaced, body + _digits(rng, 2), body[:5] + "2A" + body[7:])[layout]


def _siren(rng: random.Random, layout: int) -> str:
    number = _digits(rng, 8)
    number += french_ids.luhn_digit(number)
    return (number, f"{number[:3]} {number[3:6]} {number[6:]}", _digits(rng, 9), number[:8])[layout]


def _key(rng: random.Random, layout: int) -> str:
    width = rng.randrange(1, 9)
    return (
        f"CLI-{_digits(rng, 8)}",
        _digits(rng, width),
        f"{rng.choice(['A', 'BC'])}{_digits(rng, 2)}",
        f"{_digits(rng, 4)}/{_digits(rng, 17)}",
        f"ABCD-{_digits(rng, 11)}",
        f"ABCDE{_digits(rng, 4)}",
        f"abcd{_digits(rng, 12)}",
        f"Q{_digits(rng, 3)}é",
    )[layout]


def _date(rng: random.Random, layout: int) -> str:
    year, month, day = rng.randrange(1, 10_000), rng.randrange(14), rng.randrange(33)
    return (
        f"{day:02d}/{month:02d}/{year:04d}",
        f"{year:04d}-{month:02d}-{day:02d}",
        f"{year:04d}-{month:02d}-{day:02d}T{_digits(rng, 2)}:{_digits(rng, 2)}:00.5Z",
        f"{day:02d}.{month:02d}.{year:04d} {_digits(rng, 1)}h{_digits(rng, 2)}",
        f"{day:02d}-{month:02d}.{year:04d}",
        f"{day:02d}/{month:02d}/{year % 100:02d}",
    )[layout]


MAKERS: dict[str, tuple[Callable[[random.Random, int], str], int]] = {
    "PHONE_NUMBER": (_phone, 7),
    "IBAN_CODE": (_iban, 5),
    "FR_NIR": (_nir, 5),
    "FR_SIREN": (_siren, 4),
    "ID": (_key, 8),
    "SECRET": (_key, 8),
    "DATE_TIME": (_date, 6),
}
CASES = [(kind, layout) for kind, (_, layouts) in MAKERS.items() for layout in range(layouts)]


def _column(kind: str, layouts: list[int], count: int = 150) -> list[str | None]:
    make, _ = MAKERS[kind]
    rng = random.Random(f"{kind} {layouts}")
    return [make(rng, rng.choice(layouts)) for _ in range(count)]


def _as_one_by_one(kind: str, values: list[str | None], dictionary: Dictionary = EMPTY) -> None:
    expected = Surrogates(KEY, dictionary).apply(kind, values)
    column = pa.array(values, pa.string())
    assert Surrogates(KEY, dictionary).column(kind, column)[0].to_pylist() == expected
    inner, _ = Surrogates(KEY, dictionary).column(kind, column.slice(3, len(values) - 5))
    assert inner.to_pylist() == expected[3:-2]


@pytest.mark.parametrize(("kind", "layout"), CASES)
def test_one_layout_is_its_values_one_by_one(kind: str, layout: int) -> None:
    """A column in one layout, valid values or not, without nulls and with them."""
    values = _column(kind, [layout])
    _as_one_by_one(kind, values)
    _as_one_by_one(kind, [None if place % 7 == 0 else value for place, value in enumerate(values)])


@pytest.mark.parametrize("kind", MAKERS)
def test_layouts_together_are_their_values_one_by_one(kind: str) -> None:
    """All layouts in one column, with nulls, empty cells and what is of no type between them."""
    values = _column(kind, list(range(MAKERS[kind][1])), 900)
    values[::11] = [None] * len(values[::11])
    values[5::13] = [["", " ", "x", "n/a 12", "é"][place % 5] for place in range(len(values[5::13]))]
    _as_one_by_one(kind, values)


@pytest.mark.parametrize(
    ("kind", "layout"), [("PHONE_NUMBER", 1), ("FR_NIR", 2), ("IBAN_CODE", 1), ("FR_SIREN", 1)]
)
def test_bumps_move_values_of_a_layout(kind: str, layout: int) -> None:
    """Frozen bumps count in a layout as they do one by one."""
    values = _column(kind, [layout])
    normal = [normalise(kind, value) for value in values[::3] if value]
    keys = [("FR_RIB", one[4:25]) if kind == "IBAN_CODE" else (kind, one) for one in normal]
    bumped = EMPTY.with_bumps({key: 2 + place for place, key in enumerate(keys)})
    _as_one_by_one(kind, values, bumped)
    plain, moved = (Surrogates(KEY, one).apply(kind, values) for one in (EMPTY, bumped))
    assert plain != moved


@pytest.mark.parametrize("kind", ["PHONE_NUMBER", "FR_NIR"])
def test_numbers_of_layouts_are_their_codes(kind: str) -> None:
    """A value has one code, in whatever column it stands."""
    values = [value for value in _column(kind, list(range(MAKERS[kind][1])), 600) if value]
    alone = [codes(kind, pa.array([value])).tolist()[0] for value in values]
    assert codes(kind, pa.array(values)).tolist() == alone


def test_layouts_differ_in_digits_only() -> None:
    """Values of a length are told apart by every sign that is no digit, those next to digits too."""
    signs = "/:0959;Aé"
    values = [f"1{sign}2" for sign in signs for _ in range(30)]
    random.Random(4).shuffle(values)
    column = LaidOut(pa.array(values))
    found = {layout.sample[1]: layout.values.tolist() for layout in column.layouts}
    for sign, places in found.items():
        same = "0123456789" if sign.isdigit() else sign
        if sign != "Ã":
            assert places == [place for place, value in enumerate(values) if value[1] in same]
    assert len(found) == len(set(signs)) - 2
    assert not len(column.rest)


@pytest.mark.parametrize("width", [1, 2, 7, 8, 9, 13, 16, 17, 19])
@pytest.mark.parametrize("length", ["alike", "mixed"])
def test_digits_are_read_and_written(width: int, length: str) -> None:
    """Numbers, signs and new digits of every place of a layout; nothing else of the column changes."""
    rng = random.Random(width)
    texts = [f"a{_digits(rng, 2)}:{_digits(rng, width)}-{_digits(rng, 1)}" for _ in range(60)]
    values = texts if length == "alike" else [text for one in texts for text in (one, "z" * rng.randrange(4))]
    column = LaidOut(pa.array(values))
    (layout,) = [one for one in column.layouts if one.digits]
    numbers = layout.number(2, width)
    assert numbers.tolist() == [int(text[4:-2]) for text in texts]
    signs = np.stack(layout.words(2, width), axis=1).view(np.uint8)[:, :width]
    assert [bytes(row).decode() for row in signs] == [text[4:-2] for text in texts]
    new = (numbers * np.uint64(7) + np.uint64(3)) % np.uint64(10**width)
    layout.put(2, width, new)
    column.write(layout)
    written = dict(
        zip(
            texts,
            (f"{text[:4]}{n:0{width}d}{text[-2:]}" for text, n in zip(texts, new, strict=True)),
            strict=True,
        )
    )
    assert column.written().to_pylist() == [written.get(value, value) for value in values]


def test_every_month_of_the_calendar_is_shifted_as_numpy_does() -> None:
    """First and last days of all months from year 2 to 9997, in a column."""
    first = np.arange("0002-01", "9997-12", dtype="datetime64[M]")
    days = np.concatenate([first.astype("datetime64[D]"), (first + 1).astype("datetime64[D]") - 1])
    surrogates = Surrogates(KEY, EMPTY)
    shift = surrogates.shift_days()
    new, fallen = surrogates.column("DATE_TIME", pa.array(np.datetime_as_string(days).tolist()))
    assert not fallen.any()
    assert new.to_pylist() == np.datetime_as_string(days + shift).tolist()


def test_months_of_columns_are_those_of_their_values() -> None:
    """Months are read alike in a column of one layout, of many, and alone; what is no date has none."""
    values = [value for value in _column("DATE_TIME", list(range(6)), 400) if value]
    alone = [months_of(pa.array([value])).tolist()[0] for value in values]
    assert months_of(pa.array(values)).tolist() == alone
    before, after = months_moved_by(pa.array(["31/01/1999"] * 30 + ["30/02/1999"] * 30), 40)
    assert before.tolist() == [1188] * 30 + [-1] * 30
    assert after.tolist() == [1190] * 30 + [-1] * 30


@pytest.mark.parametrize("n", [5000, 9 * 10**5, 9 * 10**7, (1 << 34) - 5, 1 << 36])
def test_tables_of_rounds_change_no_image(n: int) -> None:
    """A bijection has the same images before its rounds are tables, and after; no number is its own."""
    bijections = Bijections(Prf(KEY))
    numbers = np.random.default_rng(2).integers(0, n, 40_000).astype(np.uint64)
    numbers[:3] = 0, n - 1, n // 2
    few = bijections.derange_all("t", numbers[:20], n)
    many = bijections.derange_all("t", numbers, n)
    assert few.tolist() == many[:20].tolist()
    assert many[:200].tolist() == [bijections.derange("t", x, n) for x in numbers[:200].tolist()]
    assert (many != numbers).all()
    assert (many < n).all()
    assert len(np.unique(many)) == len(np.unique(numbers))


def test_networks_are_bijections() -> None:
    """Every number of a domain that is no table is reached once."""
    n = 90_000
    image = Bijections(Prf(KEY)).derange_all("t", np.arange(n, dtype=np.uint64), n)
    assert (np.sort(image) == np.arange(n)).all()


def test_bytes_are_counted_and_told() -> None:
    """Counts by words are those of a running sum, kinds those of the table; nulls with bytes are emptied."""
    rng = np.random.default_rng(5)
    for size in (0, 1, 7, 8, 9, 1000):
        mask = rng.random(size) < 0.4
        places = np.sort(rng.integers(0, size, 40, endpoint=True))
        assert counts_before(mask, places).tolist() == running(mask)[places].tolist()
        assert counts_in(mask, places).tolist() == np.diff(running(mask)[places]).tolist()
    table = rng.permutation(256).astype(np.uint8)
    signs = rng.integers(0, 256, 300).astype(np.uint8)
    assert (kinds_of(signs, table) == table[signs]).all()
    ends, data = pa.py_buffer(np.array([0, 1, 3, 3], np.int32)), pa.py_buffer(b"abc")
    hidden = pa.StringArray.from_buffers(3, ends, data, pa.py_buffer(bytes([0b101])))
    for texts in (
        hidden,
        pa.array(["a", None, "b", None]).slice(1),
        pa.array([None, None], pa.string()),
        pa.array(["a"]),
    ):
        assert without_nulls(texts).to_pylist() == [text or "" for text in texts.to_pylist()]


@pytest.mark.parametrize("width", [9, 10, 13, 16])
def test_numbers_are_words_of_digits(width: int) -> None:
    """The last digits of numbers, as a text's words."""
    numbers = np.random.default_rng(width).integers(0, 10**width, 50).astype(np.uint64)
    rows = np.stack(digit_words(numbers, width), axis=1).view(np.uint8)
    assert [bytes(row[:width]).decode() for row in rows] == [
        f"{number:0{width}d}" for number in numbers.tolist()
    ]
    assert not rows[:, width:].any()
    small = numbers % np.uint64(97)
    assert (sum_modulo(small, small[::-1], 97) == (small + small[::-1]) % np.uint64(97)).all()
    assert (sum_modulo(difference_modulo(small, small[::-1], 97), small[::-1], 97) == small).all()


@pytest.mark.parametrize("length", [0, 1, 7, 8, 9, 20, 24])
def test_digests_of_one_length_are_those_among_others(length: int) -> None:
    """A text has one digest, whether it stands among texts of its length or not."""
    rng = random.Random(length)
    texts = [_digits(rng, length) for _ in range(40)]
    among = quick_digests(pa.array([*texts, "x" * (length + 9), "y"]))
    assert quick_digests(pa.array(texts)).tolist() == among[:40].tolist()


@pytest.mark.parametrize("kind", MAKERS)
def test_digits_of_other_scripts_are_no_digits_of_a_layout(kind: str) -> None:
    """Superscripts and Arabic digits in a value stop nothing; the value maps as it does alone."""
    values: list[str | None] = []
    for place, value in enumerate(_column(kind, [0])):
        strange = "²٣４é"[place % 4]
        values.append(value if place % 3 or not value else value[:-1] + strange)
    _as_one_by_one(kind, values)


def test_a_day_of_three_digits_is_no_date() -> None:
    """What would be a date but for one more digit is none in a column either."""
    values: list[str | None] = [f"8304-12-1{place % 10}7T10:20:30" for place in range(40)]
    _as_one_by_one("DATE_TIME", values)
    assert Surrogates(KEY, EMPTY).column("DATE_TIME", pa.array(values))[1].all()
