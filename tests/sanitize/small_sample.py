"""A small invented sample in three formats, with a rule of every kind, and the way through sanitize."""

import io
from dataclasses import dataclass, field

import openpyxl

from sampler.engine.pool import Pool
from sampler.formats import open_document
from sampler.sanitize.audit.auditing import audit
from sampler.sanitize.audit.findings import AuditFile, AuditResult
from sampler.sanitize.compile import compile_recipe
from sampler.sanitize.files import FileResult, sanitize_file
from sampler.sanitize.plan import Plan
from sampler.sanitize.recipes.recipe import read_recipe
from sampler.sanitize.sample import SourceFile
from sampler.surrogates.engine import Surrogates

KEY = bytes(range(32))
GIVEN = ["Marie", "Paul", "Chloé", "Hugo", "Inès", "Jules", "Léa", "Nathan", "Zoé", "Éric"]
SURNAMES = [
    "Durand",
    "Lefebvre",
    "Moreau",
    "Garnier",
    "Faure",
    "Rousseau",
    "Blanchard",
    "Perrin",
    "Gautier",
    "Colin",
]
RECIPE = """\
version: 1
sample: acme-1
tables:
  "clients.csv":
    id_client: token
    Nom: surrogate LAST_NAME
    Prenom: surrogate FIRST_NAME
    email: surrogate EMAIL_ADDRESS
    tel: surrogate PHONE_NUMBER
    iban: surrogate IBAN_CODE
    naissance: date_shift
    code_postal: {operator: generalise, digits: 2}
    ville: surrogate CITY
    badge: {operator: mask, keep_last: 2}
    interne: "null"
    remarque: redact
    secret: drop
    Montant: keep
    Commentaire: text
  "commandes.xlsx/Commandes":
    ref: token
    client: token
    date: date_shift
    total: keep
  "commandes.xlsx/Contacts":
    courriel: surrogate EMAIL_ADDRESS
    personne: surrogate PERSON
  "notes.txt":
    c1: text
"""


def people(count: int = 20) -> list[dict[str, str]]:
    """Invented people; everything about person n follows from n."""
    made = []
    for n in range(count):
        given, surname = GIVEN[n % 10], SURNAMES[(n * 3 + n // 10) % 10]
        mail = f"{given}.{surname}{n}@societe{n % 3}.fr".lower().translate(str.maketrans("éèë", "eee"))
        body = f"3000400000{n:011d}"
        digits = "".join(str(int(sign, 36)) for sign in f"{body}00FR00")
        made.append(
            {
                "id_client": f"CLI-{1000 + 7 * n}",
                "Nom": surname.upper(),
                "Prenom": given,
                "email": f"{given}.{surname}{n}@societe{n % 3}.fr".lower().translate(
                    str.maketrans("éèë", "eee")
                ),
                "tel": f"06 11 {n:02d} {(7 * n) % 100:02d} {99 - n:02d}",
                "iban": f"FR{98 - int(digits) % 97:02d}{body}00",
                "naissance": f"{1 + n % 28:02d}/{1 + n % 12:02d}/{1950 + n}",
                "code_postal": f"{75001 + n * 700}",
                "ville": ["Lyon", "Nantes", "Rennes", "Dijon", "Tours"][n % 5],
                "badge": f"B{n:03d}X{n * 37 % 1000:03d}",
                "interne": f"note {n}",
                "remarque": "" if n % 4 == 0 else f"vu {n}",
                "secret": f"Zq7!{n:04d}pw",
                "Montant": f"{n * 12},50",
                "Commentaire": [
                    f"Rappeler {given} {surname} au 06 11 {n:02d} {(7 * n) % 100:02d} {99 - n:02d}.",
                    "Livraison conforme, rien à signaler.",
                    f"Mme {surname.upper()} a écrit de {mail}",
                ][n % 3],
            }
        )
    return made


def clients_csv(rows: list[dict[str, str]]) -> bytes:
    """The table of clients as a French spreadsheet saves it."""
    lines = [";".join(rows[0]), *(";".join(row.values()) for row in rows)]
    return ("\r\n".join(lines) + "\r\n").encode("utf-8-sig")


def workbook(rows: list[dict[str, str]]) -> bytes:
    """Two sheets: orders that refer to clients, and contacts."""
    book = openpyxl.Workbook()
    orders = book.active
    orders.title = "Commandes"
    orders.append(["ref", "client", "date", "total"])
    for n in range(2 * len(rows)):
        orders.append(
            [f"CMD{5000 + n}", rows[n % len(rows)]["id_client"], f"2024-{1 + n % 12:02d}-11", n * 1.5]
        )
    contacts = book.create_sheet("Contacts")
    contacts.append(["courriel", "personne"])
    for row in rows:
        contacts.append([row["email"], f"{row['Prenom']} {row['Nom']}"])
    book.properties.creator = rows[0]["email"]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@dataclass
class Run:
    """A sample with its sanitized copy."""

    originals: dict[str, bytes]
    plan: Plan
    surrogates: Surrogates
    outputs: dict[str, bytes | None] = field(default_factory=dict)
    results: dict[str, FileResult] = field(default_factory=dict)

    def audit(self, *, pool: Pool | None = None, **changed: bytes | None) -> AuditResult:
        """Audit the copy, with some outputs exchanged (`f1=…`)."""
        outputs = {**self.outputs, **changed}
        files = []
        for number, (name, data) in enumerate(self.originals.items(), start=1):
            file_id = f"f{number}"
            out = outputs[file_id]
            written = None if out is None else io.BytesIO(out)
            output_name = self.plan.file(file_id).name
            files.append(AuditFile(file_id, name, name, io.BytesIO(data), written, output_name))
        return audit(files, self.plan, self.surrogates, pool=pool)


def sources_of(originals: dict[str, bytes]) -> list[SourceFile]:
    """Open the sample."""
    return [
        SourceFile(f"f{number}", name, open_document(io.BytesIO(data), name), name)
        for number, (name, data) in enumerate(originals.items(), start=1)
    ]


def sanitize(originals: dict[str, bytes], recipe: str = RECIPE) -> Run:
    """Compile and write everything."""
    sources = sources_of(originals)
    plan = compile_recipe(read_recipe(recipe.encode(), "acme.yaml"), sources, key=KEY, sample_name="acme-1")
    run = Run(originals, plan, Surrogates(KEY, plan.dictionary))
    for source in sources:
        if plan.file(source.file_id).dropped:
            run.outputs[source.file_id] = None
            continue
        out = io.BytesIO()
        run.results[source.file_id] = sanitize_file(source, plan, run.surrogates, out)
        run.outputs[source.file_id] = out.getvalue()
    return run
