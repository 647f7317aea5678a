"""Twenty tables about the same people in CSV, JSON Lines and XLSX, and what is said of whom in every cell."""

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random
from typing import NamedTuple

from openpyxl import Workbook

from relations import forms
from relations.people import Person

RULES = {
    "person_id": "token", "ref": "token", "doc": "token",
    "civilite": "keep", "prenom": "surrogate FIRST_NAME", "nom": "surrogate LAST_NAME",
    "nom_complet": "surrogate PERSON", "contact": "surrogate PERSON", "email": "surrogate EMAIL_ADDRESS",
    "login": "surrogate USERNAME", "handle": "surrogate USERNAME", "initiales": "surrogate PERSON",
    "telephone": "surrogate PHONE_NUMBER", "naissance": "surrogate BIRTH_DATE", "nir": "surrogate FR_NIR",
    "iban": "surrogate IBAN_CODE", "adresse": "surrogate ADDRESS", "code_postal": "surrogate POSTCODE",
    "ville": "surrogate CITY", "societe": "surrogate ORGANIZATION", "siren": "surrogate FR_SIREN",
    "siret": "surrogate FR_SIRET", "tva": "surrogate FR_VAT", "note": "text", "montant": "keep",
}  # fmt: skip
TEMPLATES = (
    "{title last} a rappelé ce matin, dossier en attente.",
    "Contrat signé par {full} le mois dernier, copie envoyée à {email}.",
    "Relancer {long last} avant la fin du trimestre.",
    "Le client {LAST First} conteste la facture et demande un avoir.",
    "Vu avec {bare} : accord pour la prolongation.",
    "<p>Bonjour <b>{title last}</b>,<br>votre dossier est prêt.</p>",
    "<div>Demande de <i>{full}</i> transmise par {email}</div>",
    "Accès ouvert pour {login} sur le portail, merci de vérifier.",
    "Appel de {full}, rappeler au {phone} dans la journée.",
    "Madame, Monsieur, {full} n'a pas reçu son colis. Cordialement, {titled}",
)


COMPANIES = 0.0
# file: the share of the people in it, and its columns, with what is written where the name does not say it
TABLES = {
    "clients.csv": (1.0, "person_id civilite prenom=first nom=last email telephone naissance nir iban"),
    "comptes.csv": (1.0, "login ref prenom=FIRST nom=LAST handle"),
    "adresses.csv": (1.0, "ref nom=LAST adresse code_postal ville"),
    "societes.csv": (COMPANIES, "doc societe siren siret tva"),
    "salaries.csv": (0.5, "nom_complet=any login siren email=EMAIL"),
    "commandes.csv": (0.6, "doc ref contact=initial montant"),
    "notes.csv": (0.5, "doc ref note"),
    "paiements.csv": (0.4, "doc iban nom_complet=upper"),
    "envois.csv": (0.3, "doc email=shown"),
    "acces.csv": (0.5, "login email"),
    "paraphes.csv": (0.2, "doc prenom=first nom=last initiales=short"),
    "lettres.csv": (0.3, "email nom=last"),
    "contacts.jsonl": (0.4, "ref nom_complet=any email societe"),
    "tickets.jsonl": (0.3, "doc email note"),
    "visites.jsonl": (0.3, "doc contact=any telephone"),
    "profils.jsonl": (0.4, "handle ref prenom=first"),
    "reclamations.jsonl": (0.1, "doc nom_complet=any note"),
    "factures.xlsx": (0.2, "doc nom_complet=any siren tva"),
    "urgences.xlsx": (0.1, "ref contact=turned telephone"),
    "dossiers.xlsx": (0.1, "nir nom_complet=any naissance"),
}
CHOICES = {
    "any": forms.NAMES,
    "initial": ("F. Last", "LAST F."),
    "short": ("J.D.", "JD"),
}
WRITTEN = {"upper": "upper", "turned": "last first"}
FACTS: dict[str, Callable[[Person], str]] = {
    "person_id": lambda person: f"CLI-{person.number:07d}",
    "ref": lambda person: f"CLI-{person.number:07d}",
    "civilite": lambda person: person.civility,
    "telephone": lambda person: person.phone,
    "naissance": lambda person: person.birth,
    "nir": lambda person: person.nir,
    "iban": lambda person: person.iban,
    "adresse": lambda person: person.address,
    "code_postal": lambda person: person.postcode,
    "ville": lambda person: person.city,
    "societe": lambda person: person.company.name,
    "siren": lambda person: person.company.siren,
    "siret": lambda person: person.company.siret,
    "tva": lambda person: person.company.vat,
}


