"""Chromium for the tests of pages, and axe-core for their accessibility."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
AXE = Path(os.environ.get("AXE_CORE") or CACHE / "sampler-tests/axe-core-4/node_modules/axe-core/axe.min.js")


def absent(what: str) -> None:
    """Skip for want of a tool, and fail in CI."""
    if os.environ.get("CI"):
        pytest.fail(f"CI has no {what}")
    pytest.skip(f"no {what} here")


@contextmanager
def shown(file: Path, **options: object) -> Iterator[Page]:
    """A page in Chromium; in the end it must have asked for itself only and said nothing."""
    if CHROMIUM is None:
        absent("Chromium")
    talk: list[str] = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(**options)  # type: ignore[arg-type]
        page.on("console", lambda message: talk.append(message.text))
        page.on("pageerror", lambda error: talk.append(str(error)))
        page.on("request", lambda request: talk.append(request.url))
        page.goto(file.as_uri())
        yield page
        browser.close()
    assert set(talk) == {file.as_uri()}


def violations(page: Page) -> list[str]:
    """What axe-core finds, of every impact, by rule and place."""
    if not AXE.is_file():
        absent("axe-core (.ci/run installs it)")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{one['id']}: {node['html'][:200]}" for one in found["violations"] for node in one["nodes"]]
