"""Open lists of names and places, reduced and packed by `scripts/reduce_lists.py`, read once and cached.

Keys are folded. Counts are persons: French counts as published, the US shares scaled to a population of
one fifth of the French list, so that a token's language does not matter.
"""

import gzip
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from sampler.surrogates.folding import fold
from sampler.surrogates.packed_texts import PackedNumbers

FILES = ("given.csv.gz", "surnames.csv.gz", "communes.csv.gz", "streets.csv.gz")


@dataclass(frozen=True, slots=True)
class NameEntry:
    """A first name's gender ("F", "M", or "N": both or unknown) and how many persons bore it."""

    gender: str
    count: int


class Commune(NamedTuple):
    """A French commune: its name as written, its main postcode and its INSEE code."""

    name: str
    postcode: str
    code: str


def _read(name: str) -> bytes:
    return resources.files("sampler.surrogates").joinpath("data", name).read_bytes()


def _rows(name: str) -> Iterator[list[str]]:
    """Rows of one packed list, without its attribution and header lines."""
    lines = gzip.decompress(_read(name)).decode("utf-8").splitlines()
    for line in lines[2:]:
        yield line.split(",")


def _columns(name: str, types: Mapping[str, pa.DataType]) -> tuple[pa.Array, ...]:
    """The columns of one packed list."""
    options = csv.ReadOptions(use_threads=False, skip_rows=2, column_names=list(types))
    table = csv.read_csv(
        pa.BufferReader(gzip.decompress(_read(name))),
        read_options=options,
        convert_options=csv.ConvertOptions(column_types=types, strings_can_be_null=False),
    )
    return tuple(column.combine_chunks() for column in table.columns)


@cache
def given_columns() -> tuple[pa.Array, ...]:
    """The folded first names, their genders and their counts."""
    return _columns("given.csv.gz", {"name": pa.string(), "gender": pa.string(), "count": pa.int64()})


@cache
def given_names() -> Mapping[str, NameEntry]:
    """First names by folded name, compounds such as "jean-pierre" included."""
    rows = zip(*(column.to_pylist() for column in given_columns()), strict=True)
    return MappingProxyType({name: NameEntry(gender, count) for name, gender, count in rows})


@cache
def surname_columns() -> tuple[pa.Array, pa.Array]:
    """The folded surnames and their counts, in the order of the names."""
    names, counts = _columns("surnames.csv.gz", {"name": pa.string(), "count": pa.int64()})
    return names, counts


@cache
def surnames() -> Mapping[str, int]:
    """Counts by folded surname; particles and compounds are written with spaces ("le goff")."""
    return PackedNumbers(*surname_columns())


@cache
def communes() -> tuple[Commune, ...]:
    """French communes in the order of their INSEE code."""
    columns = _columns("communes.csv.gz", dict.fromkeys(Commune._fields, pa.string()))
    name, postcode, code = (column.to_pylist() for column in columns)
    # one text for all communes of a postcode, not one for each
    shared = {text: text for text in postcode}
    return tuple(map(Commune, name, map(shared.__getitem__, postcode), code))


@cache
def commune_names() -> frozenset[str]:
    """Folded names of all communes, for look-ups."""
    return frozenset(fold(commune.name) for commune in communes())


@cache
def postcodes() -> frozenset[str]:
    """All postcodes of the communes."""
    return frozenset(commune.postcode for commune in communes())


@cache
def streets() -> tuple[str, ...]:
    """Names of streets with their type ("rue de la Maltière"), without house numbers."""
    return tuple(row[0] for row in _rows("streets.csv.gz"))


@cache
def _totals() -> tuple[int, int]:
    return pc.sum(given_columns()[2]).as_py(), pc.sum(surname_columns()[1]).as_py()


def name_shares(token: str) -> tuple[float, float]:
    """Persons per million bearing the folded `token` as first name, and as surname.

    The lists have different totals, so counts compare only as shares.
    """
    given_total, surname_total = _totals()
    entry = given_names().get(token)
    as_given = 1e6 * entry.count / given_total if entry else 0.0
    return as_given, 1e6 * surnames().get(token, 0) / surname_total


@cache
def pools_digest() -> str:
    """Digest of the packed lists: surrogates agree only between equal pools."""
    digest = hashlib.sha256()
    for name in FILES:
        digest.update(hashlib.sha256(_read(name)).digest())
    return "sha256:" + digest.hexdigest()
