"""The HTML door: inert, self-contained, accessible."""

import base64
import hashlib
import re
from collections import Counter
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from browsing import shown
from papers import certificate, every_document, interim, line, receipt
from payloads import PAYLOADS

from sampler.documents.letters import visible
from sampler.documents.rendering import render

AT = datetime(2027, 2, 3, 12, 0, tzinfo=UTC)


class Reader(HTMLParser):
    """Collects tags, attributes and text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.text = ""
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count a tag and keep its attributes."""
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self._inside = tag

    def handle_data(self, data: str) -> None:
        """Keep what a reader sees."""
        if self._inside != "style":
            self.text += data


def read(document: Any, lang: str = "en") -> Reader:  # noqa: ANN401 - any of the three models
    """Render and parse."""
    reader = Reader()
    reader.feed(render(document, "html", lang, AT).decode())
    return reader


def hostile(payload: str) -> Any:  # noqa: ANN401 - a certificate
    """A certificate with the payload wherever a person's text can stand."""
    where = {"host": payload, "location": payload, "holder": payload, "evidence": payload, "note": payload}
    return certificate(
        provider=payload,
        purpose=payload,
        hunted=payload,
        tool=payload,
        copies=(line(1, "attested", **where),),
    )


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("name", list(every_document()))
def test_every_document_renders(name: str, lang: str) -> None:
    """Full or empty, each document is one page in its language with nothing active or remote in it."""
    document = every_document()[name]
    reader = read(document, lang)
    assert ("html", "lang", lang) in reader.attributes
    assert not {"script", "link", "img", "iframe", "object", "base", "form", "svg"} & set(reader.tags)
    names = {name for _, name, _ in reader.attributes}
    assert not {name for name in names if name.startswith("on") or name in {"src", "href", "style"}}
    assert not re.search(r"(https?:)?//|@import|url\(", render(document, "html", lang, AT).decode())
    assert reader.tags["h1"] == 1


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_texts_of_others_stay_texts(payload: str) -> None:
    """Whatever a field holds, the page has the same elements as with a harmless word, and shows the text."""
    noted = visible(payload) != payload  # a page with replaced characters has one more line, which says so
    plain, reader = read(hostile("harm\u200bless" if noted else "harmless")), read(hostile(payload))
    assert reader.tags == plain.tags
    assert reader.attributes == plain.attributes
    assert visible(payload).strip() in reader.text


def test_the_policy_allows_the_style_sheet_only() -> None:
    """The content security policy names the hash of the only style element."""
    page = render(certificate(), "html", "en", AT).decode()
    style = page.split("<style>")[1].split("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in page
    assert page.index("Content-Security-Policy") < page.index("<style>")


def test_tables_are_accessible() -> None:
    """Each table has a caption, each header a scope, each row a name."""
    reader = read(certificate())
    assert reader.tags["table"] == reader.tags["caption"] == 2
    scopes = [value for tag, name, value in reader.attributes if tag == "th" and name == "scope"]
    assert len(scopes) == reader.tags["th"]
    assert scopes.count("row") == 2 + 4


def test_an_interim_certificate_says_so_first() -> None:
    """The banner comes before anything that could be taken for a certificate."""
    text = read(interim()).text
    assert "Interim certificate of destruction" in text
    assert text.index("this is not a final certificate") < text.index("The data lent by")
    assert "not a final certificate" not in read(certificate()).text


def test_what_is_weak_is_said() -> None:
    """A weak key store, a missing second person, a missing hunt and an unstated agreement are printed."""
    text = read(interim()).text
    for words in (
        "Weak: a file in the clear",
        "Not verified by a second person",
        "not searched for",
        "not stated",
    ):
        assert words in text
    assert "no file with this SHA-256" not in read(certificate(hunted="not hunted")).text


def test_the_receipt_names_what_was_set_aside() -> None:
    """A file in quarantine is listed with its reason and announced above the list."""
    text = read(receipt()).text
    assert text.index("1 file was set aside") < text.index("old Excel format")


def test_five_hundred_copies() -> None:
    """A long list loses nothing, and comes after the signature so that the first page tells the whole."""
    reader = read(certificate(copies=tuple(line(n, "verified-absent") for n in range(500))))
    assert reader.tags["tr"] == 500 + 1 + 2 + 1
    assert reader.text.index("ssh-keygen") < reader.text.index("C-499")


def test_a_browser_applies_the_style_and_asks_for_nothing(tmp_path: Path) -> None:
    """A real browser accepts the style sheet under the policy, reports no violation and loads one file."""
    page_file = tmp_path / "certificate.html"
    page_file.write_bytes(render(hostile("<img src=x onerror=alert(1)>"), "html", "fr", AT))
    with shown(page_file, viewport={"width": 390, "height": 800}) as page:
        border = page.evaluate("getComputedStyle(document.querySelector('header')).borderBottomStyle")
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert border == "solid"
    assert wider <= 0
