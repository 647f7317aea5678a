"""The manager's page: every trial on one time line, what is out and with whom, what is late in front."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sampler.documents.catalogue import Words, translator
from sampler.documents.html import render_html
from sampler.documents.page import NOTHING
from sampler.model.certificate import Claim
from sampler.model.portfolio import STATUSES, Change, OutCopy, Portfolio, Trial

_LONGEST = 400  # days: an old trial is cut at the left edge rather than make the others unreadable
_MARGIN = 7  # days on each side of the line
_NAME = 6  # percent of the line that a month's name takes
_MOST_MONTHS = 9  # names of months that find room above the line
_TONES = {"overdue": "bad", "soon": "warn", "running": "", "destroyed": "good"}
_CLAIMS = {Claim.KEY_DESTROYED: "good", Claim.VERIFIED_ABSENT: "good", Claim.NOT_VERIFIED: "bad"}
_HEADS = ("trial", "line", "end", "out")
_COPY_HEADS = ("copy", "sample", "column.medium", "holder", "column.since", "end")
_SORTS = ("urgency", "end", "name", "copies")
_COMING = ("copy-late", "due", "authorization-ends", "copy-expires", "review-due")


@dataclass(frozen=True, slots=True)
class _Line:
    """The common time line: which share of the width a day lies at."""

    first: date
    last: date

    def at(self, day: str) -> float:
        """The day's place in percent, inside the line."""
        share = (date.fromisoformat(day) - self.first) / (self.last - self.first)
        return round(100 * min(max(share, 0.0), 1.0), 2)


def render_portfolio(portfolio: Portfolio, lang: str) -> bytes:
    """One self-contained HTML file that reads without its script.

    Raises:
        UsageError: an unknown language.
    """
    return render_html("portfolio", _page(portfolio, translator(lang)))


def _page(portfolio: Portfolio, words: Words) -> dict[str, Any]:
    line = _line(portfolio)
    return {
        "lang": words.lang,
        "title": words("portfolio.title"),
        "issued": words("report.issued", when=words.moment(portfolio.generated_at)),
        "lead": _lead(portfolio, words),
        "tiles": _tiles(portfolio, words),
        "heads": [words(f"portfolio.head.{name}") for name in _HEADS],
        "copy_heads": [words(name) for name in _COPY_HEADS],
        "months": _months(line, portfolio.today, words),
        "today": _today(line.at(portfolio.today), words),
        "trials": [
            _trial(n, trial, line, portfolio.today, words) for n, trial in enumerate(portfolio.trials)
        ],
        "charts": [_chart(name, portfolio, words) for name in ("custodian", "medium")],
        "changes": _changes(portfolio, words),
        "labels": _labels(words),
        "footer": words("report.footer", tool=portfolio.tool, anchor=portfolio.anchor),
    }


def _line(portfolio: Portfolio) -> _Line:
    today = date.fromisoformat(portfolio.today)
    days = [today, *(date.fromisoformat(d) for t in portfolio.trials for d in (t.opened_on, t.due_on))]
    first = max(min(days), today - timedelta(days=_LONGEST))
    last = min(max(days), today + timedelta(days=_LONGEST))
    return _Line(first - timedelta(days=_MARGIN), last + timedelta(days=_MARGIN))


