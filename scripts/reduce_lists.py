"""Reduce the open reference lists to the packed data of `sampler/surrogates/data/`.

    python scripts/reduce_lists.py SOURCE_DIR

SOURCE_DIR holds `fr/` and `en/`. The output is the same bytes for the same input. Each file
begins with one line of attribution; `docs/data-sources.md` repeats them.
"""

import csv
import gzip
import io
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sampler.surrogates.folding import fold  # noqa: E402 - the checkout comes before an installed copy

OUT = ROOT / "sampler" / "surrogates" / "data"
HERE = Path(__file__).resolve().parent

LEAST_SURNAME = 5
MOST_WORDS = 3
CLEAR_MAJORITY = 0.9
US_SHARE_OF_FRENCH = 0.2
NAME = re.compile(r"[a-z](?:[a-z]|[-' ](?=[a-z]))*")
HOUSE = re.compile(r"^\d+\s*(?:bis|ter)?\s+")

ATTRIBUTION = {
    "given.csv.gz": "INSEE, Fichier des prenoms, edition June 2022 (births 1900-2021), Licence Ouverte 2.0;"
    " US Census Bureau, 1990 name files, public domain",
    "surnames.csv.gz": "INSEE SIRENE, surnames extracted, data.gouv.fr, 2018-10-14, Licence Ouverte;"
    " US Census Bureau, 1990 name files, public domain",
    "communes.csv.gz": "INSEE, Code officiel geographique 2026, Licence Ouverte 2.0;"
    " La Poste, base officielle des codes postaux (laposte-hexasmal), Licence Ouverte 2.0",
    "streets.csv.gz": "Base Adresse Nationale, departements 05 15 23 48 90, 2026-08-20, Licence Ouverte 2.0",
}


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a gzipped CSV."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def pack(name: str, header: str, lines: Iterable[str]) -> None:
    """Write one packed list: attribution, header, sorted lines; no time stamp, so equal bytes."""
    text = "\n".join([f"# {ATTRIBUTION[name]}; reduced by scripts/reduce_lists.py", header, *lines, ""])
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=buffer, compresslevel=9, mtime=0) as stream:
        stream.write(text.encode("utf-8"))
    (OUT / name).write_bytes(buffer.getvalue())
    print(f"{name}: {len(buffer.getvalue())} bytes, {text.count(chr(10)) - 2} rows")


def us_names(path: Path, french_total: int) -> dict[str, int]:
    """US names with their shares turned into counts of a population a fifth of the French one."""
    scale = french_total * US_SHARE_OF_FRENCH / 100
    return {fold(row["name"]): max(1, round(float(row["percent"]) * scale)) for row in rows(path)}


def settled_genders() -> dict[str, str]:
    """Genders settled by hand for the frequent names that the French list gives as both."""
    settled: dict[str, str] = {}
    for line in (HERE / "genders.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            gender, _, names = line.partition(": ")
            settled.update(dict.fromkeys(names.split(), gender))
    return settled


def given(source: Path) -> None:
    """First names: accents folded together, gender by hand, by the clear majority of counts, else both."""
    weight: dict[str, Counter[str]] = defaultdict(Counter)
    french = [
        (fold(row["prenom"]), row["genre"], int(row["count"])) for row in rows(source / "fr/prenoms.csv.gz")
    ]
    for name, gender, count in french:
        weight[name]["N" if gender == "MF" else gender] += count
    half = sum(count for _, _, count in french) // 2  # each US file is one half of the population
    for gender, file in (("F", "female"), ("M", "male")):
        for name, count in us_names(source / f"en/us_census_1990_{file}_first.csv.gz", half).items():
            weight[name][gender] += count
    settled = settled_genders()
    lines = []
    for name, counts in sorted(weight.items()):
        if len(name) < 2 or not NAME.fullmatch(name):  # noqa: PLR2004 - single letters are initials
            continue
        total = sum(counts.values())
        lines.append(f"{name},{settled.get(name) or majority(counts)},{total}")
    pack("given.csv.gz", "name,gender,count", lines)


def majority(counts: Counter[str]) -> str:
    """The gender that nine tenths of the bearers of known gender have, else "N"."""
    known = counts["F"] + counts["M"]
    for gender in "FM":
        if known and counts[gender] / known >= CLEAR_MAJORITY and counts["N"] <= known * 2:
            return gender
    return "N"


def surnames(source: Path) -> None:
    """Surnames of five bearers or more, and all US ones."""
    counts: Counter[str] = Counter()
    for row in rows(source / "fr/noms.csv.gz"):
        counts[fold(row["patronyme"])] += int(row["count"])
    total = sum(counts.values())
    kept = {name: count for name, count in counts.items() if count >= LEAST_SURNAME}
    for name, count in us_names(source / "en/us_census_1990_all_last.csv.gz", total).items():
        kept[name] = kept.get(name, 0) + max(count, LEAST_SURNAME)
    lines = [f"{name},{count}" for name, count in sorted(kept.items()) if plausible(name)]
    pack("surnames.csv.gz", "name,count", lines)


def plausible(name: str) -> bool:
    """Whether a surname is made of letters and inner separators, three words at most."""
    return len(name) > 1 and bool(NAME.fullmatch(name)) and name.count(" ") < MOST_WORDS


# the postcode under which people write the whole city, and how the codes of its arrondissements begin
DIVIDED = {"75056": ("75000", "751"), "69123": ("69000", "6938"), "13055": ("13000", "132")}


def communes(source: Path) -> None:
    """Communes with their main postcode; those without one are left out.

    Paris, Lyon and Marseille are there once as a whole and once for each arrondissement: the list of communes
    has only the first, the list of postcodes only the second.
    """
    postcodes = {row["code_commune"]: row["code_postal"] for row in rows(source / "fr/codes_postaux.csv.gz")}
    lines = []
    for row in rows(source / "fr/communes.csv.gz"):
        code, name = row["code_commune"], row["nom"].replace("\u2019", "'")
        if code in postcodes and "," not in name:
            name.encode("cp1252")
            lines.append(f"{name},{postcodes[code]},{code}")
        elif code in DIVIDED:
            whole, first = DIVIDED[code]
            lines.append(f"{name},{whole},{code}")
            lines += [
                f"{name} {ordinal(int(post[-2:]))} Arrondissement,{post},{part}"
                for part, post in postcodes.items()
                if part.startswith(first)
            ]
    pack("communes.csv.gz", "name,postcode,code", sorted(lines, key=lambda line: line.rpartition(",")[2]))


def ordinal(number: int) -> str:
    """1er, 2e, ... as the list of communes writes arrondissements."""
    return "1er" if number == 1 else f"{number}e"


def streets(source: Path) -> None:
    """Street names without house numbers or other digits, one spelling each."""
    found: dict[str, str] = {}
    for row in rows(source / "fr/voies.csv.gz"):
        name = " ".join(HOUSE.sub("", row["nom_voie"].replace("\u2019", "'")).split())
        if re.fullmatch(r"[^\W\d_][^\d_,;()/\".]{2,48}", name) and encodable(name):
            found.setdefault(fold(name), name)
    pack("streets.csv.gz", "name", (found[key] for key in sorted(found)))


def encodable(name: str) -> bool:
    """Whether Windows-1252 has all the letters."""
    try:
        name.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def main() -> int:
    """Reduce every list."""
    if len(sys.argv) != 2:  # noqa: PLR2004 - the program and one folder
        print(__doc__)
        return 2
    OUT.mkdir(parents=True, exist_ok=True)
    source = Path(sys.argv[1])
    for reduce in (given, surnames, communes, streets):
        reduce(source)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