class Cell(NamedTuple):
    """What a cell says of a person: `kind` first, last, name, account, email, handle, initials or text."""

    text: str
    kind: str
    form: str
    person: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its file, column names and rows; plain strings say nothing of a person's name."""

    file: str
    columns: tuple[str, ...]
    rows: list[tuple[str | Cell, ...]]


def text_of(cell: str | Cell) -> str:
    """What is written in the cell."""
    return cell.text if isinstance(cell, Cell) else cell


def said(person: Person, form: str) -> Cell:
    """The person's name in a form."""
    return Cell(forms.name(form, person.first, person.last, person.sex), "name", form, person.number)


def _plain(person: Person, kind: str) -> Cell:
    number = person.number
    return {
        "first": Cell(person.first, "first", "", number),
        "last": Cell(person.last, "last", "", number),
        "FIRST": Cell(forms.plain(person.first).upper(), "first", "", number),
        "LAST": Cell(forms.plain(person.last).upper(), "last", "", number),
        "email": Cell(person.email, "email", person.box_form, number),
        "EMAIL": Cell(person.email.upper(), "email", person.box_form, number),
        "login": Cell(person.login, "account", person.login_form, number),
        "handle": Cell(f"@{person.box}", "account", person.box_form, number),
        "shown": Cell(f"{person.first} {person.last} <{person.email}>", "shown", person.box_form, number),
        "J.D.": Cell(
            forms.initials(person.first, ".") + forms.initials(person.last, "."), "initials", ".", number
        ),
        "JD": Cell(forms.initials(person.first) + forms.initials(person.last), "initials", "", number),
    }[kind]


def short(person: Person) -> tuple[Cell, ...]:
    """The forms that may fit several people."""
    return said(person, "F. Last"), said(person, "LAST F."), _plain(person, "J.D."), _plain(person, "JD")


def note(person: Person, template: str) -> Cell:
    """A text about the person."""
    return Cell(filled(template, person, person.first, person.last), "text", template, person.number)


def filled(template: str, person: Person, first: str, last: str) -> str:
    """A template with the names as given and the accounts of the person."""
    written = {
        form: forms.name(form, first, last, person.sex) for form in (*forms.NAMES, "title last", "long last")
    }
    found = template
    for key, value in {
        **written,
        "email": person.email,
        "login": person.login,
        "phone": person.phone,
    }.items():
        found = found.replace("{" + key + "}", value)
    return found


def sheets(people: list[Person], seed: int = 1) -> Iterator[Sheet]:
    """The twenty tables."""
    rng = Random(f"tables:{seed}")  # noqa: S311 - a sample, the same for a seed
    docs = count(1)

    def cell(kind: str, person: Person) -> str | Cell:
        if kind == "doc":
            return f"D{next(docs):08d}"
        if kind in CHOICES:
            chosen = rng.choice(CHOICES[kind])
            return _plain(person, chosen) if kind == "short" else said(person, chosen)
        if kind in WRITTEN:
            return said(person, WRITTEN[kind])
        if kind == "note":
            return note(person, rng.choice(TEMPLATES))
        if kind == "montant":
            return f"{rng.randrange(9999)}.00"
        fact = FACTS.get(kind)
        return fact(person) if fact else _plain(person, kind)

    for file, (share, layout) in TABLES.items():
        columns = [column.partition("=")[::2] for column in layout.split()]
        if share == COMPANIES:
            chosen = list({person.company.siren: person for person in people}.values())
        else:
            chosen = people if share == 1 else rng.sample(people, max(3, int(len(people) * share)))
        rows = [tuple(cell(kind or name, person) for name, kind in columns) for person in chosen]
        yield Sheet(file, tuple(name for name, _ in columns), rows)


def write(folder: Path, sheet: Sheet) -> Path:
    """Write a table as its file name says."""
    path = folder / sheet.file
    rows = ([text_of(cell) for cell in row] for row in sheet.rows)
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, delimiter=";")
            writer.writerow(sheet.columns)
            writer.writerows(rows)
    elif path.suffix == ".jsonl":
        lines = (json.dumps(dict(zip(sheet.columns, row, strict=True)), ensure_ascii=False) for row in rows)
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    else:
        book = Workbook(write_only=True)
        page = book.create_sheet("Feuil1")
        page.append(sheet.columns)
        for row in rows:
            page.append(row)
        book.save(path)
    return path


def recipe() -> bytes:
    """One rule per column name, for all tables."""
    rules = "".join(f"  {name}: {rule}\n" for name, rule in RULES.items())
    return f"version: 1\ncolumns:\n{rules}agree:\n  paraphes.csv:\n    - [initiales, prenom, nom]\n".encode()
