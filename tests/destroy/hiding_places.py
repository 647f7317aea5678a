"""Where copies hide: each function puts one below a folder, made of a delivered file."""

import base64
import bz2
import gzip
import io
import json
import lzma
import mailbox
import random
import sqlite3
import subprocess
import tarfile
import zipfile
from collections.abc import Callable
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
from shells import needed

FIRST = ("Alix", "Noé", "Zoé", "Léa", "Paul", "Éva", "Jean", "Inès")
LAST = ("Durand", "Lefèvre", "Moreau", "Girard", "Bonnet", "Roux", "Faure", "Blanc", "Henry", "Masson")
CITIES = ("Évry", "Lyon", "Brest", "Nantes", "Lille", "Dijon")
HEADER = ("id", "nom", "prenom", "email", "ville", "inscrit")


def people(count: int, seed: int, domain: str = "acme.example") -> list[tuple[str, ...]]:
    """Invented people, one row each; another seed and domain give others with the same names."""
    draw = random.Random(seed)
    found = []
    for number in range(count):
        first, last = draw.choice(FIRST), draw.choice(LAST)
        mail = f"{last[0]}{draw.randrange(10**6)}.{first[0]}@{domain}".lower()
        date = f"20{draw.randrange(10, 26)}-{draw.randrange(1, 13):02}-{draw.randrange(1, 29):02}"
        found.append((str(1000 + number), last, first, mail, draw.choice(CITIES), date))
    return found


def as_csv(rows: list[tuple[str, ...]], delimiter: str = ";", header: tuple[str, ...] = HEADER) -> str:
    """Delimited text with a header, where one is given."""
    return "".join(delimiter.join(row) + "\n" for row in ([header] if header else []) + rows)


ROWS = people(300, 7)
CSV = as_csv(ROWS)
PART = ROWS[120:170]  # fifty rows


def _renamed(folder: Path) -> None:
    (folder / "holiday.bin").write_text(CSV)


def _trash(folder: Path) -> None:
    place = folder / ".local/share/Trash/files"
    place.mkdir(parents=True)
    (place / "clients.2.csv").write_text(CSV)


