"""How documents look: three pictures kept as references, compared with tolerance; pages read aloud by axe."""

import gzip
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from browsing import shown, violations
from papers import certificate, interim, line, receipt, report
from papers import deal as lent
from pypdf import PdfReader
from shells import needed
from trials import portfolio

from sampler.documents.portfolio import render_portfolio
from sampler.documents.rendering import render
from sampler.documents.verifying import verifying_page

AT = datetime(2027, 2, 3, 12, 0, tzinfo=UTC)
PICTURES = Path(__file__).parent / "pictures"
BLOCK = 4  # pixels at 24 dpi: about 4 mm, so that another version of a font is not another page
NEAR = 4.0  # of 255, on average: measured 0 for the same page, 6 and more for another document
Grey = np.ndarray[Any, np.dtype[np.float64]]


def grey(pdf: Path) -> Grey:
    """The first page as grey blocks."""
    command = [needed("pdftoppm"), "-gray", "-r", "24", "-f", "1", "-l", "1", "-singlefile", str(pdf)]
    subprocess.run([*command, str(pdf.with_suffix(""))], check=True)
    return blocks(pdf.with_suffix(".pgm").read_bytes())


def blocks(picture: bytes) -> Grey:
    """A PGM as means of square blocks."""
    _, size, _, pixels = picture.split(b"\n", 3)
    width, height = map(int, size.split())
    page = np.frombuffer(pixels, np.uint8).reshape(height, width).astype(float)
    page = page[: height // BLOCK * BLOCK, : width // BLOCK * BLOCK]
    means: Grey = page.reshape(height // BLOCK, BLOCK, width // BLOCK, BLOCK).mean(axis=(1, 3))
    return means


def apart(one: Grey, other: Grey) -> float:
    """How far two pages lie apart, on average; pages of other sizes are as far as can be."""
    return float(np.abs(one - other).mean()) if one.shape == other.shape else 255.0


def made(name: str, folder: Path) -> Path:
    """One of the three documents as a PDF."""
    pdf = folder / f"{name}.pdf"
    if name == "portfolio":
        page_file = folder / "portfolio.html"
        page_file.write_bytes(render_portfolio(portfolio(), "fr"))
        with shown(page_file) as page:
            page.pdf(path=str(pdf), prefer_css_page_size=True)
    else:
        document = certificate(copies=(line(1, "key-destroyed"),)) if name == "certificate" else receipt()
        pdf.write_bytes(render(document, "pdf", "fr", AT))
    return pdf


@pytest.mark.parametrize("name", ["certificate", "receipt", "portfolio"])
def test_a_document_looks_as_its_reference(name: str, tmp_path: Path) -> None:
    """The page is the picture that was looked at; SAMPLER_NEW_PICTURES=1 takes new ones, to be looked at."""
    pdf, kept = made(name, tmp_path), PICTURES / f"{name}.pgm.gz"
    seen = grey(pdf)
    if os.environ.get("SAMPLER_NEW_PICTURES"):
        kept.write_bytes(gzip.compress(pdf.with_suffix(".pgm").read_bytes(), mtime=0))
    assert apart(seen, blocks(gzip.decompress(kept.read_bytes()))) < NEAR


def test_the_comparison_tells_documents_apart(tmp_path: Path) -> None:
    """Another document, or the same one with a banner, is farther away than the tolerance."""
    kept = blocks(gzip.decompress((PICTURES / "certificate.pgm.gz").read_bytes()))
    for number, document in enumerate((receipt(), interim())):
        pdf = tmp_path / f"{number}.pdf"
        pdf.write_bytes(render(document, "pdf", "fr", AT))
        assert apart(grey(pdf), kept) > NEAR


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_certificate_is_one_page_and_its_annex_another(lang: str, tmp_path: Path) -> None:
    """Six copies and their proof fit on one page; more of them stand on pages of their own, after it."""
    pdf = tmp_path / "c.pdf"
    for copies, pages in ((5, 1), (7, 2)):
        lines = tuple(line(n, "verified-absent") for n in range(copies))
        pdf.write_bytes(render(certificate(copies=lines), "pdf", lang, AT))
        reader = PdfReader(pdf)
        assert len(reader.pages) == pages
        front = reader.pages[0].extract_text()
        assert "ssh-keygen" in front
        assert ("C-4" in front) == (pages == 1)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1200), ("dark", 1200), ("light", 390)])
def test_the_other_pages_are_accessible_too(scheme: str, width: int, tmp_path: Path) -> None:
    """On a telephone too, axe finds nothing on certificates, a report, a receipt, the page on verifying."""
    about = {"provider": "ACME SAS", "signer": "SHA256:x", "anchor": "1:ab", "at": "2027-02-03T12:00:00Z"}
    pages = [render(one, "html", "fr", AT) for one in (certificate(), interim(), report(lent()), receipt())]
    for number, page in enumerate((*pages, verifying_page("acme", "fr", **about))):
        file = tmp_path / f"{number}.html"
        file.write_bytes(page)
        with shown(file, color_scheme=scheme, viewport={"width": width, "height": 844}) as opened:
            assert violations(opened) == []


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_first_page_of_a_long_certificate_stands_alone(lang: str, tmp_path: Path) -> None:
    """Long names push the copies behind; purpose, limits, people, signature and anchor stay in front."""
    pdf = tmp_path / "c.pdf"
    lines = tuple(line(n, "verified-absent", note="one two three four five six seven " * 8) for n in range(5))
    document = certificate(
        provider="Établissement public " * 12, purpose="reprise de l'annuaire " * 12, copies=lines
    )
    pdf.write_bytes(render(document, "pdf", lang, AT))
    front, annex = (page.extract_text() for page in PdfReader(pdf).pages)
    for told in ("reprise", "Paul", "ssh-keygen", document.signer[:12], document.anchor[:12]):
        assert told in front
    assert "C-4" in annex
    assert "C-4" not in front
