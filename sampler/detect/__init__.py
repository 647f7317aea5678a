"""Columns and text -> findings, and the draft recipe. Importing this loads no Presidio."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sampler.detect.columns.classifying import classify_columns
    from sampler.detect.columns.keys import Digests, references
    from sampler.detect.columns.labels import column_labels, file_label, table_label
    from sampler.detect.draft import draft_recipe, is_unedited
    from sampler.detect.findings import TableFindings, text_findings, with_references
    from sampler.detect.text import find_spans, guess_language, recognizers, redact_spans, surrogate_operator
    from sampler.detect.values.user_patterns import UserPattern, user_pattern

__all__ = [
    "Digests",
    "TableFindings",
    "UserPattern",
    "classify_columns",
    "column_labels",
    "draft_recipe",
    "file_label",
    "find_spans",
    "guess_language",
    "is_unedited",
    "recognizers",
    "redact_spans",
    "references",
    "surrogate_operator",
    "table_label",
    "text_findings",
    "user_pattern",
    "with_references",
]

_MODULES = {
    "columns.classifying": ("classify_columns",),
    "columns.keys": ("Digests", "references"),
    "columns.labels": ("column_labels", "file_label", "table_label"),
    "draft": ("draft_recipe", "is_unedited"),
    "findings": ("TableFindings", "text_findings", "with_references"),
    "text": ("find_spans", "guess_language", "recognizers", "redact_spans", "surrogate_operator"),
    "values.user_patterns": ("UserPattern", "user_pattern"),
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - what a module holds
    """Load what is asked for: a process that reads no text needs none of its patterns."""
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(name)
