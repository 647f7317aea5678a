"""One run: both detectors on the same texts, identifiers and columns, and each one's speed."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from detect_bench import columns, detectors, speed
from detect_bench.columns import ColumnTally
from detect_bench.identifiers import IdentifierResult, measure_identifiers
from detect_bench.metrics import Result, measure
from detect_bench.speed import Speed
from detect_bench.texts import LANGUAGES, documents

NAMES = ("presidio", "sampler")
PARTS = ("texts", "identifiers", "columns", "speed")


@dataclass(frozen=True, slots=True)
class Size:
    """How much of each is made."""

    texts: int  # of one style
    values: int  # of one kind of identifier
    tables: int
    plain_tables: int  # of them, how many plain Presidio gets, which is far slower


FULL = Size(24, 20, 48, 10)
QUICK = Size(6, 10, 16, 4)


@dataclass(slots=True)
class Run:
    """Results by detector; what was not measured is empty."""

    which: str
    size: Size
    texts: dict[str, dict[str, Result]]
    identifiers: dict[str, dict[str, IdentifierResult]]
    columns: dict[str, dict[str, ColumnTally]]
    speeds: dict[str, Speed]


def collect(which: str, parts: Iterable[str], names: Iterable[str], *, quick: bool) -> Run:
    """Measure the parts asked for with the detectors named."""
    run = Run(which, QUICK if quick else FULL, {}, {}, {}, {})
    wanted = set(parts)
    for name in names:
        detector: detectors.Detector = getattr(detectors, name)
        if "texts" in wanted:
            run.texts[name] = {one: _texts(detector, one, run) for one in LANGUAGES}
        if "identifiers" in wanted:
            run.identifiers[name] = {
                one: measure_identifiers(detector, one, which, run.size.values) for one in LANGUAGES
            }
        if "columns" in wanted:
            run.columns[name] = _columns(name, run)
        if "speed" in wanted:
            run.speeds[name] = speed.measure_apart(name, which, quick=quick)
    return run


def _texts(detector: detectors.Detector, language: str, run: Run) -> Result:
    made = list(documents(language, run.which, run.size.texts))
    return measure(made, detector([document.text for document in made], language))


def _columns(name: str, run: Run) -> dict[str, ColumnTally]:
    count = run.size.tables if name == "sampler" else run.size.plain_tables
    made = list(columns.tables(run.which, count))
    hidden = [table.hidden() for table in made]
    if name == "presidio":
        # It does not read headings: the same answers for both.
        said = [tuple(columns.presidio_columns(table).values()) for table in made]
        judged = [(t, dict(zip(t.cells, one, strict=True))) for t, one in zip(made, said, strict=True)]
        return {"seen": columns.tally(judged), "hidden": columns.tally(judged)}
    return {
        "seen": columns.tally([(table, columns.sampler_columns(table)) for table in made]),
        "hidden": columns.tally([(table, columns.sampler_columns(table)) for table in hidden]),
    }


def as_json(run: Run) -> dict[str, Any]:
    """The whole run as plain data."""
    return {
        "schema": 1,
        "set": run.which,
        "texts": {
            name: {
                one: {
                    "macro": {
                        share: round(result.macro(f"{share}_share"), 2) for share in ("core", "whole", "over")
                    },
                    "styles": {style: asdict(tally) for style, tally in result.styles.items()},
                    "kinds": {kind: asdict(tally) for kind, tally in result.kinds.items()},
                    "over_types": dict(result.over_types),
                }
                for one, result in found.items()
            }
            for name, found in run.texts.items()
        },
        "identifiers": {
            name: {one: asdict(result) for one, result in found.items()}
            for name, found in run.identifiers.items()
        },
        "columns": {
            name: {how: asdict(tally) for how, tally in found.items()} for name, found in run.columns.items()
        },
        "speed": {name: asdict(found) for name, found in run.speeds.items()},
    }
