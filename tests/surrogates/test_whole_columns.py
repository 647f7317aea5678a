"""Whole columns: the same bytes as value by value, whatever stands together."""

import hashlib
import random
import uuid

import numpy as np
import pyarrow as pa
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from sampler.surrogates import Dictionary, Surrogates, banking, french_ids, normalise
from sampler.surrogates.bijection import Bijections
from sampler.surrogates.births import Births
from sampler.surrogates.columns.forms import forms
from sampler.surrogates.lists import communes
from sampler.surrogates.prf import Prf

KEY = bytes(range(32))
GIVEN = ["Marie", "Alban", "Zorblatine", "Jean-Pierre", "Martin", "Éric"]
SURNAMES = ["Dupont", "Le Goff", "Martin", "Alban", "Zgrbl", "Leroux", "Le Roux", "Éluard"]
NAMES = Dictionary.learn(GIVEN, SURNAMES, zip(GIVEN, SURNAMES, strict=False))


def _digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choices("0123456789", k=count))


def _phone(rng: random.Random) -> str:
    number = rng.choice("123456789") + _digits(rng, 8)
    pairs = " ".join([number[0], *(number[i : i + 2] for i in range(1, 9, 2))])
    forms = ["0" + number, "0" + pairs, "+33" + number, "+33 " + pairs, "0033" + number, number]
    return rng.choice([*forms, "(0)" + pairs, "0" + pairs.replace(" ", "."), "+44" + _digits(rng, 9)])


def _iban(rng: random.Random) -> str:
    account = _digits(rng, 21)
    account += banking.rib_key(account[:5], account[5:10], account[10:])
    number = "FR" + banking.iban_check("FR", account) + account
    spaced = " ".join(number[i : i + 4] for i in range(0, 27, 4))
    return rng.choice([number, number, spaced, number.lower(), number[:-1] + "0", "DE" + number[2:]])


def _nir(rng: random.Random) -> str:
    body = f"{rng.choice('1278')}{_digits(rng, 2)}{rng.randrange(15):02d}{rng.randrange(1, 96):02d}"
    body += _digits(rng, 6)
    number = body + french_ids.nir_key(body)
    return rng.choice([number, body, f"{number[0]} {number[1:3]} {number[3:]}", number[:-1] + "3"])


def _siren(rng: random.Random) -> str:
    number = _digits(rng, 8)
    number += french_ids.luhn_digit(number)
    return rng.choice([number, f"{number[:3]} {number[3:]}", number[:-1] + "1"])


def _key(rng: random.Random) -> str:
    some = str(uuid.UUID(int=rng.getrandbits(128)))
    short = [
        _digits(rng, rng.randrange(1, 19)),
        "CLI-" + _digits(rng, 5),
        "AB/" + _digits(rng, 3),
        "000",
        "X00",
    ]
    odd = ["ABCDE" + _digits(rng, 3), "A-B-" + _digits(rng, 2), "é" + _digits(rng, 3), " " + _digits(rng, 3)]
    long = [some, some.upper(), some[:-1] + "g", some[:9].upper() + some[9:], "abcd" + _digits(rng, 13)]
    return rng.choice([*short, *odd, *long, f"{_digits(rng, 4)}-{_digits(rng, 2)}"])


def _date(rng: random.Random) -> str:
    year, month, day, sign = rng.randrange(10000), rng.randrange(14), rng.randrange(33), rng.choice("-/.,")
    text = rng.choice(
        [f"{year:04d}{sign}{month:02d}{sign}{day:02d}", f"{day:02d}{sign}{month:02d}{sign}{year:04d}"]
    )
    if rng.random() < 0.05:
        text = text[:3] + rng.choice(":;é/") + text[4:]
    return text + rng.choice(["", "", "T10:20:30", "  3h20", " 10:20:30.123Z", " x", " 9h05"])


def _mail(rng: random.Random) -> str:
    words = [
        "marie",
        "alban",
        "dupont",
        "le",
        "goff",
        "legoff",
        "martin",
        "zgrbl",
        "jp",
        "mdupont",
        "contact",
        "é",
    ]
    box = rng.choice(words) + "".join(rng.choice("._-") + rng.choice(words) for _ in range(rng.randrange(3)))
    box = rng.choice(
        [box, box, box + _digits(rng, rng.randrange(1, 5)), box.title(), box + "0012", "12" + box]
    )
    return box + rng.choice(["@gmail.com", "@acme.fr", "@x.example", "@sub.acme.co.uk", "@", "@@x", "@x.fr."])


