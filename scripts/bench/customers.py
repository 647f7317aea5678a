"""A seeded file of invented customers, as big as asked: ids with right keys, repeated values, empty cells."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sampler.surrogates.lists import communes, given_names, streets, surnames

COLUMNS = (
    *("id", "prenom", "nom", "email", "telephone", "adresse", "code_postal", "ville", "iban", "nir"),
    *("date_naissance", "montant", "statut", "notes"),
)
RECIPE = """\
version: 1
tables:
  "{name}":
    id: token
    prenom: surrogate FIRST_NAME
    nom: surrogate LAST_NAME
    email: surrogate EMAIL_ADDRESS
    telephone: surrogate PHONE_NUMBER
    adresse: surrogate ADDRESS
    code_postal: surrogate POSTCODE
    ville: surrogate CITY
    iban: surrogate IBAN_CODE
    nir: surrogate FR_NIR
    date_naissance: date_shift
    montant: keep
    statut: keep
    notes: {notes}
"""
_CHUNK = 100_000
# first names borne by more people; the share of private mailboxes
_COMMON, _PRIVATE = 20_000, 0.6
_EMPTY = {"email": 0.03, "telephone": 0.1, "adresse": 0.05, "iban": 0.08, "nir": 0.1, "date_naissance": 0.03}
_PROVIDERS = ("gmail.com", "orange.fr", "free.fr", "hotmail.com", "yahoo.fr", "laposte.net", "sfr.fr")
_STATES = ("actif", "inactif", "prospect", "suspendu")
Array = Any


def rows(count: int, *, seed: int = 1) -> Iterator[pa.RecordBatch]:
    """Batches of customers; the same seed always gives the same people."""
    pools = _pools()
    for start in range(0, count, _CHUNK):
        rng = np.random.default_rng([seed, start])
        yield _batch(rng, pools, start, min(_CHUNK, count - start))


def write(path: Path, count: int, *, seed: int = 1) -> None:
    """Write the customers as a plain CSV file, quoted where needed only."""
    with path.open("wb") as out:
        for number, batch in enumerate(rows(count, seed=seed)):
            if number == 0:
                out.write((",".join(batch.schema.names) + "\n").encode())
            filled = [pc.fill_null(column, "") for column in batch.columns]
            lines = pc.binary_join_element_wise(*filled, ",")
            out.write("\n".join(lines.to_pylist()).encode() + b"\n")


def _pools() -> dict[str, Array]:
    first = [name for name, entry in given_names().items() if entry.count > _COMMON and name.isalpha()][:800]
    last = [name for name in surnames() if name.isalpha() and len(name) > 2][:8000]  # noqa: PLR2004 - no initials
    towns = communes()[::7]
    return {
        "first": np.array(first, dtype=object),
        "last": np.array(last, dtype=object),
        "town": np.array([town.name.replace(",", " ") for town in towns], dtype=object),
        "code": np.array([town.postcode for town in towns], dtype=object),
        "street": np.array([name.replace(",", " ") for name in streets()[:6000]], dtype=object),
        "firm": np.array([f"{a}-{b}.fr" for a in last[:60] for b in last[100:150]], dtype=object),
    }


def _batch(rng: np.random.Generator, pools: dict[str, Array], start: int, n: int) -> pa.RecordBatch:
    first = _drawn(rng, pools["first"], n, weighted=True)
    last = _drawn(rng, pools["last"], n, weighted=True)
    town = rng.integers(0, len(pools["town"]), n)
    year, month, day = rng.integers(40, 100, n), rng.integers(1, 13, n), rng.integers(1, 29, n)
    columns: dict[str, list[str]] = {
        "id": [f"CLI-{number:08d}" for number in range(start + 1, start + n + 1)],
        "prenom": [name.title() for name in first],
        "nom": [name.upper() for name in last],
        "email": _mails(rng, pools, first, last, start),
        "telephone": _phones(rng, n),
        "adresse": [
            f"{number} {street}"
            for number, street in zip(rng.integers(1, 400, n), _drawn(rng, pools["street"], n), strict=True)
        ],
        "code_postal": list(pools["code"][town]),
        "ville": list(pools["town"][town]),
        "iban": _ibans(rng, n),
        "nir": _nirs(rng, year, month),
        "date_naissance": [f"{d:02d}/{m:02d}/19{y:02d}" for y, m, d in zip(year, month, day, strict=True)],
        "montant": [f"{cents // 100}.{cents % 100:02d}" for cents in rng.integers(100, 10**7, n)],
        "statut": [_STATES[i] for i in rng.integers(0, len(_STATES), n)],
    }
    columns["notes"] = _notes(rng, first, last, columns["telephone"])
    arrays = [_with_gaps(rng, name, values) for name, values in columns.items()]
    return pa.RecordBatch.from_arrays(arrays, names=list(columns))


def _with_gaps(rng: np.random.Generator, name: str, values: list[str]) -> pa.Array:
    share = _EMPTY.get(name, 0.0)
    return pa.array(values, pa.string(), mask=rng.random(len(values)) < share if share else None)


def _drawn(rng: np.random.Generator, pool: Array, n: int, *, weighted: bool = False) -> Array:
    places = (rng.random(n) ** (2 if weighted else 1) * len(pool)).astype(np.int64)
    return pool[places]


def _mails(
    rng: np.random.Generator, pools: dict[str, Array], first: Array, last: Array, start: int
) -> list[str]:
    n = len(first)
    style, number = rng.random(n), np.arange(start, start + n)
    host = np.where(
        rng.random(n) < _PRIVATE, _drawn(rng, np.array(_PROVIDERS, object), n), _drawn(rng, pools["firm"], n)
    )
    written = []
    for a, b, s, i, h in zip(first, last, style, number, host, strict=True):
        if s < 0.02:  # noqa: PLR2004 - a shared mailbox
            written.append(f"contact@{h}")
        elif s < 0.15:  # noqa: PLR2004 - an initial and the surname
            written.append(f"{a[0]}{b}{i % 9973}@{h}")
        else:
            written.append(f"{a}{'._-'[int(s * 100) % 3]}{b}{i % 9973 if s < 0.8 else ''}@{h}")  # noqa: PLR2004
    return written


def _phones(rng: np.random.Generator, n: int) -> list[str]:
    numbers = rng.integers(10**7, 10**8, n)
    zone, layout = rng.integers(1, 8, n), rng.integers(0, 4, n)
    written = []
    for z, number, kind in zip(zone, numbers, layout, strict=True):
        s = f"{number:08d}"
        pairs = [s[i : i + 2] for i in range(0, 8, 2)]
        if kind == 0:
            written.append(f"0{z}{s}")
        elif kind == 1:
            written.append(f"0{z} " + " ".join(pairs))
        else:
            written.append(f"+33{z}{s}" if kind == 2 else f"0{z}." + ".".join(pairs))  # noqa: PLR2004
    return written


def _ibans(rng: np.random.Generator, n: int) -> list[str]:
    bank, branch, account = (
        rng.integers(10000, 30000, n),
        rng.integers(0, 99999, n),
        rng.integers(0, 10**11, n),
    )
    written = []
    for a, b, c in zip(bank.tolist(), branch.tolist(), account.tolist(), strict=True):
        key = 97 - (89 * a + 15 * b + 3 * c) % 97
        rib = f"{a:05d}{b:05d}{c:011d}{key:02d}"
        written.append(f"FR{98 - int(rib + '152700') % 97:02d}{rib}")
    return written


def _nirs(rng: np.random.Generator, year: Array, month: Array) -> list[str]:
    n = len(year)
    sex, dep = rng.integers(1, 3, n).tolist(), rng.integers(21, 96, n).tolist()
    town, order = rng.integers(1, 400, n).tolist(), rng.integers(1, 999, n).tolist()
    bodies = (
        f"{s}{y:02d}{m:02d}{d:02d}{t:03d}{o:03d}"
        for s, y, m, d, t, o in zip(sex, year.tolist(), month.tolist(), dep, town, order, strict=True)
    )
    return [f"{body}{97 - int(body) % 97:02d}" for body in bodies]


def _notes(rng: np.random.Generator, first: Array, last: Array, phones: list[str]) -> list[str]:
    opening = (
        "Rappeler {a} {b} au {p} pour le devis de la semaine prochaine",
        "Madame {b} souhaite un rendez-vous avant la fin du mois avec le service technique",
        "Client satisfait de la livraison. {a} {b} demande une remise sur le contrat annuel",
        "Courrier retour; pas de nouvelle depuis le dernier appel de notre agence",
        "M. {b} a rappele au {p} et confirme la commande du trimestre",
    )
    closing = (
        "Dossier {i} en attente de la piece jointe demandee",
        "Relance {i} prevue par le standard au prochain passage",
        "Le dossier {i} est transmis au service comptable",
    )
    frames = [f"{one}. {other}." for one in opening for other in closing]
    picks = rng.integers(0, len(frames), len(first))
    return [
        frames[i].format(a=a.title(), b=b.title(), p=p, i=b[:1].upper() + p[-2:])
        for i, a, b, p in zip(picks.tolist(), first, last, phones, strict=True)
    ]
