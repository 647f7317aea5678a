"""Fixtures around the small invented sample."""

from collections.abc import Callable

import pytest
from small_sample import Run, clients_csv, people, sanitize, workbook


@pytest.fixture(scope="session")
def originals() -> dict[str, bytes]:
    """The bytes of the small sample."""
    rows = people()
    notes = "".join(f"Appel de {row['Prenom']} {row['Nom'].title()} le 3 mai 2024.\n" for row in rows[:5])
    return {
        "clients.csv": clients_csv(rows),
        "commandes.xlsx": workbook(rows),
        "notes.txt": notes.encode(),
    }


@pytest.fixture(scope="session")
def clean(originals: dict[str, bytes]) -> Run:
    """The small sample, sanitized as it should be."""
    return sanitize(originals)


@pytest.fixture
def sanitizer() -> Callable[..., Run]:
    """The way through sanitize, for tests that break it first."""
    return sanitize
