"""The two calls of the library: what they read, and what they refuse instead of reading it wrongly."""

from collections.abc import Callable
from typing import Any

import pytest

from sampler.detect import classify_columns, find_spans
from sampler.errors import UsageError

TEXT = "Mme Kervella, +33 6 39 98 00 01"


@pytest.mark.parametrize("language", [None, "fr", "FR", "fr-FR", "en_GB", ["fr", None]])
def test_languages_are_read_in_any_usual_spelling(language: Any) -> None:  # noqa: ANN401 - what callers pass
    """A region changes nothing, and each text or column may have a language of its own."""
    assert [len(spans) for spans in find_spans([TEXT, "."], language)] == [2, 0]
    assert len(classify_columns({"nom": ["Kervella"], "ville": ["Redon"]}, language)) == 2


def test_an_iterator_is_read_once_and_whole() -> None:
    """Texts may come from a generator, and None is a text without spans."""
    assert [len(spans) for spans in find_spans(text for text in (TEXT, None, TEXT))] == [2, 0, 2]


REFUSED: list[Callable[[Any, Any], object]] = [
    lambda find, _: find(TEXT),
    lambda find, _: find([12]),
    lambda find, _: find([TEXT.encode()]),
    lambda find, _: find(None),
    lambda find, _: find([TEXT], "de"),
    lambda find, _: find([TEXT], ["fr", "en"]),
    lambda _, classify: classify([["Kervella"]]),
    lambda _, classify: classify({"nom": "Kervella"}),
    lambda _, classify: classify({"nom": 12}),
    lambda _, classify: classify({"nom": ["Kervella"]}, "de"),
    lambda _, classify: classify({"nom": ["Kervella"]}, ["fr", "en"]),
]


@pytest.mark.parametrize("call", REFUSED)
def test_what_would_be_read_wrongly_is_refused(call: Callable[[Any, Any], object]) -> None:
    """One text instead of a list, other types and unknown languages: a clear word, and no value in it."""
    with pytest.raises(UsageError) as caught:
        call(find_spans, classify_columns)
    assert "Kervella" not in str(caught.value)
