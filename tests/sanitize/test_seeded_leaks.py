"""Seeded leaks: one original put back into a right output, in every way we could think of; each fails."""

import base64
import gzip
import html
import io
import json
import quopri
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from urllib.parse import quote

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook.defined_name import DefinedName
from small_sample import RECIPE, Run, clients_csv, people, sanitize, workbook

from sampler.formats import open_document
from sampler.sanitize.audit.auditing import audit
from sampler.sanitize.audit.findings import AuditFile, AuditResult
from sampler.sanitize.files import sanitize_file
from sampler.sanitize.sample import SourceFile

OWN = 2  # a person with an accent; row 3 of the clients
OTHER = 8
NIRS = [
    f"{body}{97 - int(body) % 97:02d}"
    for body in (f"1{50 + n}{1 + n % 12:02d}75{100 + n:03d}{10 + n:03d}" for n in range(20))
]
MORE = """\
  "fiches.json/[]":
    id: token
    courriel: surrogate EMAIL_ADDRESS
    note: text
"""


def _rows() -> list[dict[str, str]]:
    """The small sample with a NIR before the text column, which stays the last."""
    rows = []
    for row, nir in zip(people(), NIRS, strict=True):
        text = row.pop("Commentaire")
        rows.append(row | {"nir": nir, "Commentaire": text})
    return rows


@pytest.fixture(scope="module")
def run() -> Run:
    """A sample of four files, sanitized as it should be."""
    rows = _rows()
    cards = [
        {"id": row["id_client"], "courriel": row["email"], "note": f"vu {row['Prenom']} {row['Nom']}"}
        for row in rows
    ]
    notes = "".join(f"Appel de {row['Prenom']} {row['Nom'].title()} le 3 mai 2024.\n" for row in rows[:5])
    originals = {
        "clients.csv": clients_csv(rows),
        "commandes.xlsx": workbook(rows),
        "notes.txt": notes.encode(),
        "fiches.json": json.dumps(cards, ensure_ascii=False).encode(),
    }
    recipe = RECIPE.replace("    iban:", "    nir: surrogate FR_NIR\n    iban:") + MORE
    return sanitize(originals, recipe)


@dataclass
class Changed:
    """What a leak changes: outputs by file id, and the written name of a file."""

    outputs: dict[str, bytes | None]
    names: dict[str, str]


Leak = Callable[[Run], Changed]
LEAKS: dict[str, Leak] = {}


def _audited(run: Run, changed: Changed) -> AuditResult:
    files = []
    for number, (name, data) in enumerate(run.originals.items(), start=1):
        file_id = f"f{number}"
        out = changed.outputs.get(file_id, run.outputs[file_id])
        written = None if out is None else io.BytesIO(out)
        output_name = changed.names.get(file_id, run.plan.file(file_id).name)
        files.append(AuditFile(file_id, name, name, io.BytesIO(data), written, output_name))
    return audit(files, run.plan, run.surrogates)


def _lines(run: Run) -> list[str]:
    return (run.outputs["f1"] or b"").decode("utf-8-sig").split("\r\n")


def _with_cell(run: Run, row: int, column: str, value: str) -> Changed:
    """The clients with one cell exchanged; `row` counts from 0."""
    lines = _lines(run)
    header = lines[0].split(";")
    cells = lines[row + 1].split(";")
    cells[header.index(column)] = '"' + value.replace('"', '""') + '"' if set(value) & set(';"\n') else value
    lines[row + 1] = ";".join(cells)
    return Changed({"f1": "\r\n".join(lines).encode("utf-8-sig")}, {})


def _text(name: str, said: Callable[[dict[str, str]], str], *, row: int = OTHER) -> None:
    """Register a leak of person OWN in the text of `row`."""
    LEAKS[name] = lambda run: _with_cell(run, row, "Commentaire", said(_rows()[OWN]))


def _cell(name: str, column: str, said: Callable[[dict[str, str]], str]) -> None:
    """Register a leak of person OWN in a cell of the own record."""
    LEAKS[name] = lambda run: _with_cell(run, OWN, column, said(_rows()[OWN]))


def _book(name: str, change: Callable[[openpyxl.Workbook], None]) -> None:
    def leak(run: Run) -> Changed:
        book = openpyxl.load_workbook(io.BytesIO(run.outputs["f2"] or b""))
        change(book)
        out = io.BytesIO()
        book.save(out)
        return Changed({"f2": out.getvalue()}, {})

    LEAKS[name] = leak


