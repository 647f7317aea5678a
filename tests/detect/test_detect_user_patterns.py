"""Patterns of one's own: matched by RE2, refused in one line, never slow."""

import time

import pytest

from sampler.detect import find_spans, user_pattern
from sampler.errors import UsageError

CONTRACT = user_pattern("contract", "CONTRACT_NUMBER", r"\bCT-\d{4}\b")


def test_a_pattern_of_ones_own_is_found_with_its_type() -> None:
    """Offsets are code points of the text given, accents and signs beyond the first plane included."""
    text = "Éloïse 😀 a signé CT-2044 hier"
    spans = find_spans([text], "fr", patterns=[CONTRACT])[0]
    assert ("CT-2044", "CONTRACT_NUMBER") in [(text[s.start : s.end], s.entity_type) for s in spans]
    assert all(s.entity_type != "CONTRACT_NUMBER" for s in find_spans([text], "fr")[0])


def test_words_must_stand_before_a_match() -> None:
    """With words a match counts only after one of them; the group `value` is what is masked."""
    pattern = user_pattern("file", "FILE_NUMBER", r"(?P<value>\d{5})", ["dossier médical"])
    text = "page 12345, Dossier Medical n° 54321"
    assert [text[span.start : span.end] for span in pattern.find(text)] == ["54321"]


@pytest.mark.parametrize("expression", ["(", "(?=a)", r"(a)\1", "a*", "x" * 501, "a{1,9999}"])
def test_a_pattern_that_re2_can_not_read_is_refused(
    expression: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """One line that names the pattern and not the expression; RE2 itself writes nothing on stderr."""
    with pytest.raises(UsageError) as refused:
        user_pattern("mine", "MINE", expression)
    assert "\n" not in str(refused.value)
    assert "mine" in str(refused.value)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("name", "entity_type"), [("", "MINE"), ("a\nb", "MINE"), ("mine", "mine"), ("mine", "")]
)
def test_names_and_types_have_a_form(name: str, entity_type: str) -> None:
    """A name is short and printable, a type looks like CONTRACT_NUMBER."""
    with pytest.raises(UsageError):
        user_pattern(name, entity_type, "x")


def test_what_makes_other_engines_hang_takes_linear_time() -> None:
    """A nested repetition over 100 kB that almost matches is over at once."""
    pattern = user_pattern("nested", "MINE", "(a+)+b")
    start = time.process_time()
    assert list(pattern.find("a" * 100_000)) == []
    assert time.process_time() - start < 5
