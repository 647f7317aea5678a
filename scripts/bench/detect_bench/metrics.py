"""Core, whole and overmask: what share of the planted identifiers, and of the rest, a detector masks."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from detect_bench.marked import Document

Place = tuple[int, int, str]


@dataclass(slots=True)
class Tally:
    """Counts of characters and identifiers; shares are in percent."""

    core: int = 0
    masked: int = 0
    labels: int = 0
    whole: int = 0
    other: int = 0
    over: int = 0

    def add(self, more: "Tally") -> None:
        """Count another text in."""
        self.core += more.core
        self.masked += more.masked
        self.labels += more.labels
        self.whole += more.whole
        self.other += more.other
        self.over += more.over

    @property
    def core_share(self) -> float | None:
        """Characters of identifiers that are masked; none where there is no identifier."""
        return 100 * self.masked / self.core if self.core else None

    @property
    def whole_share(self) -> float | None:
        """Identifiers masked completely."""
        return 100 * self.whole / self.labels if self.labels else None

    @property
    def over_share(self) -> float | None:
        """Other characters that are masked."""
        return 100 * self.over / self.other if self.other else None


@dataclass(slots=True)
class Result:
    """What one detector did with documents of one language."""

    styles: dict[str, Tally] = field(default_factory=dict)
    kinds: dict[str, Tally] = field(default_factory=dict)
    over_types: Counter[str] = field(default_factory=Counter)

    def macro(self, share: str) -> float:
        """The plain mean over styles that have such a share."""
        found = [value for tally in self.styles.values() if (value := getattr(tally, share)) is not None]
        return fmean(found) if found else 0.0


def measure(documents: Iterable[Document], spans: Iterable[Sequence[Place]]) -> Result:
    """Compare spans with labels; a character is masked when any span, of any type, covers it."""
    result = Result()
    for document, places in zip(documents, spans, strict=True):
        tally, kinds = _one(document, places, result.over_types)
        result.styles.setdefault(document.style, Tally()).add(tally)
        for kind, counted in kinds.items():
            result.kinds.setdefault(kind, Tally()).add(counted)
    return result


def _one(
    document: Document, places: Sequence[Place], types: Counter[str]
) -> tuple[Tally, Mapping[str, Tally]]:
    masked = bytearray(len(document.text))
    owner: dict[int, str] = {}
    for start, end, entity_type in places:
        for at in range(max(0, start), min(end, len(masked))):
            masked[at] = 1
            owner.setdefault(at, entity_type)
    kinds: dict[str, Tally] = {}
    inside = bytearray(len(masked))
    for label in document.labels:
        size, hit = label.end - label.start, sum(masked[label.start : label.end])
        inside[label.start : label.end] = b"\1" * size
        kinds.setdefault(label.kind, Tally()).add(Tally(size, hit, 1, int(hit == size)))
    over = [at for at in range(len(masked)) if masked[at] and not inside[at]]
    types.update(owner[at] for at in over)
    tally = Tally(other=len(masked) - sum(inside), over=len(over))
    for counted in kinds.values():
        tally.add(counted)
    return tally, kinds
