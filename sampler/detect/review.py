"""The review page of a sample, from its findings."""

from collections.abc import Iterator, Sequence

from sampler.detect.draft import operator_for, quoted
from sampler.detect.findings import TableFindings
from sampler.documents.review import Reviewed, render_review
from sampler.model.finding import Finding, State

_KEPT = '{operator: keep, reason: "…"}'


def review_page(sample: str, tables: Sequence[TableFindings], lang: str) -> bytes:
    """The page as HTML, in `lang`.

    Raises:
        UsageError: an unknown language.
    """
    return render_review(sample, tuple(_columns(tables)), lang)


def _columns(tables: Sequence[TableFindings]) -> Iterator[Reviewed]:
    for table in tables:
        for finding in table.findings:
            label = quoted(finding.column)
            yield Reviewed(table.label, finding, tuple(f"{label}: {rule}" for rule in _rules(finding)))


def _rules(finding: Finding) -> tuple[str, ...]:
    """The drafted operator, then what a person may decide instead where nothing was proved."""
    drafted = operator_for(finding)
    return (drafted, "drop", _KEPT) if finding.state is State.UNKNOWN else (drafted,)
