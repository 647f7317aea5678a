"""Columns and text -> findings, and the draft recipe. Importing this loads neither Presidio nor spaCy."""

from sampler.detect.columns import classify_columns
from sampler.detect.draft import draft_recipe, is_unedited
from sampler.detect.findings import TableFindings, text_findings, with_references
from sampler.detect.keys import Digests, references
from sampler.detect.labels import column_labels, file_label, table_label
from sampler.detect.text import find_spans, guess_language, redact_spans, surrogate_operator

__all__ = [
    "Digests",
    "TableFindings",
    "classify_columns",
    "column_labels",
    "draft_recipe",
    "file_label",
    "find_spans",
    "guess_language",
    "is_unedited",
    "redact_spans",
    "references",
    "surrogate_operator",
    "table_label",
    "text_findings",
    "with_references",
]
