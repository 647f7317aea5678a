"""The page that a sales engineer decides from: every column of a sample with its evidence, unknowns first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sampler.documents.catalogue import Words, translator
from sampler.documents.html import render_html
from sampler.model.finding import Finding, State

ORDER = (State.UNKNOWN, State.PERSONAL, State.CLEAR)
COLUMNS = ("column", "type", "coverage", "shapes", "evidence", "rules")


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A column of a table with the recipe lines that may answer it, the drafted one first."""

    table: str
    finding: Finding
    rules: tuple[str, ...]


def render_review(sample: str, columns: Sequence[Reviewed], lang: str) -> bytes:
    """One self-contained HTML file; it holds labels, counts, shapes and fixed words, never a value.

    Raises:
        UsageError: an unknown language.
    """
    words = translator(lang)
    return render_html("review", _page(sample, columns, words))


def _page(sample: str, columns: Sequence[Reviewed], words: Words) -> dict[str, Any]:
    return {
        "lang": words.lang,
        "sample": sample,
        "title": words("review.title"),
        "lead": words("review.lead"),
        "footer": words("review.footer"),
        "columns": [words(f"review.head.{name}") for name in COLUMNS],
        "labels": {
            "filter": words("review.filter"),
            "by_key": words("review.keys"),
            "unprintable": words("unprintable"),
        },
        "groups": [_group(state, columns, words) for state in ORDER],
    }


def _group(state: State, columns: Sequence[Reviewed], words: Words) -> dict[str, Any]:
    rows = [_row(one, words) for one in columns if one.finding.state is state]
    return {
        "state": state.value,
        "number": words.number(len(rows)),
        "word": words(f"review.{state}.word"),
        "title": words(f"review.{state}.title"),
        "note": words(f"review.{state}.note"),
        "empty": words("review.empty"),
        "rows": rows,
    }


def _row(one: Reviewed, words: Words) -> dict[str, Any]:
    finding = one.finding
    percent = round(100 * finding.filled / finding.rows) if finding.rows else 0
    marks = [name for name in ("key", "quasi") if getattr(finding, name)]
    return {
        "table": one.table,
        "column": finding.column,
        "words": " ".join((one.table, finding.column, finding.entity_type or "", *marks)),
        "type": finding.entity_type or "",
        "no_type": words("review.mark.text" if finding.text else "review.no-type"),
        "confidence": words("review.confidence", n=str(round(100 * finding.confidence))),
        "marks": [words(f"review.mark.{name}") for name in marks],
        "percent": percent,
        "coverage": words("of", n=words.number(finding.filled), total=words.number(finding.rows)),
        "distinct": words.count("review.distinct", finding.distinct) if finding.distinct else "",
        "shapes": list(finding.shapes),
        "no_shape": "" if finding.look else words("review.no-shape"),
        "density": _density(finding, words),
        "evidence": list(finding.evidence),
        "rules": list(one.rules),
    }


def _density(finding: Finding, words: Words) -> str:
    look = finding.look
    if look is None or not look.characters:
        return ""
    return words(
        "review.density",
        touched=words.number(look.touched),
        texts=words.number(look.texts),
        share=f"{100 * look.masked / look.characters:.1f}".replace(".", words("decimal-mark")),
        language=words(f"language.{look.language}"),
    )
