"""Identifiers by kind: with a heading, bare where a key proves them, and look-alikes."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from detect_bench import kinds_en, kinds_fr
from detect_bench.detectors import Detector
from detect_bench.kinds_fr import Kind, Make
from detect_bench.metrics import Place
from detect_bench.texts import SEEDS

FRAMES = {
    "tuning": {
        "fr": (
            "{h} : {v}",
            "{h} {v}",
            "Dossier clos, {h} {v}, sans suite.",
            "{h}={v}",
            "- {h} : {v} (vérifié)",
        ),
        "en": (
            "{h}: {v}",
            "{h} {v}",
            "File closed, {h} {v}, no follow-up.",
            "{h}={v}",
            "- {h}: {v} (checked)",
        ),
    },
    "reporting": {
        "fr": (
            "{h}: {v}",
            "{h} \u2013 {v}",
            "Voici ce qui manquait : {h} {v}. Merci.",
            "{h}\t{v}",
            "« {h} : {v} »",
        ),
        "en": (
            "{h} - {v}",
            "{h}:{v}",
            "Here is what was missing: {h} {v}. Thanks.",
            "{h}\t{v}",
            "({h}: {v})",
        ),
    },
}
_BARE = {
    "tuning": {"fr": ("{v}", "Voir {v} au dossier."), "en": ("{v}", "See {v} on file.")},
    "reporting": {"fr": ("{v}.", "Transmis hier : {v}"), "en": ("{v}.", "Sent yesterday: {v}")},
}


@dataclass(frozen=True, slots=True)
class KindResult:
    """Shares in percent over the values of one kind."""

    name: str
    masked: float
    typed: float
    bare: float | None


@dataclass(frozen=True, slots=True)
class IdentifierResult:
    """All kinds of one language, and which look-alikes raised an alarm at least half of the time."""

    kinds: tuple[KindResult, ...]
    alarms: tuple[str, ...]
    look_alikes: int

    @property
    def masked(self) -> float:
        """The mean over kinds."""
        return sum(kind.masked for kind in self.kinds) / len(self.kinds)

    @property
    def typed(self) -> float:
        """The mean over kinds."""
        return sum(kind.typed for kind in self.kinds) / len(self.kinds)

    @property
    def bare(self) -> float:
        """The mean over kinds that have a key."""
        found = [kind.bare for kind in self.kinds if kind.bare is not None]
        return sum(found) / len(found)


def measure_identifiers(detector: Detector, language: str, which: str, count: int) -> IdentifierResult:
    """Each kind with so many values."""
    kinds = kinds_fr.KINDS if language == "fr" else kinds_en.KINDS
    alikes = kinds_fr.look_alikes() if language == "fr" else kinds_en.look_alikes()
    rows = tuple(_kind(detector, kind, language, which, count) for kind in kinds)
    alarms = tuple(name for name, make in alikes if _alarms(detector, name, make, language, which, count))
    return IdentifierResult(rows, alarms, len(alikes))


def _kind(detector: Detector, kind: Kind, language: str, which: str, count: int) -> KindResult:
    draw = Random(f"{SEEDS[which]}/identifiers/{language}/{kind.name}")  # noqa: S311 - repeatable, not secret
    frames, bare = FRAMES[which][language], _BARE[which][language]
    headed = [
        _framed(frames[at % len(frames)], draw.choice(kind.headings), kind.make(draw)) for at in range(count)
    ]
    masked, typed = _hits(detector, headed, kind, language)
    found = None
    if kind.keyed:
        alone = [_framed(bare[at % len(bare)], "", kind.make(draw)) for at in range(count)]
        found = _hits(detector, alone, kind, language)[0]
    return KindResult(kind.name, masked, typed, found)


def _framed(frame: str, heading: str, value: str) -> tuple[str, int, int]:
    before, _, after = frame.partition("{v}")
    start = before.replace("{h}", heading)
    return start + value + after, len(start), len(start) + len(value)


def _hits(
    detector: Detector, cases: Sequence[tuple[str, int, int]], kind: Kind, language: str
) -> tuple[float, float]:
    found = detector([text for text, _, _ in cases], language)
    masked = typed = 0
    for (_, start, end), places in zip(cases, found, strict=True):
        covered = {at for place in places for at in range(place[0], place[1])}
        masked += covered.issuperset(range(start, end))
        typed += any(_over(place, start, end) and place[2] in kind.types for place in places)
    return 100 * masked / len(cases), 100 * typed / len(cases)


def _over(place: Place, start: int, end: int) -> bool:
    """Does the span cover at least half of the value?"""
    return 2 * (min(place[1], end) - max(place[0], start)) >= end - start


def _alarms(  # noqa: PLR0917 - what is measured, then how
    detector: Detector, heading: str, make: Make, language: str, which: str, count: int
) -> bool:
    draw = Random(f"{SEEDS[which]}/look-alikes/{language}/{heading}")  # noqa: S311 - repeatable, not secret
    frames = FRAMES[which][language]
    cases = [_framed(frames[at % len(frames)], heading, make(draw)) for at in range(count)]
    found = detector([text for text, _, _ in cases], language)
    hits = sum(
        any(place[0] < end and start < place[1] for place in places)
        for (_, start, end), places in zip(cases, found, strict=True)
    )
    return 2 * hits >= len(cases)
