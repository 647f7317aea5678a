"""What others do with the same customers, each as its own documentation would have it: run by sanitizing.py.

None of them has a key, so the same value gets another surrogate in the next run; their caches are in memory.
"""

import random
import time
from collections.abc import Callable, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import customers
import pyarrow as pa
import pyarrow.csv

Makers = Mapping[str, Callable[[], str]]
# presidio-structured writes cell by cell: a million rows would take it minutes
PRESIDIO_ROWS = 10_000
_ENTITIES = {name: name.upper() for name in ("prenom", "nom", "email", "telephone", "adresse")}
_ENTITIES |= {name: name.upper() for name in ("code_postal", "ville", "iban", "nir", "date_naissance", "id")}


def faker(source: Path, out: Path) -> dict[str, float]:
    """Faker with a cache per column: consistent in one process, neither unique nor keyed."""
    return _cached(source, out / "faker.csv", _of_faker())


def mimesis(source: Path, out: Path) -> dict[str, float]:
    """Mimesis with a cache per column."""
    from mimesis import Generic, Locale  # noqa: PLC0415 - a peer, installed for the comparison only

    made = Generic(Locale.FR, seed=1)
    draw = random.Random(1)  # noqa: S311 - seeded, and nobody's secret

    def digits(mask: str) -> Callable[[], str]:
        return lambda: "".join(str(draw.randrange(10)) if sign == "#" else sign for sign in mask)

    makers: Makers = {
        "prenom": made.person.first_name,
        "nom": made.person.last_name,
        "email": made.person.email,
        "telephone": made.person.telephone,
        "adresse": made.address.address,
        "code_postal": made.address.postal_code,
        "ville": made.address.city,
        "iban": digits("FR#########################"),
        "nir": digits("###############"),
        "date_naissance": lambda: made.datetime.formatted_date("%d/%m/%Y"),
        "id": digits("CLI-########"),
    }
    return _cached(source, out / "mimesis.csv", makers)


def presidio(source: Path, out: Path) -> dict[str, float]:
    """presidio-structured with an operator that asks Faker, on the first rows only."""
    import pandas  # noqa: PLC0415, ICN001 - a peer's dependency
    from presidio_anonymizer.entities import OperatorConfig  # noqa: PLC0415 - a peer
    from presidio_structured import StructuredAnalysis, StructuredEngine  # noqa: PLC0415 - a peer

    start = time.perf_counter()
    table = pandas.read_csv(source, dtype=str, nrows=PRESIDIO_ROWS, keep_default_na=False)
    makers = _of_faker()
    caches: dict[str, dict[str, str]] = {name: {} for name in makers}

    def operator(name: str) -> Callable[[str], str]:
        cache, make = caches[name], makers[name]
        return lambda value: value and cache.setdefault(value, str(make()))

    operators = {
        entity: OperatorConfig("custom", {"lambda": operator(name)}) for name, entity in _ENTITIES.items()
    }
    made = StructuredEngine().anonymize(table, StructuredAnalysis(dict(_ENTITIES)), operators)
    made.to_csv(out / "presidio.csv", index=False)
    return {"whole": time.perf_counter() - start, "rows": float(len(table))}


PEERS: Mapping[str, Callable[[Path, Path], dict[str, float]]] = {
    "faker": faker,
    "mimesis": mimesis,
    "presidio": presidio,
}


def quality(source: Path, made: Path) -> str:
    """How many e-mails are distinct before and after, and the share of IBAN and NIR with right keys."""
    before, after = (_columns(path) for path in (source, made))
    rows = len(after["email"])
    asked = len(set(islice(before["email"], rows)) - {""})
    return (
        f"e-mails {asked} -> {len(set(after['email']) - {''})}, right keys: "
        f"IBAN {_share(after['iban'], _iban_right):.1%}, NIR {_share(after['nir'], _nir_right):.1%}"
    )


def _columns(path: Path) -> dict[str, list[str]]:
    table = pa.csv.read_csv(
        path,
        convert_options=pa.csv.ConvertOptions(
            include_columns=["email", "iban", "nir"],
            column_types=dict.fromkeys(customers.COLUMNS, pa.string()),
        ),
    )
    return {name: table[name].to_pylist() for name in table.column_names}


def _share(values: list[str], right: Callable[[str], bool]) -> float:
    filled = [value for value in values if value][:100_000]
    return sum(map(right, filled)) / len(filled)


def _iban_right(value: str) -> bool:
    plain = value.replace(" ", "")
    turned = plain[4:] + plain[:4]
    return turned.isalnum() and int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def _nir_right(value: str) -> bool:
    plain = value.replace(" ", "")
    return plain.isdigit() and len(plain) == 15 and int(plain[:13]) % 97 == 97 - int(plain[13:])  # noqa: PLR2004


def _of_faker() -> Makers:
    from faker import Faker  # noqa: PLC0415 - a peer, installed for the comparison only

    fake = Faker("fr_FR")
    Faker.seed(1)
    return {
        "prenom": fake.first_name,
        "nom": fake.last_name,
        "email": fake.email,
        "telephone": fake.phone_number,
        "adresse": fake.street_address,
        "code_postal": fake.postcode,
        "ville": fake.city,
        "iban": fake.iban,
        "nir": fake.ssn,
        "date_naissance": lambda: fake.date("%d/%m/%Y"),
        "id": lambda: fake.bothify("CLI-########"),
    }


def _cached(source: Path, made: Path, makers: Makers) -> dict[str, float]:
    """The columns of `makers` replaced through a dictionary each, read and written by pyarrow."""
    start = time.perf_counter()
    texts: dict[str, Any] = dict.fromkeys(customers.COLUMNS, pa.string())
    reader = pa.csv.open_csv(source, convert_options=pa.csv.ConvertOptions(column_types=texts))
    caches: dict[str, dict[str, str]] = {name: {} for name in makers}
    with pa.csv.CSVWriter(made, reader.schema) as writer:
        for batch in reader:
            columns = []
            for name, column in zip(batch.schema.names, batch.columns, strict=True):
                if name not in makers:
                    columns.append(column)
                    continue
                cache, make = caches[name], makers[name]
                values = column.to_pylist()
                for value in values:
                    if value and value not in cache:
                        cache[value] = str(make())
                columns.append(pa.array([value and cache[value] for value in values], pa.string()))
            writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=batch.schema))
    return {"whole": time.perf_counter() - start}
