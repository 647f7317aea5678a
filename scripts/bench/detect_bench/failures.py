"""What went wrong, with its context: for tuning only, since a reporting set that is read is spent."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from detect_bench.marked import Document
from detect_bench.metrics import Place

_AROUND = 28
Failure = tuple[str, str]


def failures(documents: Iterable[Document], spans: Iterable[Sequence[Place]]) -> Iterator[Failure]:
    """Kind of failure and the place, marked: identifiers not masked whole, and spans on nobody's text."""
    for document, places in zip(documents, spans, strict=True):
        for label in document.labels:
            hits = [p for p in places if p[0] < label.end and label.start < p[1]]
            masked = {at for start, end, _ in hits for at in range(start, end)}
            if not masked.issuperset(range(label.start, label.end)):
                what = "cut" if hits else "missed"
                types = ",".join(sorted({p[2] for p in hits})) or "-"
                yield (
                    f"{what} {label.kind}",
                    f"{document.style}: {_marked(document.text, label.start, label.end)} [{types}]",
                )
        for start, end, entity_type in places:
            if not any(label.start < end and start < label.end for label in document.labels):
                yield f"over {entity_type}", f"{document.style}: {_marked(document.text, start, end)}"


def _marked(text: str, start: int, end: int) -> str:
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    return f"{before}⟦{text[start:end]}⟧{after}".replace("\n", "⏎")


def examples(found: Iterable[Failure], count: int) -> str:
    """So many examples of each kind of failure, most frequent kind first."""
    kinds: dict[str, list[str]] = {}
    for kind, example in found:
        kinds.setdefault(kind, []).append(example)
    lines: list[str] = []
    for kind, all_of in sorted(kinds.items(), key=lambda item: -len(item[1])):
        step = max(1, len(all_of) // count)
        lines += [f"\n### {kind}: {len(all_of)}", *(f"- `{line}`" for line in islice(all_of[::step], count))]
    return "\n".join(lines)
