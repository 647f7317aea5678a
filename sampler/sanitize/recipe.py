"""The recipe: what a person wrote, checked key by key, as frozen nouns (YAML, version 1).

Messages name the line, the path and what is allowed; never the value that was found.
"""

import difflib
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from sampler.errors import RecipeError
from sampler.model.canonical import canonical_json
from sampler.sanitize.operators import ENTITY_TYPES, OPERATORS
from sampler.sanitize.yaml_reader import Path, YamlDocument, plain, read_yaml

VERSION = 1
_OWN_KEYS = ("operator", "type", "reason")


@dataclass(frozen=True, slots=True)
class Rule:
    """What happens to one column; `params` are those the operator declares."""

    operator: str
    entity_type: str | None = None
    params: Mapping[str, str | int] = field(default_factory=lambda: MappingProxyType({}))
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Recipe:
    """Rules by table label and column label; a table whose value is `drop` stands in `dropped`.

    `default` answers columns and tables that no rule covers; without it they are an error.
    """

    sample: str | None
    default: Literal["redact", "drop"] | None
    tables: Mapping[str, Mapping[str, Rule]]
    dropped: frozenset[str] = frozenset()
    document: YamlDocument | None = field(default=None, compare=False, repr=False)

    def error(self, path: Path, message: str, *hints: str) -> RecipeError:
        """Build an error that points at the line of `path` when the recipe was read from a file."""
        if self.document is None:
            return RecipeError(message, *hints)
        return self.document.error(path, message, *hints)


