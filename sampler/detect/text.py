"""Personal data in free text: distinct texts once, through patterns, names and the model.

Needs the extra `detect`; it is loaded at the first text, not at import.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from types import ModuleType

from sampler.detect.names import NameFinder
from sampler.detect.places import refine_place, towns
from sampler.detect.shadow import Shadow, shadow_of
from sampler.detect.spans import disjoint
from sampler.detect.words import STOP_EN, STOP_FR
from sampler.errors import MissingExtraError, UsageError
from sampler.model.finding import Span

LANGUAGES = ("fr", "en")
_PIECE = 4000
_BREAK = re.compile(r"[\n.!?;]\s|\s")
_WORDS = re.compile(r"[^\W\d_]+")
_SAMPLE = 2000


def find_spans(texts: Sequence[str], language: str, known: Collection[str] = ()) -> list[list[Span]]:
    """Find personal data in each text: disjoint spans, sorted, in code points of the text.

    `known` are names of the sample's own name columns (folded or not); they are found in any case.

    Raises:
        MissingExtraError: the extra `detect` is not installed; texts are refused then, never skipped.
        UsageError: no such language here.
    """
    if language not in LANGUAGES:
        raise UsageError("texts are read in French (fr) or English (en)")
    analyzer = _analyzer()
    finder = NameFinder(known)
    distinct = dict.fromkeys(text for text in texts if text.strip())
    pieces = [(text, piece) for text in distinct for piece in _pieces(shadow_of(text))]
    raw: dict[str, list[Span]] = {text: [] for text in distinct}

    def names(text: str) -> list[Span]:
        return [*finder.find(text), *towns(text)]

    found = analyzer.analyze([piece.text for _, piece in pieces], language, names)
    for (text, piece), spans in zip(pieces, found, strict=True):
        settled = disjoint((kept for span in spans if (kept := refine_place(span, piece.text))), piece.text)
        raw[text].extend(_placed(settled, piece))
    return [list(raw.get(text, ())) for text in texts]


def redact_spans(text: str, spans: Sequence[Span], replace: Callable[[Span, str], str]) -> str:
    """Replace disjoint spans of `text` by what `replace(span, original)` answers.

    Raises:
        MissingExtraError: the extra `detect` is not installed.
    """
    return text if not spans else str(_analyzer().replace_spans(text, spans, replace))


def guess_language(texts: Sequence[str], default: str = "fr") -> str:
    """French or English, by function words of a sample of the texts; `default` when they don't tell."""
    step = max(1, len(texts) // _SAMPLE)
    words = [word for text in texts[::step] for word in _WORDS.findall(text[:2000].lower())]
    french = sum(word in STOP_FR for word in words)
    english = sum(word in STOP_EN for word in words)
    return default if french == english else ("fr" if french > english else "en")


def surrogate_operator() -> type:
    """Give the Presidio operator class `surrogate`, for people who run their own Presidio engine.

    Raises:
        MissingExtraError: the extra `detect` is not installed.
    """
    operator: type = _analyzer().SurrogateOperator
    return operator


def _analyzer() -> ModuleType:
    try:
        from sampler.detect import analyzer  # noqa: PLC0415 - Presidio and spaCy are an extra, and slow to import
    except ImportError:
        raise MissingExtraError(
            "text needs the extra detect", "pip install 'presales-sampler[detect]'"
        ) from None
    return analyzer


def _pieces(shadow: Shadow) -> Iterator[Shadow]:
    """Cut a long text at the end of sentences or words: the model takes no megabyte at once."""
    start, text = 0, shadow.text
    while len(text) - start > _PIECE:
        window = list(_BREAK.finditer(text, start + _PIECE // 2, start + _PIECE))
        stops = [cut for cut in window if len(cut[0]) > 1 or cut[0] == "\n"] or window
        end = stops[-1].end() if stops else start + _PIECE
        yield _part(shadow, start, end)
        start = end
    yield _part(shadow, start, len(text))


def _part(shadow: Shadow, start: int, end: int) -> Shadow:
    if shadow.edges is None:
        edges = None if start == 0 else tuple(range(start, end + 1))
        return Shadow(shadow.text[start:end], edges)
    return Shadow(shadow.text[start:end], shadow.edges[start : end + 1])


def _placed(spans: list[Span], piece: Shadow) -> Iterator[Span]:
    for span in spans:
        start, end = piece.original(span.start, span.end)
        if start < end:
            yield Span(start, end, span.entity_type, span.score, span.recognizer)
