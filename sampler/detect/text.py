"""Personal data in free text: distinct texts once, through patterns, headings and the tagger of people."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from types import ModuleType
from typing import Any, NamedTuple

from sampler.detect.languages import language_of, languages_of
from sampler.detect.people.frames import decorators
from sampler.detect.people.persons import PeopleFinder
from sampler.detect.shadow import Shadow, shadow_of
from sampler.detect.spans import disjoint
from sampler.detect.values.patterns import TYPES, search
from sampler.detect.values.places import towns
from sampler.detect.values.tables_within import NOBODY, tabled
from sampler.detect.values.user_patterns import UserPattern
from sampler.detect.words import STOP_EN, STOP_FR
from sampler.errors import MissingExtraError, UsageError
from sampler.model.finding import Span

_PIECE = 4000
_BREAK = re.compile(r"[\n.!?;]\s|\s")
_WORDS = re.compile(r"[^\W\d_]+")
_SAMPLE = 2000
_GROUP = 200_000


class Piece(NamedTuple):
    """A part of a shadow."""

    shadow: Shadow
    text: str
    offset: int

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Translate offsets of the piece into code points of the original."""
        return self.shadow.original(self.offset + start, self.offset + end)


def find_spans(
    texts: Iterable[str | None],
    language: str | Iterable[str | None] | None = None,
    known: Collection[str] = (),
    patterns: Sequence[UserPattern] = (),
) -> list[list[Span]]:
    """Find personal data in each text: disjoint spans, sorted, in code points of the text.

    None is a text without spans. Every text is read as French and English at once: `language` (one for all
    or one per text) is checked and changes nothing. `known` are names of the sample's own name columns
    (folded or not); they are found in any case. `patterns` are of one's own (`user_pattern`).

    Raises:
        UsageError: no such language here, or `texts` is no list of texts.
    """
    texts = _listed(texts)
    languages_of(language, len(texts))
    finder = PeopleFinder(known)
    distinct = dict.fromkeys(text for text in texts if text and text.strip())
    raw: dict[str, list[Span]] = {}
    for group in _groups(list(distinct)):
        documents = [list(_pieces(shadow_of(text))) for text in group]
        people = finder.find([[piece.text for piece in pieces] for pieces in documents])
        for text, pieces, persons in zip(group, documents, people, strict=True):
            raw[text] = list(_found(text, pieces, persons, patterns))
    return [list(raw.get(text or "", ())) for text in texts]


def _listed(texts: Iterable[str | None]) -> list[str | None]:
    """The texts once and for all: one text alone would be read letter by letter, so it is refused."""
    if isinstance(texts, str | bytes | bytearray) or not isinstance(texts, Iterable):
        raise UsageError("give a list of texts, not one text or something else")
    listed = list(texts)
    if any(text is not None and not isinstance(text, str) for text in listed):
        raise UsageError("texts are strings, or None for an empty one")
    return listed


def redact_spans(text: str, spans: Sequence[Span], replace: Callable[[Span, str], str]) -> str:
    """Replace disjoint spans of `text`, sorted by place, by what `replace(span, original)` answers."""
    parts: list[str] = []
    reached = 0
    for span in spans:
        parts += (text[reached : span.start], replace(span, text[span.start : span.end]))
        reached = span.end
    return "".join((*parts, text[reached:]))


def guess_language(texts: Sequence[str], default: str = "fr") -> str:
    """French or English, by function words of a sample of the texts; `default` when they don't tell."""
    step = max(1, len(texts) // _SAMPLE)
    words = [word for text in texts[::step] for word in _WORDS.findall(text[:2000].lower())]
    french = sum(word in STOP_FR for word in words)
    english = sum(word in STOP_EN for word in words)
    return default if french == english else ("fr" if french > english else "en")


def recognizers(language: str) -> list[Any]:
    """Give our finders as Presidio recognizers, for people who run their own Presidio engine.

    Raises:
        MissingExtraError: the extra `detect` is not installed.
        UsageError: no such language here.
    """
    language = language_of(language) or ""

    def find(text: str) -> list[Span]:
        return find_spans([text], language)[0]

    return [_analyzer().FinderRecognizer("sampler", language, sorted({*TYPES, "PERSON"}), find)]


def surrogate_operator() -> type:
    """Give the Presidio operator class `surrogate`, for people who run their own Presidio engine.

    Raises:
        MissingExtraError: the extra `detect` is not installed.
    """
    operator: type = _analyzer().SurrogateOperator
    return operator


def _analyzer() -> ModuleType:
    try:
        from sampler.detect import analyzer  # noqa: PLC0415 - Presidio is an extra, and slow to import
    except ImportError:
        raise MissingExtraError(
            "Presidio needs the extra detect", "pip install 'presales-sampler[detect]'"
        ) from None
    return analyzer


def _groups(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Texts in groups: enough characters for the tagger to be quick, not so many as to fill memory."""
    first, size = 0, 0
    for place, text in enumerate(texts):
        size += len(text)
        if size >= _GROUP:
            yield texts[first : place + 1]
            first, size = place + 1, 0
    if first < len(texts):
        yield texts[first:]


def _found(
    original: str, pieces: Sequence[Piece], people: Sequence[list[Span]], patterns: Sequence[UserPattern]
) -> Iterator[Span]:
    """The disjoint spans of a document, in its own code points."""
    shadow = pieces[0].shadow
    # The shadow has no tabs, which part the cells of some tables.
    cells = tabled(shadow.text if shadow.edges else original)
    for piece, persons in zip(pieces, people, strict=True):
        text = piece.text
        own = [span for pattern in patterns for span in pattern.find(text)]
        code = decorators(text)
        found = [
            *(span for span in search(text) if (span.start, span.end) not in code),
            *towns(text),
            *own,
            *_with_cells(piece, persons, cells),
        ]
        for span in disjoint(found, text):
            first, last = piece.original(span.start, span.end)
            if first < last:
                yield Span(first, last, span.entity_type, span.score, span.recognizer)


def _with_cells(piece: Piece, people: list[Span], cells: list[Span]) -> list[Span]:
    """What headings say goes before what the tagger says."""
    start, end = piece.offset, piece.offset + len(piece.text)
    first = bisect_left(cells, start, key=_start)
    inside: list[Span] = []
    nobody: list[Span] = []
    for cell in cells[first : bisect_left(cells, end, key=_start)]:
        moved = Span(cell.start - start, cell.end - start, cell.entity_type, cell.score, cell.recognizer)
        (nobody if cell.entity_type == NOBODY else inside).append(moved)
    if nobody:
        people = [span for span in people if not _covered(span, nobody)]
    return [*people, *inside]


def _covered(span: Span, cells: list[Span]) -> bool:
    place = bisect_right(cells, span.start, key=_start) - 1
    return place >= 0 and span.end <= cells[place].end


def _start(span: Span) -> int:
    return span.start


def _pieces(shadow: Shadow) -> Iterator[Piece]:
    """Cut a long text at the end of lines, sentences or words: nothing takes a megabyte at once."""
    start, text = 0, shadow.text
    while len(text) - start > _PIECE:
        window = list(_BREAK.finditer(text, start + _PIECE // 2, start + _PIECE))
        stops = [cut for cut in window if len(cut[0]) > 1 or cut[0] == "\n"] or window
        end = stops[-1].end() if stops else start + _PIECE
        yield Piece(shadow, text[start:end], start)
        start = end
    yield Piece(shadow, text[start:], start)
