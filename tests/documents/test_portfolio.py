"""The manager's page in a real browser: filtered, sorted, opened, printed, read without script."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from browsing import shown, violations
from payloads import PAYLOADS
from playwright.sync_api import Page
from pypdf import PdfReader
from trials import TODAY, gone, out, portfolio, trial

from sampler.documents.portfolio import render_portfolio
from sampler.errors import UsageError
from sampler.model.portfolio import Change
from sampler.model.report import CertificateRef

A4 = (595, 842)
ORDER = ["vieux", "acme", "hopital-sud", "globex", "umbrella", "initech", "wayne"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The English page as a file."""
    path = tmp_path / "trials.html"
    path.write_bytes(render_portfolio(portfolio(), "en"))
    return path


@pytest.fixture
def page(file: Path) -> Iterator[Page]:
    """The English page in Chromium."""
    with shown(file, viewport={"width": 1200, "height": 900}) as opened:
        yield opened


def names(page: Page) -> list[str]:
    """The trials that are seen, from above."""
    return page.locator(".trial:visible .who strong").all_inner_texts()


def test_what_is_late_stands_in_front(page: Page) -> None:
    """Overdue trials come first, then those that end soonest; destroyed ones last."""
    assert names(page) == ORDER
    assert page.locator(".lead").inner_text() == (
        "2 trials are past their end and not all of their data is destroyed: vieux, acme."
    )
    assert page.locator(".tiles strong").all_inner_texts() == ["2", "1", "2", "8", "2"]


def test_the_filter_finds_by_name_provider_custodian_and_medium(page: Page) -> None:
    """Typing keeps the trials with that word, accents or not, and says how many."""
    box = page.get_by_role("searchbox")
    for typed, found in (("HOPITAL", ["hopital-sud"]), ("éditions", ["umbrella"]), ("claire", ["acme"])):
        box.fill(typed)
        assert names(page) == found
        assert page.get_by_role("status").inner_text() == "1 of 7 trials shown"
    box.fill("")
    page.get_by_label("State").select_option("overdue")
    assert names(page) == ["vieux", "acme"]


def test_trials_are_sorted_by_end_name_and_copies(page: Page) -> None:
    """Each order is what it says; urgency brings the first one back."""
    sort = page.get_by_label("Sort by")
    sort.select_option("name")
    assert names(page) == sorted(ORDER)
    sort.select_option("copies")
    assert names(page)[:2] == ["acme", "globex"]
    sort.select_option("end")
    assert names(page)[:3] == ["initech", "wayne", "vieux"]
    sort.select_option("urgency")
    assert names(page) == ORDER


def test_a_click_or_the_keyboard_opens_a_trial(page: Page) -> None:
    """Copies and certificates of a trial open by mouse and by Enter; a button opens all."""
    page.locator("summary", has_text="wayne").click()
    assert page.get_by_text("wayne-K1").first.is_visible()
    page.locator("summary", has_text="vieux").focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("row", name=re.compile("C8")).is_visible()
    page.get_by_role("button", name="Close all").click()
    assert page.locator("details[open]").count() == 0
    page.get_by_role("button", name="Open all").click()
    assert page.locator("details[open]").count() == len(ORDER)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_the_way_of_a_screen_reader(file: Path, scheme: str) -> None:
    """axe-core finds nothing, closed and open, light and dark, wide and narrow."""
    for width in (1200, 390):
        with shown(file, viewport={"width": width, "height": 900}, color_scheme=scheme) as page:
            assert violations(page) == []
            page.get_by_role("button", name="Open all").click()
            assert violations(page) == []
            wider = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert wider <= 0


def test_it_prints_on_one_a4_page_without_controls(page: Page, tmp_path: Path) -> None:
    """Seven trials fit on one A4 page with their bars and texts; there is nothing to click on paper."""
    paper = tmp_path / "trials.pdf"
    page.pdf(path=str(paper), prefer_css_page_size=True)
    pages = PdfReader(paper).pages
    assert [tuple(round(side) for side in one.mediabox[2:]) for one in pages] == [A4]
    text = pages[0].extract_text()
    assert "11 days late" in text
    assert "Filter" not in text
    page.emulate_media(media="print")
    assert page.locator("button:visible, input:visible, select:visible").count() == 0


def test_it_reads_and_opens_without_script(file: Path) -> None:
    """Without JavaScript the same trials stand there, open by a click, and no dead control is shown."""
    with shown(file, java_script_enabled=False) as page:
        assert names(page) == ORDER
        assert page.locator("input:visible, select:visible, button:visible").count() == 0
        page.locator("summary", has_text="acme").click()
        assert page.get_by_text("C3").first.is_visible()


def test_each_bar_says_itself_in_words(page: Page) -> None:
    """A bar has its dates and its delay as text, for readers who do not see it, and beside it for all."""
    assert page.get_by_role("img", name="from 31 October 2026 to 31 January 2027, 3 days late").count() == 1
    assert page.get_by_text("destroyed, 10 days late").is_visible()


def test_both_languages_are_whole() -> None:
    """The French page has French words where the English one has English ones."""
    french, english = (render_portfolio(portfolio(), lang).decode() for lang in ("fr", "en"))
    for words in ("11 jours de retard", "chez le fournisseur", "base de données", "Cette semaine", "déc."):
        assert words in french
        assert words not in english
    for words in (
        "days late",
        "overdue<",
        "days left",
        "Copies out",
        "This week",
        "at the provider",
        "destroyed<",
    ):
        assert words in english
        assert words not in french


