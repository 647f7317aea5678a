"""The review page: unknown columns first, nothing but labels, and a line to copy, in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import shown
from playwright.sync_api import Page

from sampler.documents.review import Reviewed, render_review
from sampler.errors import UsageError
from sampler.model.finding import Finding, State, TextLook

LOOK = TextLook("fr", 200, 40, 10_000, 250, (("PERSON", 60),))
COLUMNS = (
    Reviewed(
        "f1",
        Finding("Nom", State.PERSONAL, "LAST_NAME", 0.97, ("header word",), filled=90, rows=100, distinct=80),
        ('"Nom": surrogate LAST_NAME',),
    ),
    Reviewed(
        "f1",
        Finding("Note", State.PERSONAL, None, 1.0, ("long texts",), text=True, filled=9, rows=9, look=LOOK),
        ('"Note": text',),
    ),
    Reviewed(
        "f2",
        Finding("Lieu", State.UNKNOWN, None, 0.0, ("no evidence",), filled=5, rows=5, shapes=("Aaaa 9",)),
        ('"Lieu": redact', '"Lieu": drop'),
    ),
    Reviewed(
        "f2", Finding("Prix", State.CLEAR, None, 0.9, ("amounts",), filled=5, rows=5), ('"Prix": keep',)
    ),
)


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    """The English page in Chromium."""
    file = tmp_path / "review.html"
    file.write_bytes(render_review("acme-1", COLUMNS, "en"))
    with shown(file, permissions=["clipboard-read", "clipboard-write"]) as page:
        yield page


def copied(page: Page) -> str:
    """What the clipboard holds."""
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_unknown_columns_come_first(page: Page) -> None:
    """The page's order is the order of decisions: to decide, personal, clear."""
    assert page.locator("tbody th bdi:first-child").all_inner_texts()[::2] == ["Lieu", "Nom", "Note", "Prix"]


def test_one_click_and_one_key_copy_the_recipe_line(page: Page) -> None:
    """A button copies its own line; `j` goes to the next column and `c` copies its drafted line."""
    page.get_by_role("button", name='Copy "Lieu": drop').click()
    assert copied(page) == '"Lieu": drop'
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("c")
    page.wait_for_function("document.getElementById('said').textContent.includes('LAST_NAME')")
    assert copied(page) == '"Nom": surrogate LAST_NAME'


def test_the_filter_hides_the_other_columns(page: Page) -> None:
    """Typing a type or a label keeps the rows that have it."""
    page.get_by_role("searchbox").fill("last_name")
    assert page.locator("tbody tr:visible").count() == 1


def test_on_paper_there_are_no_buttons(page: Page) -> None:
    """Printed, the page holds the lines and no controls."""
    page.emulate_media(media="print")
    assert page.locator("button:visible").count() == 0
    assert page.get_by_text('"Lieu": redact').is_visible()


def test_the_page_reads_without_script_and_in_french() -> None:
    """Everything is in the markup; the density of a text column is in the language's own figures."""
    text = render_review("acme-1", COLUMNS, "fr").decode()
    assert "40 textes sur 200 lus en contiennent, 2,5\xa0% des caractères\xa0; langue\xa0: français" in text
    assert text.index("À décider") < text.index("Personnelles") < text.index("Claires")
    assert "<button" not in text.partition("<script>")[0]


def test_labels_are_escaped_and_hidden_signs_named() -> None:
    """A column's name may be hostile: it becomes text."""
    finding = Finding("<img src=x>\u202e", State.UNKNOWN, None, 0.0, ())
    text = render_review("acme-1", (Reviewed("f1", finding, ()),), "en").decode()
    assert "<img" not in text
    assert "U+202E" in text


def test_another_language_is_refused() -> None:
    """Documents are in French and English."""
    with pytest.raises(UsageError):
        render_review("acme-1", COLUMNS, "de")
