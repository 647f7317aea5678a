"""Chromium for the tests of pages, and axe-core for their accessibility."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from shells import lacking

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
AXE = Path(os.environ.get("AXE_CORE") or CACHE / "sampler-tests/axe-core-4/node_modules/axe-core/axe.min.js")


@contextmanager
def shown(file: Path, **options: object) -> Iterator[Page]:
    """A page in Chromium; in the end it must have asked for itself only and said nothing."""
    chromium = CHROMIUM or lacking("Chromium is not installed here")
    talk: list[str] = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(**options)  # type: ignore[arg-type]
        page.on("console", lambda message: talk.append(message.text))
        page.on("pageerror", lambda error: talk.append(str(error)))
        page.on("request", lambda request: talk.append(request.url))
        page.goto(file.as_uri())
        yield page
        browser.close()
    assert talk == [file.as_uri()]


def violations(page: Page) -> list[str]:
    """What axe-core finds, of every impact, by rule and place."""
    if not AXE.is_file():
        lacking("axe-core is not here (.ci/run installs it)")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{one['id']}: {node['html'][:200]}" for one in found["violations"] for node in one["nodes"]]