def _zipped(folder: Path) -> None:
    with zipfile.ZipFile(folder / "mine.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("other.txt", "nothing of interest\n")
        archive.writestr("deep/in/clients.csv", CSV)


def _nested(folder: Path) -> None:
    inner, outer = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.csv", CSV)
    with tarfile.open(fileobj=outer, mode="w:xz") as tar:
        member = tarfile.TarInfo("inner.zip")
        member.size = len(inner.getvalue())
        tar.addfile(member, io.BytesIO(inner.getvalue()))
    (folder / "backup.tar.xz").write_bytes(outer.getvalue())


def _compressed(pack: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    return lambda folder: void((folder / "old").write_bytes(pack(CSV.encode())))


def void(_: object) -> None:
    """Give nothing."""


def _tar(folder: Path) -> None:
    with tarfile.open(folder / "all.tgz", "w:gz") as tar:
        member = tarfile.TarInfo("clients.csv")
        member.size = len(CSV.encode())
        tar.addfile(member, io.BytesIO(CSV.encode()))


def _part(folder: Path) -> None:
    (folder / "part.csv").write_text(as_csv(PART))


def _other_dialect(folder: Path) -> None:
    text = "".join(",".join(f'"{cell}"' for cell in row) + "\r\n" for row in PART)
    (folder / "export.txt").write_bytes(text.encode("cp1252"))


def _two_bytes(folder: Path) -> None:
    (folder / "from-excel.txt").write_bytes(as_csv(PART, "\t").encode("utf-16"))


def _columns(folder: Path) -> None:
    (folder / "short.csv").write_text(as_csv([(row[3], row[1]) for row in PART], header=("mail", "name")))


def _shuffled(folder: Path) -> None:
    rows = list(PART)
    random.Random(3).shuffle(rows)
    (folder / "sorted.csv").write_text(as_csv([tuple(reversed(row)) for row in rows], header=()))


def _addresses(folder: Path) -> None:
    (folder / "mailing.txt").write_text(", ".join(row[3] for row in PART))


def _note(folder: Path) -> None:
    pasted = "\n".join("  ".join(row) for row in PART[:5])
    (folder / "monday.md").write_text(
        f"# Monday\n\ncall Lou about the trial\n\n{pasted}\n\nand the invoice\n"
    )


def _workbook(folder: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [HEADER, *PART]:
        sheet.append([int(row[0]) if row[0].isdigit() else row[0], *row[1:]])
    book.save(folder / "sheet.xlsx")


def _parquet(folder: Path) -> None:
    columns = {name: [row[place] for row in PART] for place, name in enumerate(HEADER)}
    pq.write_table(pa.table(columns), folder / "frame.parquet")


def _json(folder: Path) -> None:
    records = [dict(zip(HEADER, row, strict=True)) for row in PART]
    (folder / "api.json").write_text(json.dumps(records, indent=2))


def _json_lines(folder: Path) -> None:
    lines = (json.dumps(dict(zip(HEADER, row, strict=True))) for row in PART)
    (folder / "api.jsonl").write_text("\n".join(lines))


def _sqlite(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "cache.db")) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE people (id INTEGER, a, b, c, d, e)")
        connection.executemany("INSERT INTO people VALUES (?, ?, ?, ?, ?, ?)", PART)
        connection.commit()


def _dump(folder: Path) -> None:
    values = (", ".join(f"'{cell}'" for cell in row) for row in PART)
    (folder / "dump.sql").write_text("".join(f"INSERT INTO people VALUES ({row});\n" for row in values))  # noqa: S608 - text


def _git(folder: Path, *, packed: bool) -> None:
    git = needed("git")
    quiet = [git, "-C", str(folder), "-c", "user.name=Lou", "-c", "user.email=lou@vendor.example"]
    subprocess.run([*quiet, "init", "-q"], check=True)
    (folder / "clients.csv").write_text(CSV)
    subprocess.run([*quiet, "add", "."], check=True)
    subprocess.run([*quiet, "commit", "-qm", "one"], check=True)
    subprocess.run([*quiet, "rm", "-q", "clients.csv"], check=True)
    subprocess.run([*quiet, "commit", "-qm", "two"], check=True)
    if packed:
        subprocess.run([*quiet, "gc", "-q"], check=True)


def _letter(content: bytes) -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "a@vendor.example", "b@vendor.example", "the file"
    letter.set_content("here it is")
    letter.add_attachment(content, maintype="application", subtype="octet-stream", filename="c.csv")
    return letter


def _eml(folder: Path) -> None:
    (folder / "sent.eml").write_bytes(bytes(_letter(CSV.encode())))


def _mbox(folder: Path) -> None:
    box = mailbox.mbox(folder / "Inbox")
    box.add(_letter(b"something else"))
    box.add(_letter(gzip.compress(as_csv(PART).encode())))
    box.close()


def _pasted_mail(folder: Path) -> None:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "a@vendor.example", "b@vendor.example", "rows"
    letter.set_content(as_csv(PART), cte="quoted-printable")
    (folder / "1700000000.M1.host:2,S").write_bytes(bytes(letter))


def _html(folder: Path) -> None:
    rows = ("".join(f"<td>{cell}</td>" for cell in row) for row in PART)
    (folder / "page.html").write_text("<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>")


def _document(folder: Path) -> None:
    body = "".join("<w:p>" + "".join(f"<w:t>{cell}</w:t>" for cell in row) + "</w:p>" for row in PART)
    with zipfile.ZipFile(folder / "letter.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document>{body}</w:document>")


PLACES: dict[str, Callable[[Path], None]] = {
    "renamed": _renamed,
    "trash": _trash,
    "one file of a zip": _zipped,
    "zip in tar.xz": _nested,
    "gzip": _compressed(gzip.compress),
    "bzip2": _compressed(bz2.compress),
    "xz": _compressed(lzma.compress),
    "tar.gz": _tar,
    "part of a table": _part,
    "other dialect, Windows-1252": _other_dialect,
    "UTF-16": _two_bytes,
    "some columns": _columns,
    "rows and columns in another order": _shuffled,
    "a list of addresses": _addresses,
    "a note": _note,
    "a workbook": _workbook,
    "Parquet": _parquet,
    "JSON": _json,
    "JSON Lines": _json_lines,
    "SQLite": _sqlite,
    "a database dump": _dump,
    "loose git objects": lambda folder: _git(folder, packed=False),
    "a git pack": lambda folder: _git(folder, packed=True),
    "an e-mail": _eml,
    "an mbox": _mbox,
    "pasted into an e-mail": _pasted_mail,
    "a page": _html,
    "a letter": _document,
}
SMALL = ("a note",)  # fewer than fifty rows
BASE64 = base64.b64encode(CSV.encode())
