"""What a rule says of a column, and the words it says it in: fixed ones and counts, never a value."""

from collections.abc import Callable
from dataclasses import dataclass

from sampler.detect.columns.profile import Profile
from sampler.model.finding import State

MOST, HALF, SOME, TRACE = 0.8, 0.5, 0.3, 0.02
NEARLY_ALL = 0.95
# One value in ten or so has the key by chance: a heading of a thing, or a column of numbers, weighs more.
WEAK_KEYS = frozenset({"FR_SIREN", "SECRET", "CREDIT_CARD", "FR_RPPS", "UK_NHS", "US_SSN", "PHONE_NUMBER"})
NAME_TYPES = frozenset({"LAST_NAME", "FIRST_NAME", "PERSON"})


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a rule says of a column; `also` names the types that the evidence fits as well."""

    state: State
    entity_type: str | None
    confidence: float
    evidence: tuple[str, ...]
    text: bool = False
    quasi: bool = False


Rule = Callable[[Profile], Judgement | None]


def personal(entity_type: str | None, confidence: float, *evidence: str) -> Judgement:
    """A column of personal data of this type."""
    return Judgement(State.PERSONAL, entity_type, confidence, evidence)


def clear(
    confidence: float,
    *evidence: str,
    entity_type: str | None = None,
    quasi: bool = False,
) -> Judgement:
    """A column of things; `quasi` says that with others it may single a person out."""
    words = (*evidence, "quasi-identifier") if quasi else evidence
    return Judgement(State.CLEAR, entity_type, confidence, words, quasi=quasi)


def free_text(confidence: float, *evidence: str) -> Judgement:
    """A column of texts, to be read cell by cell."""
    return Judgement(State.PERSONAL, None, confidence, evidence, text=True)


def of(counted: Profile, name: str, words: str) -> str:
    """A count as evidence: "98 % of 214 distinct are dates"."""
    return f"{int(100 * counted.share(name))} % of {len(counted.sample)} distinct {words}"


def against(counted: Profile) -> bool:
    """Does the header speak of a thing, a measure, a class, a reference or a moment?"""
    return counted.hint is not None and counted.hint.startswith(("clear:", "quasi:"))