def test_names_are_text_and_hidden_signs_are_named() -> None:
    """A provider's or custodian's name may be hostile: it becomes text."""
    for payload in PAYLOADS:
        hostile = trial("a", payload, -3, 9, copies=(out(1, custodian=payload),))
        text = render_portfolio(portfolio(trials=(hostile,)), "en").decode()
        assert text.count("<script>") == 1
        assert "<img" not in text
        assert "onerror=alert" not in re.sub(r"&#?\w+;[^<]*", "", text)


def test_no_trial_and_a_hundred_trials() -> None:
    """An empty page says so; a full one names every trial and keeps its marks inside the line."""
    assert "No trial is on record." in render_portfolio(portfolio(trials=(), changes=()), "en").decode()
    many = tuple(trial(f"d{n}", "P", -n * 20, 400 - n * 7) for n in range(100))
    text = render_portfolio(portfolio(trials=(*many, gone("old", "P", -3000, -2900, -2900))), "en").decode()
    assert text.count('<li class="trial') == 101
    assert all(0 <= float(x) <= 100 for x in re.findall(r' x(?:1|2)?="([0-9.]+)%"', text))


def test_another_language_is_refused() -> None:
    """Documents are in French and English."""
    with pytest.raises(UsageError):
        render_portfolio(portfolio(), "de")


def test_an_interim_certificate_and_a_legal_hold_are_said() -> None:
    """Destroyed is not shown as good while the last certificate is interim; a legal hold is not a freeze."""
    ref = CertificateRef("wayne-K1", "interim", "2027-01-29T18:00:00Z")
    unproved = replace(gone("wayne", "Wayne SARL", -70, -15, -20), certificates=(ref,))
    held = trial("vieux", "Vieux & Fils", -120, -11, held=True, hold="legal")
    text = render_portfolio(portfolio(trials=(unproved, held)), "en").decode()
    assert '<span class="warn">destroyed, certificate interim</span>' in text
    assert '<span class="good">destroyed' not in text
    assert "1 destroyed trial has an interim certificate only: wayne." in text
    assert "legal hold" in text
    assert "on hold" not in text


@pytest.mark.parametrize(("media", "width"), [("screen", 1200), ("screen", 390), ("print", 680)])
def test_no_month_runs_into_the_next_or_the_edge(file: Path, width: int, media: str) -> None:
    """The names above the line never overlap, nor leave it; the narrow screen shows none."""
    with shown(file, viewport={"width": width, "height": 900}) as page:
        page.emulate_media(media=media)
        found = page.evaluate(
            "[...document.querySelectorAll('.axis text:not(.today)')].filter(t => t.textContent.trim())"
            ".map(t => t.getBoundingClientRect()).map(r => [r.left, r.right])"
        )
        edge = page.evaluate("document.querySelector('.axis').getBoundingClientRect().right")
    assert width == 390 or len(found) > 3
    ends = [right for _, right in found]
    assert all(left >= end for (left, _), end in zip(found[1:], ends, strict=False))
    assert all(end <= edge + 1 for end in ends)


def test_a_telephone_says_what_the_number_of_copies_is(file: Path) -> None:
    """Where there is no room for headers, the number of copies says what it counts."""
    with shown(file, viewport={"width": 390, "height": 844}) as page:
        assert not page.locator(".heads").is_visible()
        assert re.search(r"[0-9] cop", page.locator("summary .n").first.inner_text())
        assert violations(page) == []


def test_a_copy_that_outlived_its_deal_keeps_the_deal_late() -> None:
    """Destroyed, certified as interim, a copy out and past its end: late, in front, its copy named."""
    ref = CertificateRef("wayne-K1", "interim", "2027-01-29T18:00:00Z")
    ended = gone("wayne", "Wayne SARL", -70, -3, -3)
    left = replace(ended, certificates=(ref,), copies=(out(4),), days_left=-3)
    change = Change(TODAY.isoformat(), "copy-late", "wayne", "C4")
    shown_ = portfolio(trials=(trial("new", "P", -1, 30), left), changes=(change,))
    assert [one.status for one in shown_.trials] == ["overdue", "running"]
    text = render_portfolio(shown_, "fr").decode()
    assert "1 essai a dépassé sa fin" in text
    assert "Aucun essai" not in text
    assert '<span class="bad">détruit, certificat provisoire, 3 jours de retard</span>' in text
    assert "wayne\N{NO-BREAK SPACE}: la copie C4 est toujours dehors" in text
    done = replace(left, certificates=(replace(ref, kind="final"),))
    assert done.status == replace(left, copies=()).status == "destroyed"


def test_an_outcome_that_nobody_gave_is_not_a_running_trial() -> None:
    """A trial that was destroyed without being closed says that its outcome was not stated."""
    nobody = replace(gone("wayne", "Wayne SARL", -70, -3, -3), outcome="")
    for one, word in ((nobody, "non précisé"), (trial("new", "P", -1, 30), "en cours")):
        text = render_portfolio(portfolio(trials=(one,), changes=()), "fr").decode()
        assert re.search(rf"Issue.{{0,40}}<dd><bdi>{word}", text, re.DOTALL), word
