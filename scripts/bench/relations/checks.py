"""What must hold after a relational sample was sanitized, measured on the written files."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

from relations import forms
from relations.people import Person
from relations.tables import Cell, Sheet, short, text_of
from sampler.formats import open_document
from sampler.sanitize.loose_files import Summary

Names = dict[int, tuple[str, str]]
_DIGITS = re.compile(r"[0-9]+")
_TOKEN = re.compile(r"[^\s<>,;\"()]+@[^\s<>,;\"()]+[^\s<>,;\"().]|\+?[0-9][0-9 .]{7,}[0-9]|FR[0-9]{8,}")
UNIQUE = {
    "clients.csv": ("person_id", "email", "nir", "iban", "telephone"),
    "comptes.csv": ("login", "handle"),
    "societes.csv": ("siren", "siret"),
}
KEYS = ("person_id", "ref", "doc", "login", "email", "handle", "nir", "iban", "siren", "telephone")
STRONG = ("email", "nir", "iban", "siren", "siret", "tva", "telephone")


@dataclass
class Results:
    """Counts by kind and form; `missed` holds a few disagreements (original, expected, written)."""

    agreed: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    shaped: Counter[str] = field(default_factory=Counter)
    unclear: Counter[str] = field(default_factory=Counter)
    same: Counter[str] = field(default_factory=Counter)
    missed: defaultdict[str, list[tuple[str, str, str]]] = field(default_factory=lambda: defaultdict(list))
    survivors: int = 0
    broken: int = 0
    references: int = 0
    lost: int = 0
    valid: int = 0
    checked: int = 0
    audit: dict[str, int] = field(default_factory=dict)
    passed: bool = False
    coincidences: int = 0
    found: list[str] = field(default_factory=list)
    seconds: float = 0.0
    rows: int = 0

    @property
    def agreement(self) -> float:
        """The share of cells and texts that agree with their person."""
        return self.agreed.total() / max(1, self.asked.total())

    def told(self, misses: int) -> str:
        """The figures as lines."""
        lines = [f"{self.rows} rows, sanitized and audited in {self.seconds:.0f} s"]
        for kind in sorted(self.asked):
            share, shape = self.agreed[kind] / self.asked[kind], self.shaped[kind] / self.asked[kind]
            counts = f"{self.agreed[kind]:8}/{self.asked[kind]:8}"
            lines.append(f"  {kind:24} {counts} {share:9.3%}  as written {shape:8.2%}")
            for original, expected, written in self.missed[kind][:misses]:
                lines.append(f"      {original!r}: {expected!r} expected, {written!r} written")
        lines += [
            f"identity agreement  {self.agreement:.3%} of {self.asked.total()}",
            f"fit several people  {self.unclear['asked']}, of which {self.unclear['agreed']} agree",
            f"would stay the same {self.same['asked']}, of which {self.same['changed']} were changed instead",
            f"strong survivors    {self.survivors}",
            f"leak audit          {'passed' if self.passed else self.audit}",
            f"coincidences        {self.coincidences}, shown from the keyed mapping",
            f"references broken   {self.broken} of {self.references}",
            f"uniqueness lost     {self.lost}",
            f"checksums valid     {self.valid} of {self.checked}",
        ]
        lines += [f"      {survivor}" for survivor in self.found[:misses]]
        for place, kept, written in self.missed["references"][:misses]:
            lines.append(f"      {place}: {kept!r} elsewhere, {written!r} here")
        return "\n".join(lines)


def check(crowd: list[Person], tables: list[Sheet], out: Path, summary: Summary, seconds: float) -> Results:
    """Read the written files and measure them against the originals."""
    results = Results(seconds=seconds, rows=summary.rows)
    if summary.audit:
        results.audit, results.passed = dict(summary.audit.counts), summary.audit.passed
        results.coincidences = summary.audit.coincidences
        results.found = [str(survivor) for survivor in summary.audit.survivors]
    written = {sheet.file: read(out, sheet) for sheet in tables}
    first, last = (tables[0].columns.index(name) for name in ("prenom", "nom"))
    names = {
        person.number: (row[first] or "", row[last] or "")
        for person, row in zip(crowd, written["clients.csv"], strict=True)
    }
    accounts = _accounts(tables, written)
    several = _several(crowd, names)
    for sheet in tables:
        for row, new in zip(sheet.rows, written[sheet.file], strict=True):
            for column, cell, value in zip(sheet.columns, row, new, strict=True):
                if isinstance(cell, Cell):
                    wanted = expected(cell, crowd[cell.person], *names[cell.person], accounts)
                    # initials stand beside first name and surname: the row tells whose they are
                    unclear = cell.kind != "initials" and _key(cell) in several
                    _agree(results, cell, wanted, value or "", unclear=unclear)
                _valid(results, column, value or "")
    _references(results, tables, written)
    _survivors(results, tables, written)
    return results


def read(out: Path, sheet: Sheet) -> list[list[str | None]]:
    """The rows of a written table."""
    with (out / sheet.file).open("rb") as stream:
        document = open_document(cast("BinaryIO", stream), sheet.file)
        rows: list[list[str | None]] = []
        for batch in document.batches(document.tables[0].id):
            rows += [list(row) for row in zip(*(column.to_pylist() for column in batch.columns), strict=True)]
    return rows


def _letters(text: str) -> str:
    return _DIGITS.sub("", forms.folded(text))


def expected(cell: Cell, person: Person, first: str, last: str, accounts: dict[str, str]) -> str:
    """What the cell should say of somebody called `first` `last`; `{}` stands for what nobody can foresee."""
    if cell.kind in {"first", "last"}:
        return first if cell.kind == "first" else last
    if cell.kind == "name":
        return forms.name(cell.form, first, last, person.sex)
    if cell.kind == "initials":
        return forms.initials(first, cell.form) + forms.initials(last, cell.form)
    if cell.kind in {"account", "email", "shown"}:
        box = forms.account(cell.form, first, last)
        box = {"account": box, "email": f"{box}@{{}}", "shown": f"{first} {last} <{box}@{{}}>"}[cell.kind]
        return "@" + box if cell.text.startswith("@") else box
    found = cell.form.replace("{phone}", "{}")
    for form in (*forms.NAMES, "title last", "long last"):
        found = found.replace("{" + form + "}", forms.name(form, first, last, person.sex))
    for key, value in (("email", person.email), ("login", person.login)):
        found = found.replace("{" + key + "}", accounts.get(value, "?"))
    return found


def _fits(wanted: str, value: str) -> bool:
    """Whether the letters are those expected; numbers in mailboxes are not the person's."""
    pieces = [re.escape(_letters(piece)) for piece in wanted.split("{}")]
    return (
        re.fullmatch(".*".join(pieces) if len(pieces) > 1 else pieces[0], _letters(value), re.DOTALL)
        is not None
    )