def _member(name: str, path: str, data: Callable[[str], bytes]) -> None:
    def leak(run: Run) -> Changed:
        out = io.BytesIO(run.outputs["f2"] or b"")
        with zipfile.ZipFile(out, "a") as container:
            container.writestr(path, data(_rows()[OWN]["email"]))
        return Changed({"f2": out.getvalue()}, {})

    LEAKS[name] = leak


def _cards(name: str, change: Callable[[list[dict[str, str]], dict[str, str]], None]) -> None:
    def leak(run: Run) -> Changed:
        cards = json.loads(run.outputs["f4"] or b"")
        change(cards, _rows()[OWN])
        return Changed({"f4": json.dumps(cards, ensure_ascii=False).encode()}, {})

    LEAKS[name] = leak


def _b64(text: str, codec: str = "utf-8") -> str:
    return base64.b64encode(text.encode(codec)).decode()


def _zipped(text: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as inner:
        inner.writestr("a.txt", "adresse " + text + " " * 200)
    return out.getvalue()


def _skipped_column(run: Run) -> Changed:
    """The clients written again with the e-mail column copied."""
    file = run.plan.file("f1")
    (table,) = file.tables
    kept = tuple(replace(one, operator="keep") if one.label == "email" else one for one in table.columns)
    plan = replace(run.plan, files=(replace(file, tables=(replace(table, columns=kept),)),))
    data, out = run.originals["clients.csv"], io.BytesIO()
    document = open_document(io.BytesIO(data), "clients.csv")
    sanitize_file(SourceFile("f1", "clients.csv", document, "clients.csv"), plan, run.surrogates, out)
    return Changed({"f1": out.getvalue()}, {})


def _originals_sheet(book: openpyxl.Workbook, *, state: str = "visible") -> None:
    sheet = book.create_sheet("Feuil9")
    sheet.sheet_state = state
    for row in _rows():
        sheet.append([row["email"], row["tel"]])


LEAKS["a column skipped"] = _skipped_column
LEAKS["a file skipped"] = lambda _: Changed({"f3": None}, {})
LEAKS["a file copied"] = lambda run: Changed({"f3": run.originals["notes.txt"]}, {})
LEAKS["a file that is not the format it says"] = lambda _: Changed({"f2": b"PK\x03\x04 broken"}, {})
LEAKS["a file name"] = lambda _: Changed({}, {"f3": f"{_rows()[OWN]['Prenom']}_{_rows()[OWN]['Nom']}.txt"})
LEAKS["a folder name"] = lambda _: Changed({}, {"f3": f"{_rows()[OWN]['email']}/notes.txt"})
LEAKS["a row lost"] = lambda run: Changed(
    {"f1": "\r\n".join([*_lines(run)[:-2], ""]).encode("utf-8-sig")}, {}
)
LEAKS["a column header"] = lambda run: Changed(
    {
        "f1": "\r\n".join([_lines(run)[0].replace("email", _rows()[OWN]["email"]), *_lines(run)[1:]]).encode(
            "utf-8-sig"
        )
    },
    {},
)
LEAKS["a text behind the last row"] = lambda run: Changed(
    {"f3": (run.outputs["f3"] or b"") + f"-- {_rows()[OWN]['email']}".encode()}, {}
)
_book("a sheet forgotten", _originals_sheet)
_book("a hidden sheet", lambda book: _originals_sheet(book, state="veryHidden"))
_book("a sheet lost", lambda book: book.remove(book["Contacts"]))
_book(
    "a sheet name",
    lambda book: setattr(book["Contacts"], "title", f"{_rows()[OWN]['Prenom']} {_rows()[OWN]['Nom']}"),
)
_book("a document property", lambda book: setattr(book.properties, "creator", _rows()[OWN]["email"]))
_book(
    "a document property in base64",
    lambda book: setattr(book.properties, "keywords", _b64(_rows()[OWN]["email"])),
)
_book(
    "a custom document property",
    lambda book: book.custom_doc_props.append(StringProperty(name="client", value=_rows()[OWN]["tel"])),
)
_book(
    "a cell comment",
    lambda book: setattr(book["Commandes"]["A1"], "comment", Comment(_rows()[OWN]["iban"], "x")),
)
_book(
    "a defined name",
    lambda book: book.defined_names.add(DefinedName("client", attr_text=f'"{_rows()[OWN]["email"]}"')),
)
_book("a page header", lambda book: setattr(book["Commandes"].oddHeader.center, "text", _rows()[OWN]["tel"]))
_book(
    "a cell beside the table", lambda book: setattr(book["Contacts"]["J40"], "value", _rows()[OWN]["email"])
)
_book(
    "a hyperlink",
    lambda book: setattr(book["Contacts"]["A2"], "hyperlink", f"mailto:{_rows()[OWN]['email']}"),
)
_member("an XML attribute", "xl/drawings/drawing9.xml", lambda mail: f'<a><b descr="{mail}"/></a>'.encode())
_member("a stray member", "xl/customXml/item1.xml", lambda mail: f"<a>{mail}</a>".encode())
_member("a gzip member", "xl/media/a.bin", lambda mail: gzip.compress((mail + " " * 99).encode()))
_member("a zip member", "xl/embeddings/a.zip", _zipped)
_member("a UTF-16 member", "xl/media/b.bin", lambda mail: b"\x00\x00\x07\x07" + mail.encode("utf-16-le"))
_cards("a JSON key", lambda cards, row: cards[OWN].update({row["email"]: "1"}))
_cards(
    "a JSON value of another record", lambda cards, row: cards[OTHER].update({"note": f"voir {row['email']}"})
)
_cards(
    "a name in its own JSON record",
    lambda cards, row: cards[OWN].update({"note": f"vu {row['Nom']} {row['Prenom']}"}),
)

_text("an e-mail", lambda row: f"voir {row['email']}")
_text("an e-mail in capitals", lambda row: f"voir {row['email'].upper()}")
_text("base64", lambda row: f"jeton {_b64(row['email'])} fin")
_text("base64 without padding", lambda row: _b64("x " + row["email"]).rstrip("="))
_text("base64 for URLs", lambda row: base64.urlsafe_b64encode(f"???>>> {row['email']} ~~~".encode()).decode())
_text("base64 in a data URL", lambda row: f"data:text/plain;base64,{_b64('de ' + row['email'])}")
_text("base64 of UTF-16", lambda row: _b64(row["email"], "utf-16-le"))
_text(
    "wrapped base64", lambda row: base64.encodebytes(("note " * 20 + row["email"]).encode()).decode().strip()
)
_text("base64 of base64", lambda row: _b64("jeton " + _b64(row["email"])))
_text("hex", lambda row: row["email"].encode().hex())
_text("hex after 0x in capitals", lambda row: "0x" + row["email"].encode().hex().upper())
_text("byte escapes", lambda row: "".join(f"\\x{byte:02x}" for byte in row["email"].encode()))
_text("percent escapes", lambda row: "?q=" + quote(row["email"]))
_text("percent escapes of everything", lambda row: "".join(f"%{byte:02X}" for byte in row["email"].encode()))
_text("a named entity", lambda row: row["email"].replace("@", "&commat;"))
_text("decimal entities", lambda row: "".join(f"&#{ord(sign)};" for sign in row["email"]))
_text("hexadecimal entities", lambda row: "".join(f"&#x{ord(sign):x};" for sign in row["email"]))
_text("entities of entities", lambda row: html.escape(row["email"].replace("@", "&#64;")))
_text("JSON escapes", lambda row: "".join(f"\\u{ord(sign):04x}" for sign in row["email"]))
_text("quoted-printable", lambda row: quopri.encodestring(row["email"].encode()).decode().replace("@", "=40"))
_text("PHP serialised", lambda row: f'a:1:{{s:4:"mail";s:{len(row["email"])}:"{row["email"]}";}}')
_text(
    "a Moodle blob",
    lambda row: _b64(f'O:8:"stdClass":1:{{s:5:"email";s:{len(row["email"])}:"{row["email"]}";}}'),
)
_text("a mailto URL", lambda row: f"<a href='mailto:{row['email']}?subject=x'>")
_text("a tag inside", lambda row: row["email"].replace("@", "<wbr>@<b>") + "</b>")
_text("a line break in a quoted cell", lambda row: f"une ligne\n{row['email']}\nune autre")
_text("a sign without width inside", lambda row: "\u200b".join(row["email"]))
_text(
    "full-width signs", lambda row: "".join(chr(ord(s) + 0xFEE0) if s.isalnum() else s for s in row["email"])
)
_text("padding", lambda row: f"....{row['email']}____ ")
_text("a phone with slashes", lambda row: "tel " + row["tel"].replace(" ", "/"))
_text("a phone with dots", lambda row: "tel " + row["tel"].replace(" ", "."))
_text("a phone without separators", lambda row: "tel " + row["tel"].replace(" ", ""))
_text("a phone with no-break spaces", lambda row: "tel " + row["tel"].replace(" ", "\u00a0"))
_text("an international phone", lambda row: f"tel +33 (0){row['tel'][1:]}")
_text("a phone after 00", lambda row: f"tel 0033{row['tel'][1:].replace(' ', '')}")
_text("a phone as an integer", lambda row: row["tel"][1:].replace(" ", ""))
_text("a phone as a float", lambda row: row["tel"][1:].replace(" ", "") + ".0")
_text("an IBAN in groups", lambda row: " ".join(row["iban"][i : i + 4] for i in range(0, 27, 4)))
_text(
    "an IBAN in lower case with hyphens",
    lambda row: "-".join(row["iban"][i : i + 4] for i in range(0, 27, 4)).lower(),
)
_text(
    "a NIR in groups", lambda row: " ".join(row["nir"][a:b] for a, b in pairwise((0, 1, 3, 5, 7, 10, 13, 15)))
)
_text("a NIR without its key", lambda row: "secu " + row["nir"][:13])
_text("a NIR as a float", lambda row: row["nir"] + ".0")
_text("a full name", lambda row: f"vu avec {row['Prenom']} {row['Nom']}")
_text("a reversed name", lambda row: f"vu avec {row['Nom']}, {row['Prenom']}")
_text(
    "a name in capitals without accents", lambda row: f"VU AVEC {_bare(row['Prenom']).upper()} {row['Nom']}"
)
_text(
    "a name in decomposed letters",
    lambda row: unicodedata.normalize("NFD", f"vu {row['Prenom']} {row['Nom']}"),
)
_text(
    "a name in UTF-8 read as Latin-1",
    lambda row: f"vu {row['Prenom']} {row['Nom']}".encode().decode("cp1252"),
)
_text("a name with signs without width", lambda row: "vu " + "\u200c".join(row["Prenom"]) + " " + row["Nom"])
_text("a name in base64", lambda row: _b64(f"vu {row['Prenom']} {row['Nom']}"))
_text("a name with hyphens", lambda row: f"dossier-{row['Prenom']}-{row['Nom']}-2024")
_text("a name in tags", lambda row: f"<p>{row['Prenom']} <b>{row['Nom']}</b></p>")
_text(
    "an initial and the surname", lambda row: f"relance de {row['Prenom'][0]}. {row['Nom'].title()}", row=OWN
)
_text(
    "a login of the name",
    lambda row: f"compte {_bare(row['Prenom'][0]).lower()}{row['Nom'].lower()}",
    row=OWN,
)
_text("the surname backwards", lambda row: f"code {row['Nom'][::-1].lower()}", row=OWN)
_text(
    "a name in serialised fields",
    lambda row: f'a:2:{{s:1:"p";s:5:"{row["Prenom"]}";s:1:"n";s:5:"{row["Nom"]}";}}',
    row=OWN,
)
_text(
    "the birth date in words",
    lambda row: f"née le {int(row['naissance'][:2])} mars {row['naissance'][6:]}",
    row=OWN,
)
_text("the birth date in another order", lambda row: "-".join(reversed(row["naissance"].split("/"))), row=OWN)
_text("the part before the @", lambda row: f"pseudo {row['email'].split('@')[0]}", row=OWN)
_text("a secret", lambda row: f"le code est {row['secret']}")
_cell("the same cell in another case", "Nom", lambda row: row["Nom"].lower())
_cell("the same cell padded", "ville", lambda row: f"  {row['ville']} ")
_cell("the same cell with other signs", "badge", lambda row: "-".join(row["badge"]))
_cell(
    "the birth date in another format",
    "naissance",
    lambda row: "-".join(reversed(row["naissance"].split("/"))),
)
_cell("another column in a kept one", "Montant", lambda row: row["tel"])
_cell("the e-mail under another domain", "email", lambda row: f"{row['Prenom']}.{row['Nom']}@exemple.test")
_cell("a phone that lost its zero", "tel", lambda row: row["tel"][1:].replace(" ", ""))
_cell("a cell that was to be emptied", "interne", lambda _: "x")


def _bare(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))


def test_the_clean_output_passes(run: Run) -> None:
    """Before anything is put back the audit passes: a failure below is the leak's."""
    result = _audited(run, Changed({}, {}))
    assert result.passed, [str(survivor) for survivor in result.survivors]
    assert len(LEAKS) >= 40


@pytest.mark.parametrize("name", sorted(LEAKS))
def test_a_seeded_leak_fails(run: Run, name: str) -> None:
    """The audit fails and names the place of the leak, never its value."""
    result = _audited(run, LEAKS[name](run))
    assert not result.passed, name
    said = (" ".join(map(str, result.survivors)) + repr(result)).lower()
    row = _rows()[OWN]
    for value in ("Nom", "Prenom", "email", "tel", "iban", "nir", "secret"):
        assert row[value].lower() not in said
