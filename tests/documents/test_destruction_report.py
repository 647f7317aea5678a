"""The destruction report counts what may still be readable, and puts the worst first."""

from papers import certificate, deal, report, report_copy

from sampler.documents.destruction import report_page
from sampler.documents.page import Grid
from sampler.model.report import ReportException

GONE = {"state": "destroyed", "destroyed_at": "2027-01-31T10:00:00Z", "days_late": 0}


def grids(*exceptions: ReportException) -> list[Grid]:
    """The tables of a report of two deals: one with a copy in each state, one with none left."""
    ended = deal(id="beta", **GONE, copies=(report_copy(1, "attested"),), certificates=())
    page = report_page(report(deal(**GONE), ended, exceptions=exceptions), "en")
    return [block for block in page.blocks if isinstance(block, Grid)]


def test_a_copy_that_was_not_verified_counts_as_open() -> None:
    """A claim that a copy may still be there, or only expires later, doesn't end it in the count."""
    summary = grids()[1]
    assert [row[4].text for row in summary.rows] == ["3 of 4", "0 of 1"]


def test_the_worst_exceptions_come_first() -> None:
    """What is broken stands above what is merely to be known, whatever the order it was found in."""
    kinds = [row[0].tone for row in grids(ReportException("break-glass", "beta", "A1"))[0].rows]
    assert kinds == sorted(kinds, key=["bad", "warn"].index)
    assert kinds.count("bad") > 1


def test_an_annex_is_named_on_the_page_it_leaves() -> None:
    """The copies of a certificate know the title that they have as an annex."""
    from sampler.documents.certificate import certificate_page  # noqa: PLC0415 - only this test needs it

    blocks = certificate_page(certificate(), "en").blocks
    assert [block.annex for block in blocks if isinstance(block, Grid)] == ["", "Annex: how each copy ended"]
