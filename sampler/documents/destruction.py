"""The destruction report as a page: exceptions on top, one line per deal, then each deal in full."""

from sampler.documents.catalogue import Words, translator
from sampler.documents.certificate import claim_cell, labels, samples_grid, stated, where
from sampler.documents.page import NOTHING, Banner, Block, Cell, Column, Fact, Facts, Grid, Heading, Page
from sampler.documents.phrases import phrase
from sampler.model.certificate import Claim
from sampler.model.report import OPEN, DestructionReport, ReportCopy, ReportDeal, ReportException

_BAD = {"overdue", "not-verified", "break-glass"}


def report_page(report: DestructionReport, lang: str) -> Page:
    """Lay out `report` in `lang`; what went wrong stands above what went well."""
    words = translator(lang)
    return Page(
        lang=lang,
        title=words("report.title"),
        number=report.deal or "",
        issued=words("report.issued", when=words.moment(report.generated_at)),
        banner=_banner(report, words),
        lead=_lead(report, words),
        blocks=_blocks(report, words),
        footer=words("report.footer", tool=report.tool, anchor=report.anchor),
        labels=labels(words),
    )


def _banner(report: DestructionReport, words: Words) -> Banner | None:
    if not report.exceptions:
        return None
    tone = "bad" if any(exception.kind in _BAD for exception in report.exceptions) else "warn"
    kinds = dict.fromkeys(exception.kind for exception in _worst_first(report.exceptions))
    counts = {kind: sum(item.kind == kind for item in report.exceptions) for kind in kinds}
    text = ", ".join(
        words("counted", what=words.term("exception", kind), n=words.number(n)) for kind, n in counts.items()
    )
    return Banner(tone, words.count("report.exceptions", len(report.exceptions)), text)


def _lead(report: DestructionReport, words: Words) -> str:
    total = sum(len(deal.copies) for deal in report.deals)
    still = sum(_unended(copy, report.generated_at) for deal in report.deals for copy in deal.copies)
    counted = {
        "deals": words.count("deals", len(report.deals)),
        "copies": words.count("copies", total),
        "open": words.count("copies.open", still),
    }
    if report.period_from and report.period_to:
        first, last = words.day(report.period_from), words.day(report.period_to)
        return words("report.lead.period", first=first, last=last, **counted)
    return words("report.lead", **counted)


def _blocks(report: DestructionReport, words: Words) -> tuple[Block, ...]:
    blocks: list[Block] = []
    if report.exceptions:
        blocks.append(_exceptions(report.exceptions, words))
    if len(report.deals) != 1:
        blocks.append(_summary(report, words))
    for deal in report.deals:
        blocks += _deal(deal, words)
    anchor = Fact(words("proof.anchor"), Cell(report.anchor, code=True), wide=True)
    return (*blocks, Facts(words("report.proof"), (anchor,)))


def _exceptions(exceptions: tuple[ReportException, ...], words: Words) -> Grid:
    columns = (
        Column(words("exception"), 3),
        Column(words("deal"), 2),
        Column(words("subject"), 3),
        Column(words("late"), 2, number=True),
        Column(words("note"), 5),
    )
    rows = tuple(
        (
            Cell(words.term("exception", item.kind), tone="bad" if item.kind in _BAD else "warn"),
            Cell(item.deal),
            Cell(item.subject),
            Cell(words.count("days", item.days) if item.days else NOTHING),
            Cell(words.day(item.until) if item.until else phrase(item.note, "evidence", words) or NOTHING),
        )
        for item in _worst_first(exceptions)
    )
    return Grid(words("exceptions.title"), columns, rows, words("none"))


def _unended(copy: ReportCopy, moment: str) -> bool:
    """Whether a copy may still be readable: a claim that says so doesn't end it."""
    later = copy.state == Claim.EXPIRES_ON and copy.expires_on > moment[:10]
    return copy.state in {OPEN, Claim.NOT_VERIFIED} or later


def _worst_first(exceptions: tuple[ReportException, ...]) -> list[ReportException]:
    return sorted(exceptions, key=lambda item: item.kind not in _BAD)


def _summary(report: DestructionReport, words: Words) -> Grid:
    columns = (
        Column(words("deal"), 3),
        Column(words("state"), 3),
        Column(words("due-on"), 3),
        Column(words("late"), 2, number=True),
        Column(words("copies.column"), 2, number=True),
        Column(words("certificate"), 4),
    )
    rows = tuple(_summary_row(deal, report.generated_at, words) for deal in report.deals)
    return Grid(words("deals.title"), columns, rows, words("deals.none"))


