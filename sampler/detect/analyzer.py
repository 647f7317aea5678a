"""The one door to Presidio: our finders as its recognizers, our surrogates as its operator.

Only people with a Presidio engine of their own need it; `find_spans` does without. Importing this module
costs a second.
"""

from collections.abc import Callable, Sequence
from typing import Any

from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts
from presidio_anonymizer.operators import Operator, OperatorType

from sampler.model.finding import Span

Finder = Callable[[str], Sequence[Span]]


class FinderRecognizer(EntityRecognizer):
    """One of our finders as a Presidio recognizer; it asks nothing of the engine's language model."""

    def __init__(self, name: str, language: str, entity_types: Sequence[str], finder: Finder) -> None:
        self._finder = finder
        self.name: str = name
        super().__init__(supported_entities=list(entity_types), name=name, supported_language=language)

    def load(self) -> None:
        """Nothing to load."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts) -> list[RecognizerResult]:  # noqa: ARG002 - Presidio's signature
        """Find spans of the wanted types in `text`."""
        return [
            RecognizerResult(
                span.entity_type,
                span.start,
                span.end,
                span.score,
                recognition_metadata={
                    RecognizerResult.RECOGNIZER_NAME_KEY: self.name,
                    RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
                    "sampler": span.recognizer,
                },
            )
            for span in self._finder(text)
            if not entities or span.entity_type in entities
        ]


class SurrogateOperator(Operator):
    """Presidio operator `surrogate`: replaces a hit by what the parameter `replace` answers.

    `replace(entity_type, text)` gives the fictitious value. For people with their own Presidio engine:
    `engine.add_anonymizer(SurrogateOperator)` and `OperatorConfig("surrogate", {"replace": ...})`.
    """

    def operate(self, text: str, params: dict[str, Any] | None = None) -> str:
        """Replace one hit."""
        given = params or {}
        return str(given["replace"](given["entity_type"], text))

    def validate(self, params: dict[str, Any] | None = None) -> None:
        """Insist on a callable `replace`."""
        if not callable((params or {}).get("replace")):
            raise TypeError("the operator surrogate needs a callable `replace`")

    def operator_name(self) -> str:
        """The name to use in an OperatorConfig."""
        return "surrogate"

    def operator_type(self) -> OperatorType:
        """It anonymizes; there is no way back."""
        return OperatorType.Anonymize