def _name(rng: random.Random) -> str:
    words = [*GIVEN, *SURNAMES, "DUPONT", "ALBAN", "de", "M.", "Jr", "J.", "Nobody"]
    return " ".join(rng.choices(words, k=rng.choice([1, 2, 2, 2, 2, 3])))


def _word(rng: random.Random) -> str:
    name = rng.choice(
        [*GIVEN, *SURNAMES, "McDonald", "mcleod", "Le", "De La Tour", "O'Brien", "J.", "Jo", "x"]
    )
    return rng.choice(
        [name, name.upper(), name.lower(), f" {name}", f"{name} {name}", f"{name}-Luc", "1", ""]
    )


def _postcode(rng: random.Random) -> str:
    code = rng.choice(communes()).postcode
    return rng.choice(
        [code, code, f"{code[:2]} {code[2:]}", code.lstrip("0"), _digits(rng, 5), code + " ", "A1"]
    )


def _address(rng: random.Random) -> str:
    streets = [
        "rue de la Paix",
        "Avenue Foch",
        "place É",
        "Downing Street, London",
        "rue du 8 mai",
        "A",
        "rue",
    ]
    more = [
        "RUE DES LILAS",
        "rue  des  Lilas ",
        "Grand-Rue",
        "bis rue Zola",
        "rue_x",
        "(rue) x",
        "rue; x",
        "a b",
    ]
    strange = [
        "rue\tZola",
        "rue\u00a0Zola",
        "rue \0 x",
        "d'en bas",
        "RUE \u00c9MILE ZOLA",
        "rue Zola\n",
        "Rue x\u0301",
    ]
    street = rng.choice([*streets, *more, *strange])
    number = rng.choice(["0", "5", "05", "12 bis", "007", "0000", *(_digits(rng, n) for n in (2, 3, 4, 5))])
    some = [f"{number} {street}", f"{number} {street}, 75002 Paris", f"{number}, {street}", street]
    return rng.choice(
        [*some, some[0], f"{number}  {street}", number, f" {number} {street}", f"{number}{street}"]
    )


MAKERS = {
    "PHONE_NUMBER": _phone,
    "IBAN_CODE": _iban,
    "FR_NIR": _nir,
    "FR_SIREN": _siren,
    "ID": _key,
    "SECRET": _key,
    "DATE_TIME": _date,
    "EMAIL_ADDRESS": _mail,
    "USERNAME": lambda rng: _mail(rng).partition("@")[0],
    "PERSON": _name,
    "ADDRESS": _address,
    "FIRST_NAME": _word,
    "LAST_NAME": _word,
    "POSTCODE": _postcode,
}


def _values(kind: str, count: int = 1500) -> list[str]:
    rng = random.Random(f"columns {kind}")
    return list(dict.fromkeys(MAKERS[kind](rng) for _ in range(count)))


def _bumped(kind: str, values: list[str]) -> Dictionary:
    """A dictionary that moves some of the values."""
    keys = {
        "EMAIL_ADDRESS": str.casefold,
        "FR_NIR": lambda text: normalise(kind, text),
        "PHONE_NUMBER": lambda text: normalise(kind, text),
    }
    own = {(kind, keys[kind](value)): 3 + n for n, value in enumerate(values[::5])} if kind in keys else {}
    ribs = (
        {("FR_RIB", value.replace(" ", "")[4:25]): 2 for value in values[::4]} if kind == "IBAN_CODE" else {}
    )
    bumped = NAMES.with_bumps({**own, **ribs})
    if kind != "FR_NIR":
        return bumped
    numbers = [Prf(KEY).u64(kind, normalise(kind, value)) for value in values[::3]]
    return bumped.with_births(Births(np.array(numbers, dtype=np.uint64), np.ones(len(numbers), np.int64)))


@pytest.mark.parametrize("kind", MAKERS)
def test_a_column_is_its_values_one_by_one(kind: str) -> None:
    """A column maps to the bytes of its values mapped alone, with bumps and without."""
    values = _values(kind)
    for dictionary in (NAMES, _bumped(kind, values)):
        column, _ = Surrogates(KEY, dictionary).column(kind, pa.array(values))
        assert column.to_pylist() == Surrogates(KEY, dictionary).apply(kind, values)