class _Head(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    version: int = Field(ge=VERSION, le=VERSION)  # not a Literal: True would pass as 1
    sample: str | None = Field(default=None, min_length=1, max_length=200)
    default: Literal["redact", "drop"] | None = None
    tables: dict[str, Any] = Field(default_factory=dict)


def read_recipe(data: bytes, source: str) -> Recipe:
    """Read and check a recipe; `source` is the file name that messages show.

    Raises:
        RecipeError: `source:line: path: message`, in fixed words.
    """
    document = read_yaml(data, source)
    raw = plain(document.root)
    try:
        head = _Head.model_validate(raw)
    except ValidationError as refused:
        raise _explain(document, (), refused, tuple(_Head.model_fields)) from None
    tables: dict[str, Mapping[str, Rule]] = {}
    dropped: set[str] = set()
    for label, columns in head.tables.items():
        path = ("tables", label)
        if columns == "drop":
            dropped.add(label)
        elif isinstance(columns, dict):
            tables[label] = MappingProxyType(
                {column: _rule(document, (*path, column), rule) for column, rule in columns.items()}
            )
        else:
            raise document.error(path, "a table is a mapping of columns to rules, or the word drop")
    return Recipe(head.sample, head.default, MappingProxyType(tables), frozenset(dropped), document)


def recipe_digest(recipe: Recipe) -> str:
    """Digest what the recipe says: comments, order, quotes and the form of a rule do not count."""
    tables = [
        [label, [[column, _rule_body(rule)] for column, rule in sorted(columns.items())]]
        for label, columns in sorted(recipe.tables.items())
    ]
    body = {
        "version": VERSION,
        "sample": recipe.sample,
        "default": recipe.default,
        "tables": tables,
        "dropped": sorted(recipe.dropped),
    }
    return "sha256:" + hashlib.sha256(canonical_json(body)).hexdigest()


def nearest(word: str, vocabulary: Iterable[str]) -> tuple[str, ...]:
    """Return a hint with the one word of ours that resembles `word` most, if one does."""
    upper = {known.casefold(): known for known in vocabulary}
    found = difflib.get_close_matches(word.casefold(), list(upper), 1, 0.6)
    return (f"did you mean {upper[found[0]]}?",) if found else ()


def _rule_body(rule: Rule) -> dict[str, object]:
    return {
        "operator": rule.operator,
        "type": rule.entity_type,
        "params": dict(rule.params),
        "reason": rule.reason,
    }


def _rule(document: YamlDocument, path: Path, raw: object) -> Rule:
    if isinstance(raw, str):
        return _compact(document, path, raw)
    if isinstance(raw, dict):
        return _verbose(document, path, raw)
    raise document.error(path, "a rule is `operator [TYPE]`, or a mapping with operator")


def _compact(document: YamlDocument, path: Path, raw: str) -> Rule:
    words = raw.split()
    if len(words) not in {1, 2}:
        raise document.error(path, "a rule is `operator [TYPE]`, or a mapping with operator")
    operator = _known_operator(document, path, words[0])
    entity_type = _known_type(document, path, words[1]) if len(words) == 2 else None  # noqa: PLR2004 - two words
    return _complete(document, path, Rule(operator, entity_type))


def _verbose(document: YamlDocument, path: Path, raw: Mapping[str, object]) -> Rule:
    operator = raw.get("operator")
    if not isinstance(operator, str):
        raise document.error(path, "a rule needs the key operator", *_unknown_hint(raw))
    operator = _known_operator(document, (*path, "operator"), operator)
    entity_type = raw.get("type")
    if entity_type is not None:
        entity_type = _known_type(document, (*path, "type"), entity_type)
    reason = raw.get("reason")
    if reason is not None and not isinstance(reason, str):
        raise document.error((*path, "reason"), "must be text")
    model = OPERATORS[operator].parameters
    rest = {key: value for key, value in raw.items() if key not in _OWN_KEYS}
    try:
        checked = model.model_validate(rest)
    except ValidationError as refused:
        raise _explain(document, path, refused, (*_OWN_KEYS, *model.model_fields)) from None
    params = MappingProxyType(checked.model_dump(exclude_none=True, exclude_defaults=True))
    return _complete(document, path, Rule(operator, entity_type, params, reason))


def _complete(document: YamlDocument, path: Path, rule: Rule) -> Rule:
    operator = OPERATORS[rule.operator]
    if operator.needs_type and rule.entity_type is None:
        raise document.error(path, f"{rule.operator} needs a type, as in `{rule.operator} LAST_NAME`")
    if operator.needs_parameters and not rule.params:
        example = operator.needs_parameters
        raise document.error(path, f"{rule.operator} needs a parameter, as in {{operator: {example}}}")
    return rule


def _known_operator(document: YamlDocument, path: Path, word: str) -> str:
    if word in OPERATORS:
        return word
    raise document.error(path, "unknown operator; known: " + " ".join(OPERATORS), *nearest(word, OPERATORS))


def _known_type(document: YamlDocument, path: Path, word: object) -> str:
    if isinstance(word, str) and word in ENTITY_TYPES:
        return word
    hints = nearest(word, ENTITY_TYPES) if isinstance(word, str) else ()
    raise document.error(path, "unknown entity type; known: " + " ".join(ENTITY_TYPES), *hints)


def _unknown_hint(raw: Mapping[str, object]) -> tuple[str, ...]:
    return next((hint for key in raw if key not in _OWN_KEYS and (hint := nearest(key, ("operator",)))), ())


def _explain(
    document: YamlDocument, path: Path, refused: ValidationError, allowed: tuple[str, ...]
) -> RecipeError:
    """Turn the first complaint into our words: the library's carries the value."""
    first = refused.errors(include_url=False, include_input=False)[0]
    location = (*path, *(part for part in first["loc"] if isinstance(part, str)))
    if first["type"] == "extra_forbidden":
        key = location[-1]
        hints = nearest(key, allowed)
        return document.error(location, "unknown key; known: " + " ".join(allowed), *hints, hide=key)
    if first["type"] == "missing":
        return document.error(path, f"the key {first['loc'][0]} is missing")
    return document.error(location, _problem(first))


def _problem(detail: ErrorDetails) -> str:
    context = detail.get("ctx", {})
    if detail["type"] == "literal_error":
        return f"must be {context['expected']}"
    if detail["type"] == "value_error":
        return "needs exactly one of digits, step or date"
    kinds = {
        "string_type": "must be text",
        "int_type": "must be a whole number",
        "dict_type": "must be a mapping",
        "greater_than_equal": f"must be at least {context.get('ge')}",
        "less_than_equal": f"must be at most {context.get('le')}",
    }
    return kinds.get(detail["type"], "not allowed here")
