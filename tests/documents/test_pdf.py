"""The PDF door: archival, reproducible, and blind to what a text would like to be."""

import io
import re
import subprocess
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from papers import certificate, every_document, interim, line, receipt
from payloads import PAYLOADS
from shells import needed

from sampler.documents import letters
from sampler.documents.catalogue import translator
from sampler.documents.letters import drawable, everywhere
from sampler.documents.page import Cell, Column, Grid, Labels, Page
from sampler.documents.pdf import _compile, render_pdf
from sampler.documents.rendering import render
from sampler.errors import SamplerError
from sampler.model.canonical import canonical_json

AT = datetime(2027, 2, 3, 12, 0, tzinfo=UTC)


def text_of(document: bytes) -> str:
    """The text as a reader of the PDF would copy it."""
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(document)).pages)


def squeezed(text: str) -> str:
    """Without white space and ligatures: lines may break anywhere in a long word."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def page_of_cells(texts: list[str], tone: str, *, code: bool) -> dict[str, Any]:
    """A page with one table of these texts, in one style."""
    rows = tuple((Cell(text, detail=text, tone=tone, code=code),) for text in texts)
    grid = Grid("t", (Column("c"),), rows, "none")
    return Page("en", "t", "1", "i", None, "l", (grid,), "f", Labels("{n}{of}", "u")).to_data()


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("name", list(every_document()))
def test_every_document_renders(name: str, lang: str) -> None:
    """Full or empty, each document claims PDF/A-2b, embeds its fonts and knows its language."""
    made = render(every_document()[name], "pdf", lang, AT)
    assert made.startswith(b"%PDF-1.7")
    reader = pypdf.PdfReader(io.BytesIO(made))
    xmp = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in xmp
    assert reader.trailer["/Root"]["/Lang"] == lang
    assert all("/FontFile" in str(font) for font in descriptors(reader))
    assert "/JavaScript" not in str(reader.trailer["/Root"])


def descriptors(reader: pypdf.PdfReader) -> list[list[str]]:
    """The keys of each font descriptor in the document."""
    found = []
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            found.append(list(inner["/FontDescriptor"].get_object()))
    assert found
    return found


def test_french_text_can_be_copied() -> None:
    """Accents, ligatures and French spaces come out of the PDF as they went in."""
    text = text_of(render(certificate(), "pdf", "fr", AT))
    assert "Certificat de destruction" in text
    assert "Société Générale Œuvres SAS" in text
    assert "31 janvier 2027" in text
    assert "Absence vérifiée" in text
    assert "NIST SP 800-88 Rev. 2" in re.sub(r"\s+", " ", text)


def test_a_plain_certificate_fits_on_one_page() -> None:
    """Up to six copies, certificate and interim certificate take one page in both languages."""
    for document in (certificate(), interim(), receipt()):
        for lang in ("fr", "en"):
            assert len(pypdf.PdfReader(io.BytesIO(render(document, "pdf", lang, AT))).pages) == 1


def test_the_same_input_gives_the_same_bytes() -> None:
    """Rendering again, or naming the same moment in another zone, changes nothing; another moment does."""
    first = render(certificate(), "pdf", "fr", AT)
    assert render(certificate(), "pdf", "fr", AT) == first
    assert render(certificate(), "pdf", "fr", AT.astimezone(timezone(timedelta(hours=2)))) == first
    assert render(certificate(), "pdf", "fr", AT + timedelta(days=1)) != first


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_texts_of_others_stay_texts(payload: str) -> None:
    """Whatever a field holds is printed, never run; what can't be drawn is printed by its number."""
    where = {"host": payload, "location": payload, "holder": payload, "evidence": payload, "note": payload}
    document = certificate(provider=payload, tool=payload, copies=(line(1, "attested", **where),))
    text = squeezed(text_of(render(document, "pdf", "en", AT)))
    if not any("\u0590" <= char <= "\u06ff" for char in payload):  # extraction turns right-to-left text round
        assert squeezed(drawable("see HTML")(payload)) in text
    assert "Certificateofdestruction" in text