def test_wide_phones_are_the_same_one_by_one() -> None:
    """A deal with more phones than the blocks for fiction takes the unopened ones, alike in both ways."""
    values = _values("PHONE_NUMBER")
    wide = NAMES.with_bumps({("PHONE_NUMBER", ""): 1})
    column, _ = Surrogates(KEY, wide).column("PHONE_NUMBER", pa.array(values))
    assert column.to_pylist() == Surrogates(KEY, wide).apply("PHONE_NUMBER", values)
    (mobile,) = Surrogates(KEY, wide).apply("PHONE_NUMBER", ["0612345678"])
    assert str(mobile).startswith("071")


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("size", [1, 7, 400])
def test_what_stands_together_changes_nothing(kind: str, size: int) -> None:
    """Shuffled and cut into batches of any size, every value has the surrogate it has elsewhere."""
    values = _values(kind, 400)
    expected = dict(zip(values, Surrogates(KEY, NAMES).apply(kind, values), strict=True))
    random.Random(7).shuffle(values)
    surrogates = Surrogates(KEY, NAMES)
    for start in range(0, len(values), size):
        piece = values[start : start + size]
        assert surrogates.column(kind, pa.array(piece))[0].to_pylist() == [expected[value] for value in piece]


@pytest.mark.parametrize("kind", [*MAKERS, "FR_RIB"])
def test_normal_forms_of_a_column(kind: str) -> None:
    """A column's normal forms are those of its values."""
    values = _values("IBAN_CODE" if kind == "FR_RIB" else kind)
    assert forms(kind, pa.array(values)).to_pylist() == [normalise(kind, value) for value in values]


def test_what_is_not_of_its_type_is_told() -> None:
    """The column says which of its values became tokens."""
    values = [*_values("FR_SIREN", 100), "nonsense"]
    _, fallen = Surrogates(KEY, NAMES).column("FR_SIREN", pa.array(values))
    assert fallen[-1]
    assert fallen.sum() < len(values)


def _reference(key: bytes, text: str) -> int:
    """The PRF as its docstring says it, by another road: CBC with a zero vector over the framed text."""
    data = text.encode()
    framed = len(data).to_bytes(8, "little") + data
    framed += bytes(-len(framed) % 16)
    encryptor = Cipher(algorithms.AES256(key), modes.CBC(bytes(16))).encryptor()
    return int.from_bytes(encryptor.update(framed)[-16:], "little")


def test_prf_is_the_documented_mac() -> None:
    """One value, a column of texts and rows of bytes give the MAC of the framed text, '' too."""
    rng = random.Random(3)
    texts = ["", *("".join(rng.choices("aé€𝄞z", k=rng.randrange(60))) for _ in range(400))]
    prf = Prf(KEY)
    kind_key = hashlib.blake2b(key=KEY, digest_size=32, person=b"kind").digest()
    expected = [_reference(kind_key, text) for text in texts]
    assert [prf.u128("kind", text) for text in texts] == expected
    low = [number & (1 << 64) - 1 for number in expected]
    assert prf.words("kind", pa.array(texts)).tolist() == low
    assert prf.words("kind", pa.array(texts).slice(5, 9)).tolist() == low[5:14]
    rows = [_digits(rng, 21) for _ in range(50)]
    matrix = np.frombuffer("".join(rows).encode(), dtype=np.uint8).reshape(50, 21)
    assert prf.row_words("kind", matrix).tolist() == [prf.u64("kind", row) for row in rows]


@pytest.mark.parametrize("n", [2, 9, 90, 4096, 4097, 90_000, 9 * 10**7, 1 << 60])
def test_bijections_of_columns(n: int) -> None:
    """Numbers are deranged in a column as one by one, in a context or without."""
    bijections = Bijections(Prf(KEY))
    numbers = np.random.default_rng(1).integers(0, n, 200).astype(np.uint64)
    assert bijections.derange_all("t", numbers, n).tolist() == [
        bijections.derange("t", x, n) for x in numbers.tolist()
    ]
    tweaks = np.full(200, bijections.tweak("t", n, "near"), dtype=np.uint64)
    beside = [bijections.derange("t", x, n, "near") for x in numbers.tolist()]
    assert bijections.derange_all("t", numbers, n, tweaks).tolist() == beside
