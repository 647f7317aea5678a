"""Columns and text -> findings, and the draft recipe. Importing this loads no Presidio."""

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
