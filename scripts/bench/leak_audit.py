"""Time and memory of the leak audit beside those of sanitizing the same invented customers.

    python scripts/bench/leak_audit.py --rows 100000 [--notes]

Prints CPU seconds of compiling, sanitizing and auditing, their ratio, and what the audit found.
"""

import argparse
import io
import random
import resource
from collections.abc import Iterator
from datetime import date, timedelta

from sampler.formats import open_document
from sampler.sanitize.audit.auditing import audit
from sampler.sanitize.audit.findings import AuditFile, AuditResult
from sampler.sanitize.compile import compile_recipe
from sampler.sanitize.files import sanitize_file
from sampler.sanitize.recipes.recipe import read_recipe
from sampler.sanitize.sample import SourceFile
from sampler.surrogates.engine import Surrogates

KEY = bytes(range(32))
NAME = "clients.csv"
RECIPE = """\
version: 1
tables:
  clients.csv:
    id: token
    nom: surrogate LAST_NAME
    prenom: surrogate FIRST_NAME
    email: surrogate EMAIL_ADDRESS
    telephone: surrogate PHONE_NUMBER
    naissance: date_shift
    iban: surrogate IBAN_CODE
"""
GIVEN = ("Marie", "Paul", "Chloé", "Hugo", "Inès", "Jules", "Léa", "Nathan", "Zoé", "Éric", "Anne", "Luc")
SYLLABLES = ("ba", "lo", "mer", "ti", "gau", "ren", "sal", "vier", "del", "mon", "per", "nic", "cha", "rou")
FRAMES = (
    "Rappeler {given} {surname} au {phone}, dossier {number}.",
    "Mme {surname} a écrit de {mail} le 3 mai 2024 au sujet de sa commande.",
    "Livraison conforme pour le dossier {number}, rien à signaler.",
    "Le client demande un délai pour le contrat {number}, voir avec {given}.",
)


def rows(count: int, *, notes: bool) -> Iterator[list[str]]:
    """Invented customers, the header first."""
    draw = random.Random(7)  # noqa: S311 - seeded, so that runs can be compared
    yield ["id", "nom", "prenom", "email", "telephone", "naissance", "iban", *(["note"] if notes else [])]
    for n in range(count):
        given = draw.choice(GIVEN)
        surname = "".join(draw.choice(SYLLABLES) for _ in range(draw.randint(2, 4))).title()
        mail = f"{given}.{surname}{n % 977}@societe{n % 50}.fr".lower()
        mail = mail.translate(str.maketrans("éèë", "eee"))
        phone = f"0{draw.choice('67')} " + " ".join(f"{draw.randrange(100):02d}" for _ in range(4))
        born = (date(1940, 1, 1) + timedelta(days=draw.randrange(24000))).strftime("%d/%m/%Y")
        body = f"30004{draw.randrange(10**5):05d}{draw.randrange(10**11):011d}"
        body += f"{97 - (89 * int(body[:5]) + 15 * int(body[5:10]) + 3 * int(body[10:])) % 97:02d}"
        iban = f"FR{98 - int(body + '152700') % 97:02d}{body}"
        note = draw.choice(FRAMES).format(
            given=given, surname=surname, phone=phone, mail=mail, number=f"D{n:07d}"
        )
        yield [f"C{n:07d}", surname, given, mail, phone, born, iban, *([note] if notes else [])]


def cpu() -> float:
    """CPU seconds of this process and its finished children."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def peak() -> float:
    """Peak resident memory in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measured(data: bytes, recipe: str) -> tuple[dict[str, float], AuditResult]:
    """Compile, sanitize and audit; CPU seconds of each."""
    times, start = dict[str, float](), cpu()
    source = SourceFile("f1", NAME, open_document(io.BytesIO(data), NAME), NAME)
    plan = compile_recipe(read_recipe(recipe.encode(), "bench"), [source], key=KEY)
    times["compile"], start = cpu() - start, cpu()
    out = io.BytesIO()
    sanitize_file(source, plan, Surrogates(KEY, plan.dictionary), out)
    times["sanitize"], start = cpu() - start, cpu()
    print(f"peak before the audit {peak():.0f} MB")
    file = AuditFile("f1", NAME, NAME, io.BytesIO(data), io.BytesIO(out.getvalue()), NAME)
    result = audit([file], plan, Surrogates(KEY, plan.dictionary))
    times["audit"] = cpu() - start
    return times, result


def main() -> None:
    """Run once and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--notes", action="store_true", help="add a column of short texts")
    chosen = options.parse_args()
    lines = ("\t".join(row) for row in rows(chosen.rows, notes=chosen.notes))
    data = ("\n".join(lines).replace("\t", ";") + "\n").encode()
    times, result = measured(data, RECIPE + ("    note: text\n" if chosen.notes else ""))
    print(f"{len(data) / 1e6:.1f} MB", " ".join(f"{name} {spent:.1f}s" for name, spent in times.items()))
    alone, whole = times["audit"] / times["sanitize"], times["audit"] / (times["sanitize"] + times["compile"])
    print(f"audit / sanitize {alone:.2f}, with compile {whole:.2f}")
    print(f"peak {peak():.0f} MB; passed {result.passed}; coincidences {result.coincidences}")
    print(dict(result.counts), dict(result.checked))


if __name__ == "__main__":
    main()
