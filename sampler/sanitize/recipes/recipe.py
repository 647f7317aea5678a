"""The recipe: what a person wrote, checked key by key, as frozen nouns (YAML, version 1).

Messages name the line, the path and what is allowed; never the value that was found.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sampler.errors import RecipeError
from sampler.model.canonical import canonical_json
from sampler.model.finding import State
from sampler.sanitize.recipes.rules import Rule, explain, nearest, read_rule
from sampler.sanitize.recipes.yaml_reader import Path, YamlDocument, plain, read_yaml
from sampler.surrogates.entity_types import ENTITY_TYPES

__all__ = ["Recipe", "Rule", "nearest", "read_recipe", "recipe_digest"]

VERSION = 1
TEXT = "text"
STATES = tuple(state.value for state in State)


@dataclass(frozen=True, slots=True)
class Recipe:
    """Rules by table label and column label; a table whose value is `drop` stands in `dropped`.

    Keys of `tables` and of their columns may be patterns, and so may those of `columns`, which hold for every
    table; `findings` are rules by entity type, `text`, or state. `default` answers columns and tables that
    no rule covers; without it they are an error.
    """

    sample: str | None
    default: Literal["redact", "drop"] | None
    tables: Mapping[str, Mapping[str, Rule]]
    dropped: frozenset[str] = frozenset()
    document: YamlDocument | None = field(default=None, compare=False, repr=False)
    columns: Mapping[str, Rule] = field(default_factory=lambda: MappingProxyType({}))
    findings: Mapping[str, Rule] = field(default_factory=lambda: MappingProxyType({}))
    references: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    consistency: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    agree: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=lambda: MappingProxyType({}))
    quasi_identifiers: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def error(self, path: Path, message: str, *hints: str) -> RecipeError:
        """Build an error that points at the line of `path` when the recipe was read from a file."""
        if self.document is None:
            return RecipeError(message, *hints)
        return self.document.error(path, message, *hints)

    def line(self, path: Path) -> int:
        """The line of `path`, 0 when the recipe was not read from a file."""
        return self.document.line(path) if self.document else 0


class _Head(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    version: int = Field(ge=VERSION, le=VERSION)  # not a Literal: True would pass as 1
    sample: str | None = Field(default=None, min_length=1, max_length=200)
    default: Literal["redact", "drop"] | None = None
    tables: dict[str, Any] = Field(default_factory=dict)
    columns: dict[str, Any] = Field(default_factory=dict)
    findings: dict[str, Any] = Field(default_factory=dict)
    references: dict[str, str] = Field(default_factory=dict)
    consistency: dict[str, list[str]] = Field(default_factory=dict)
    agree: dict[str, list[list[str]]] = Field(default_factory=dict)
    quasi_identifiers: dict[str, list[str]] = Field(default_factory=dict)


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
        raise explain(document, (), refused, tuple(_Head.model_fields)) from None
    tables: dict[str, Mapping[str, Rule]] = {}
    dropped: set[str] = set()
    for label, columns in head.tables.items():
        path = ("tables", label)
        if columns == "drop":
            dropped.add(label)
        elif isinstance(columns, dict):
            tables[label] = _rules(document, path, columns)
        else:
            raise document.error(path, "a table is a mapping of columns to rules, or the word drop")
    return Recipe(
        head.sample,
        head.default,
        MappingProxyType(tables),
        frozenset(dropped),
        document,
        _rules(document, ("columns",), head.columns),
        _by_finding(document, head.findings),
        MappingProxyType(head.references),
        MappingProxyType(_groups(document, head.consistency)),
        MappingProxyType(_agreements(document, head.agree)),
        MappingProxyType({table: tuple(columns) for table, columns in head.quasi_identifiers.items()}),
    )


def recipe_digest(recipe: Recipe) -> str:
    """Digest what the recipe says: comments, order, quotes and the form of a rule do not count."""
    tables = [
        [label, [[column, rule.body()] for column, rule in sorted(columns.items())]]
        for label, columns in sorted(recipe.tables.items())
    ]
    body: dict[str, object] = {
        "version": VERSION,
        "sample": recipe.sample,
        "default": recipe.default,
        "tables": tables,
        "dropped": sorted(recipe.dropped),
    }
    more: dict[str, object] = {
        "columns": [[key, rule.body()] for key, rule in sorted(recipe.columns.items())],
        "findings": [[key, rule.body()] for key, rule in sorted(recipe.findings.items())],
        "references": sorted([child, parent] for child, parent in recipe.references.items()),
        "consistency": sorted([name, *sorted(group)] for name, group in recipe.consistency.items()),
        "agree": sorted([table, *map(list, groups)] for table, groups in recipe.agree.items()),
        "quasi_identifiers": sorted(
            [table, *sorted(group)] for table, group in recipe.quasi_identifiers.items()
        ),
    }
    body |= {name: said for name, said in more.items() if said}  # what is not said leaves no trace
    return "sha256:" + hashlib.sha256(canonical_json(body)).hexdigest()


def _rules(document: YamlDocument, path: Path, raw: Mapping[str, object]) -> Mapping[str, Rule]:
    return MappingProxyType({key: read_rule(document, (*path, key), rule) for key, rule in raw.items()})


def _by_finding(document: YamlDocument, raw: Mapping[str, object]) -> Mapping[str, Rule]:
    """Rules by what `detect` finds; a rule without a type takes the type that it answers."""
    known = (*ENTITY_TYPES, TEXT, *STATES)
    rules = {}
    for key, rule in raw.items():
        path = ("findings", key)
        if key not in known:
            raise document.error(path, "unknown finding; known: " + " ".join(known), *nearest(key, known))
        rules[key] = read_rule(document, path, rule, implied_type=key if key in ENTITY_TYPES else None)
    return MappingProxyType(rules)


def _groups(document: YamlDocument, raw: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    for name, members in raw.items():
        if len(set(members)) < 2:  # noqa: PLR2004 - one column always agrees with itself
            raise document.error(("consistency", name), "a group needs two columns or more")
    return {name: tuple(members) for name, members in raw.items()}


def _agreements(
    document: YamlDocument, raw: Mapping[str, list[list[str]]]
) -> dict[str, tuple[tuple[str, ...], ...]]:
    for table, groups in raw.items():
        for place, members in enumerate(groups, start=1):
            if len(set(members)) < 2:  # noqa: PLR2004 - as above
                raise document.error(("agree", table, f"[{place}]"), "a group needs two columns or more")
    return {table: tuple(map(tuple, groups)) for table, groups in raw.items()}