def _months(line: _Line, today: str, words: Words) -> list[dict[str, Any]]:
    """The first days of months, as many as there is room for; today's mark takes the place of a name."""
    firsts = []
    day = line.first.replace(day=1)
    while day <= line.last:
        if day >= line.first:
            firsts.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    step = -(-len(firsts) // _MOST_MONTHS) or 1
    marks = [(line.at(day.isoformat()), words.month(day.isoformat())) for day in firsts[::step]]
    now = line.at(today)
    shown, free = [], 0.0  # where the last name ends; one with its year is longer
    for at, word in marks:
        fits = at >= free and at <= 100 - _NAME and not -1 < now - at < _NAME
        free = at + _NAME * (3 if " " in word else 1) if fits else free
        shown.append({"at": at, "word": word if fits else ""})
    return shown


def _lead(portfolio: Portfolio, words: Words) -> str:
    """The whole page in a sentence or two."""
    late = [trial for trial in portfolio.trials if trial.status == "overdue"]
    if not portfolio.trials:
        return words("portfolio.lead.empty")
    interim = [trial.id for trial in portfolio.trials if trial.interim]
    said = words("portfolio.lead.good")
    if late:
        said = words.count("portfolio.lead.late", len(late), names=", ".join(trial.id for trial in late))
    if interim:
        said = f"{said} {words.count('portfolio.lead.interim', len(interim), names=', '.join(interim))}"
    return said


def _tiles(portfolio: Portfolio, words: Words) -> list[dict[str, str]]:
    by_status = Counter(trial.status for trial in portfolio.trials)
    out = [copy for trial in portfolio.trials for copy in trial.out]
    shown = [("overdue", by_status["overdue"]), ("soon", by_status["soon"])]
    shown += [("running", by_status["running"]), ("out", len(out)), ("destroyed", by_status["destroyed"])]
    return [
        {
            "number": words.number(n),
            "word": words.count(f"portfolio.tile.{name}", n),
            "tone": _TONES.get(name, "") if n else "",
        }
        for name, n in shown
    ]


def _trial(number: int, trial: Trial, line: _Line, today: str, words: Words) -> dict[str, Any]:
    """A row: its bar runs to the agreed end; what lies behind that end is drawn as late."""
    late = trial.days_left < 0
    end = words.day(trial.destroyed_on or trial.due_on)
    when = _when(trial, words)
    return {
        "number": number,
        "id": trial.id,
        "provider": trial.provider,
        "status": trial.status,
        "status_word": words(f"portfolio.status.{trial.status}"),
        "tone": "warn" if trial.interim and not trial.late_copies else _TONES[trial.status],
        "bar": _bar(line, trial.opened_on, min(trial.due_on, trial.destroyed_on or trial.due_on)),
        "late_bar": _bar(line, trial.due_on, _until(trial, today)) if late else None,
        "picture": words("portfolio.picture", first=words.day(trial.opened_on), end=end, when=when),
        "end": end,
        "when": when,
        "due": trial.due_on,
        "out": words.number(len(trial.out)),
        "out_word": words.count("portfolio.out", len(trial.out)),
        "count": len(trial.out),
        "held": words("portfolio.held.legal" if trial.hold == "legal" else "portfolio.held")
        if trial.held
        else "",
        "words": _search_words(trial, words),
        "facts": _facts(trial, words),
        "copies": [_copy(copy, words) for copy in trial.copies],
        "copies_title": words("portfolio.copies-of", deal=trial.id),
        "certificates": [_certificate(trial, n, words) for n in range(len(trial.certificates))],
    }


def _until(trial: Trial, today: str) -> str:
    """The day to which a trial is late: today, as long as a copy is still out."""
    return today if trial.late_copies else trial.destroyed_on or today


def _today(at: float, words: Words) -> dict[str, Any]:
    """Today's mark; its word stays inside the line at both ends."""
    side = "start" if at < _NAME else "end" if at > 100 - _NAME else "middle"
    return {"at": at, "word": words("portfolio.today"), "side": side}


def _bar(line: _Line, first: str, last: str) -> dict[str, float]:
    start = line.at(first)
    return {"x": start, "width": max(round(line.at(last) - start, 2), 0.4)}


def _when(trial: Trial, words: Words) -> str:
    """How far the end is, in words that need no colour."""
    if trial.destroyed_on:
        late = words.count("portfolio.late", -trial.days_left) if trial.days_left < 0 else ""
        gone = words("portfolio.gone.interim" if trial.interim else "portfolio.gone")
        return ", ".join(filter(None, (gone, late)))
    if trial.days_left < 0:
        return words.count("portfolio.late", -trial.days_left)
    return words.count("portfolio.left", trial.days_left) if trial.days_left else words("portfolio.last-day")


def _search_words(trial: Trial, words: Words) -> str:
    seen = {words.term("medium", copy.medium) for copy in trial.out} | {copy.custodian for copy in trial.out}
    return " ".join((trial.id, trial.provider, *sorted(filter(None, seen))))


def _facts(trial: Trial, words: Words) -> list[dict[str, str]]:
    given = (
        ("provider", trial.provider or words("not-stated")),
        ("state", words.term("state", trial.state)),
        ("portfolio.opened", words.day(trial.opened_on)),
        ("due-on", words.day(trial.due_on)),
        ("outcome", _outcome(trial, words)),
        ("portfolio.vault", words.count("portfolio.vaulted", trial.vaulted)),
    )
    return [{"label": words(key), "text": text} for key, text in given]


def _outcome(trial: Trial, words: Words) -> str:
    """What came of the trial; one that ended without a word is not still running."""
    if trial.outcome:
        return words.term("outcome", trial.outcome)
    return words("outcome.open" if trial.state == "open" else "not-stated")


def _copy(copy: OutCopy, words: Words) -> dict[str, Any]:
    open_ = copy.state == "open"
    return {
        "cells": (
            words.term("copy-kind", copy.kind),
            copy.sample or NOTHING,
            words.term("medium", copy.medium) if copy.medium else words("not-stated"),
            copy.custodian or words("portfolio.theirs"),
            words.day(copy.since[:10]),
        ),
        "id": copy.id,
        "end": words("open") if open_ else words(f"claim-name.{copy.state}"),
        "tone": "warn" if open_ else _CLAIMS.get(Claim(copy.state), ""),
    }


def _certificate(trial: Trial, number: int, words: Words) -> dict[str, str]:
    ref = trial.certificates[number]
    text = words(
        "portfolio.certificate", kind=words.term("certificate", ref.kind), when=words.moment(ref.issued_at)
    )
    return {"id": ref.id, "text": text, "tone": "good" if ref.kind == "final" else "warn"}


def _chart(name: str, portfolio: Portfolio, words: Words) -> dict[str, Any]:
    """Copies that are out, by who or what holds them; those of late trials are told apart."""
    counted: Counter[str] = Counter()
    late: Counter[str] = Counter()
    for trial in portfolio.trials:
        for copy in trial.out:
            label = _label(name, copy, words)
            counted[label] += 1
            late[label] += trial.status == "overdue"
    most = max(counted.values(), default=1)
    rows = [
        {
            "label": label,
            "late_width": round(100 * late[label] / most, 2),
            "width": round(100 * n / most, 2),
            "number": words.number(n),
            "note": words.count("portfolio.of-late", late[label]) if late[label] else "",
        }
        for label, n in sorted(counted.items(), key=lambda item: (-late[item[0]], -item[1], item[0]))
    ]
    heads = [words(f"portfolio.chart.{name}.head"), words("portfolio.head.out")]
    return {"title": words(f"portfolio.chart.{name}"), "heads": heads, "rows": rows}


def _label(name: str, copy: OutCopy, words: Words) -> str:
    if name == "custodian":
        return copy.custodian or words("portfolio.theirs")
    return words.term("medium", copy.medium) if copy.medium else words("not-stated")


def _changes(portfolio: Portfolio, words: Words) -> list[dict[str, Any]]:
    """What will happen within a week, then what happened within the last one."""
    coming = [change for change in portfolio.changes if change.kind in _COMING]
    past = [change for change in reversed(portfolio.changes) if change.kind not in _COMING]
    return [
        {
            "title": words(f"portfolio.changes.{name}"),
            "lines": [_change(change, words) for change in changes],
            "none": words("portfolio.changes.none"),
        }
        for name, changes in (("coming", coming), ("past", past))
    ]


def _change(change: Change, words: Words) -> dict[str, str]:
    text = words(f"portfolio.change.{change.kind}", deal=change.deal, subject=change.subject)
    return {"day": change.day, "date": words.day(change.day), "text": text}


def _labels(words: Words) -> dict[str, Any]:
    names = (
        *("filter", "status", "sort", "all", "open-all", "close-all", "shown", "trials", "week", "out"),
        *("certificates", "no-copies", "no-certificates", "no-out", "no-trials", "tools", "numbers"),
    )
    return {
        **{name.replace("-", "_"): words(f"portfolio.label.{name}") for name in names if name != "shown"},
        "shown": words("portfolio.label.shown", n="{n}", total="{total}"),
        "statuses": [(name, words(f"portfolio.status.{name}")) for name in STATUSES],
        "sorts": [(name, words(f"portfolio.sort.{name}")) for name in _SORTS],
        "unprintable": words("unprintable"),
    }