def _summary_row(deal: ReportDeal, moment: str, words: Words) -> tuple[Cell, ...]:
    still = sum(_unended(copy, moment) for copy in deal.copies)
    late = words.count("days", deal.days_late) if deal.days_late else NOTHING
    last = deal.certificates[-1] if deal.certificates else None
    kind = words.term("certificate", last.kind) if last else ""
    return (
        Cell(deal.id, detail=deal.provider),
        Cell(words.term("state", deal.state)),
        Cell(words.day(deal.due_on)),
        Cell(late, tone="bad" if deal.days_late and not deal.destroyed_at else ""),
        Cell(words("of", n=words.number(still), total=words.number(len(deal.copies)))),
        Cell(last.id, detail=kind, tone="warn" if last.kind == "interim" else "") if last else Cell(NOTHING),
    )


def _deal(deal: ReportDeal, words: Words) -> list[Block]:
    blocks: list[Block] = [
        Heading(words("report.deal", deal=deal.id, provider=deal.provider)),
        _facts(deal, words),
        samples_grid(deal.samples, words),
        _copies(deal.copies, words),
    ]
    if deal.actions:
        blocks.append(_actions(deal, words))
    blocks.append(_certificates(deal, words))
    return blocks


def _facts(deal: ReportDeal, words: Words) -> Facts:
    ended, late = deal.destroyed_at, deal.days_late
    return Facts(
        "",
        (
            Fact(words("contact"), stated(deal.contact, words)),
            Fact(words("state"), Cell(words.term("state", deal.state))),
            Fact(words("purpose"), stated(deal.purpose, words)),
            Fact(words("trial-ends"), Cell(words.day(deal.trial_ends))),
            Fact(words("agreement"), stated(deal.agreement, words)),
            Fact(words("due-on"), Cell(words.day(deal.due_on))),
            Fact(words("legal-basis"), stated(deal.legal_basis, words)),
            Fact(words("destroyed-at"), Cell(words.moment(ended) if ended else words("not-yet"))),
            Fact(
                words("outcome"),
                stated(words.term("outcome", deal.outcome) if deal.outcome else "", words),
            ),
            Fact(
                words("delay"),
                Cell(words.count("days", late), tone="bad") if late else Cell(words("none")),
            ),
        ),
    )


def _copies(copies: tuple[ReportCopy, ...], words: Words) -> Grid:
    columns = (
        Column(words("copy"), 3),
        Column(words("sample"), 2),
        Column(words("where"), 5),
        Column(words("holder"), 4),
        Column(words("end"), 5),
    )
    rows = tuple(
        (
            Cell(copy.id, detail=words.term("copy-kind", copy.kind)),
            Cell(copy.sample),
            where(copy.medium, copy.host, copy.location, words),
            Cell(copy.holder or NOTHING),
            _end(copy, words),
        )
        for copy in copies
    )
    return Grid(words("report.copies"), columns, rows, words("copies.none"))


def _end(copy: ReportCopy, words: Words) -> Cell:
    if copy.state == OPEN:
        since = words("open.since", when=words.moment(copy.since))
        return Cell(
            words("open"),
            detail=" — ".join(part for part in (since, phrase(copy.note, "evidence", words)) if part),
            tone="warn",
        )
    ended = words.moment(copy.ended_at) if copy.ended_at else ""
    detail = " — ".join(part for part in (ended, phrase(copy.note, "evidence", words)) if part)
    return claim_cell(copy.state, copy.expires_on, detail, words)


def _actions(deal: ReportDeal, words: Words) -> Grid:
    columns = (
        Column(words("when"), 4),
        Column(words("act"), 4),
        Column(words("subject"), 3),
        Column(words("by"), 5),
    )
    rows = tuple(
        (
            Cell(words.moment(action.at)),
            Cell(words.term("act", action.act)),
            Cell(action.subject),
            Cell(action.by or NOTHING),
        )
        for action in deal.actions
    )
    return Grid(words("actions.title"), columns, rows, words("none"))


def _certificates(deal: ReportDeal, words: Words) -> Grid:
    columns = (Column(words("certificate"), 3), Column(words("kind"), 3), Column(words("issued.column"), 4))
    rows = tuple(
        (
            Cell(ref.id, code=True),
            Cell(words.term("certificate", ref.kind), tone="warn" if ref.kind == "interim" else "good"),
            Cell(words.moment(ref.issued_at)),
        )
        for ref in deal.certificates
    )
    return Grid(words("certificates.title"), columns, rows, words("certificates.none"))