def _key(cell: Cell) -> str:
    return f"{cell.kind} {forms.folded(cell.text)}"


def _several(crowd: list[Person], names: Names) -> set[str]:
    """Cells whose text stands for people with different surrogates: initials, and homonyms by one letter."""
    meant: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    for person in crowd:
        surrogate = tuple(map(forms.folded, names[person.number]))
        for cell in short(person):
            meant[_key(cell)].add(surrogate)
    # "M. Martin" may be Marc, and is read as Monsieur
    return {key for key, found in meant.items() if len(found) > 1 or key.startswith("name m. ")}


def _agree(results: Results, cell: Cell, wanted: str, value: str, *, unclear: bool) -> None:
    fits = _fits(wanted, value)
    if unclear:
        results.unclear["asked"] += 1
        results.unclear["agreed"] += fits
        return
    if not fits and forms.folded(wanted) == forms.folded(cell.text):
        # no value may stay as it is, so this one can't be what the surrogate's name would give
        results.same["asked"] += 1
        results.same["changed"] += forms.folded(value) != forms.folded(cell.text)
        return
    kind = cell.kind if cell.kind == "text" else f"{cell.kind} {cell.form}".strip()
    results.asked[kind] += 1
    results.agreed[kind] += fits
    exact = cell.kind in {"name", "initials", "text"} and "{}" not in wanted
    results.shaped[kind] += fits and (not exact or _DIGITS.sub("", wanted) == _DIGITS.sub("", value))
    if not fits:
        results.missed[kind].append((cell.text, wanted, value))


def _accounts(tables: list[Sheet], written: dict[str, list[list[str | None]]]) -> dict[str, str]:
    """What every address and login became in the columns where it is unique."""
    found: dict[str, str] = {}
    for sheet, column in ((tables[0], "email"), (tables[1], "login")):
        place = sheet.columns.index(column)
        for row, new in zip(sheet.rows, written[sheet.file], strict=True):
            found[text_of(row[place])] = new[place] or ""
    return found


def _references(results: Results, tables: list[Sheet], written: dict[str, list[list[str | None]]]) -> None:
    """A key becomes one value in every table, and two keys never one."""
    mapped: dict[tuple[str, str], str] = {}
    for sheet in tables:
        for place, column in enumerate(sheet.columns):
            if column not in KEYS or (sheet.file == "envois.csv" and column == "email"):
                continue
            kind = "person_id" if column == "ref" else column
            for row, new in zip(sheet.rows, written[sheet.file], strict=True):
                old, value = forms.folded(text_of(row[place])), forms.folded(new[place] or "")
                results.references += 1
                kept = mapped.setdefault((kind, old), value)
                if kept != value:
                    results.broken += 1
                    results.missed["references"].append((f"{sheet.file} {column} {old}", kept, value))
            if column in UNIQUE.get(sheet.file, ()):
                before = {text_of(row[place]) for row in sheet.rows}
                results.lost += len(before) - len({new[place] for new in written[sheet.file]})


def _survivors(results: Results, tables: list[Sheet], written: dict[str, list[list[str | None]]]) -> None:
    """Originals of strong kinds in any cell, whole or as a token of a text."""
    originals = set[str]()
    for sheet in tables:
        for place, column in enumerate(sheet.columns):
            if column in STRONG:
                originals |= {_compact(text_of(row[place])) for row in sheet.rows}
    for rows in written.values():
        for row in rows:
            for value in row:
                found = [value or "", *(_TOKEN.findall(value or ""))]
                results.survivors += any(_compact(one) in originals for one in found if one)


def _compact(text: str) -> str:
    plain = re.sub(r"[\s.\-]", "", text.casefold()) if "@" not in text else text.casefold()
    return "0" + plain[3:] if plain.startswith("+33") else plain


def _valid(results: Results, column: str, value: str) -> None:
    rule: Callable[[str], bool] | None = CHECKSUMS.get(column)
    if rule:
        results.checked += 1
        results.valid += rule(re.sub(r"\s", "", value))


def _luhn(number: str) -> bool:
    doubled = (int(sign) * (1 + place % 2) for place, sign in enumerate(reversed(number)))
    return number.isdecimal() and sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0  # noqa: PLR2004 - two digits


def _iban(value: str) -> bool:
    turned = value[4:] + value[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


CHECKSUMS: dict[str, Callable[[str], bool]] = {
    "iban": _iban,
    "nir": lambda value: int(value[13:]) == 97 - int(value[:13]) % 97,
    "siren": _luhn,
    "siret": _luhn,
    "tva": lambda value: _luhn(value[4:]) and int(value[2:4]) == (12 + 3 * (int(value[4:]) % 97)) % 97,
}