def test_every_letter_said_to_be_drawn_is_drawn() -> None:
    """The fonts inside typst have a glyph for each listed character, in each style of the template."""
    chars = [chr(code) for first, last in letters._DRAWN for code in range(first, last + 1)]
    chars = [char for char in chars if drawable("")(char) == char]
    assert len(chars) > 1900
    texts = ["".join(chars[at : at + 16]) for at in range(0, len(chars), 16)]
    for tone, code in (("", False), ("good", False), ("", True), ("bad", True)):
        data = page_of_cells(texts, tone, code=code)
        assert _compile(template(), data, "en", AT, drawable("see HTML")) is not None


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(), min_size=1, max_size=5))
def test_any_text_can_be_drawn(texts: list[str]) -> None:
    """No text makes the export fail or fall back to fewer letters."""
    data = page_of_cells(texts, "", code=False)
    assert _compile(template(), data, "en", AT, drawable("see HTML")) is not None


def test_other_fonts_fall_back_to_fewer_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the fonts lack a listed letter the page is drawn with Western letters, and says so."""
    monkeypatch.setattr(letters, "_DRAWN", ((0x20, 0x10FFFF),))
    text = text_of(render(certificate(provider="中 é"), "pdf", "en", AT))
    assert "see HTML 1\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} é" in text
    assert "U+4E2D" in text


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_name_in_other_letters_is_said_to_stand_in_the_html(lang: str) -> None:
    """Two Chinese names get two marks, wherever they stand; the page says where they can be read."""
    first, second = "\u5f20\u4e09", "\u674e\u56db"
    where = {"holder": f"{second} <li@acme.example>", "location": f"/srv/{first}/a.csv"}
    document = certificate(provider=first, copies=(line(1, "attested", **where),))
    text = squeezed(text_of(render(document, "pdf", lang, AT)))
    mark = squeezed(translator(lang)("letters.mark"))
    assert text.count(f"{mark}1") >= 3  # the provider's fact, the lead, the place, the note
    assert f"{mark}2" in text
    assert squeezed(translator(lang)("letters.lacking")) in text
    assert "U+5F20U+4E09" in text
    page = render(document, "html", lang, AT).decode()
    assert first in page
    assert second in page
    plain = squeezed(text_of(render(certificate(), "pdf", lang, AT)))
    assert squeezed(translator(lang)("letters.lacking")) not in plain


def test_a_page_that_can_not_be_drawn_is_an_error_without_its_text() -> None:
    """Typst quotes the text in its errors; ours does not."""
    data = everywhere(str, page_of_cells(["Marie Dupont"], "no such tone", code=False))
    with pytest.raises(SamplerError, match="can't be drawn") as caught:
        render_pdf("page", data, "en", AT)
    assert "Dupont" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_five_hundred_copies() -> None:
    """A long list runs over many pages, each with its headers and number, and loses nothing."""
    copies = tuple(line(n, "verified-absent") for n in range(500))
    reader = pypdf.PdfReader(io.BytesIO(render(certificate(copies=copies), "pdf", "fr", AT)))
    pages = [page.extract_text() for page in reader.pages]
    assert all(f"page {n} sur {len(pages)}" in text for n, text in enumerate(pages, 1))
    assert all("Détenteur" in text for text in pages[1:])
    assert set(re.findall(r"C-\d+", "\n".join(pages))) >= {f"C-{n}" for n in range(500)}
    assert "ssh-keygen" in pages[0]


def test_the_printed_command_checks_the_signature(tmp_path: Path) -> None:
    """Who types what the page says gets the fingerprint that the page shows, with no sampler at hand."""
    make = [needed("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", str(tmp_path / "key")]
    subprocess.run(make, check=True)
    told = subprocess.run(
        ["ssh-keygen", "-lf", str(tmp_path / "key.pub")], check=True, capture_output=True, text=True
    )
    document = receipt(signer=told.stdout.split()[1])
    signed = tmp_path / f"receipt-{document.sample}.json"
    signed.write_bytes(canonical_json(document.to_json()))
    sign = ["ssh-keygen", "-q", "-Y", "sign", "-n", "sampler", "-f", str(tmp_path / "key"), str(signed)]
    subprocess.run(sign, check=True, capture_output=True)
    public = (tmp_path / "key.pub").read_text(encoding="utf-8")
    (tmp_path / "allowed_signers").write_text(f"sampler {public}", encoding="utf-8")
    text = re.sub(r"\s+", " ", text_of(render(document, "pdf", "en", AT)))
    command = re.search(r"ssh-keygen -Y .*?\.json\.sig < \S+\.json", text)
    assert command
    checked = subprocess.run(
        ["sh", "-c", command[0]], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert document.signer in checked.stdout
    assert document.signer in text


def template() -> bytes:
    """The source of the page template."""
    return (Path(letters.__file__).parent / "templates" / "page.typ").read_bytes()
