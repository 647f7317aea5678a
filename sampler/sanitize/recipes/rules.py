"""One rule of a recipe: its compact, verbose and listed forms, read and checked key by key."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from sampler.errors import RecipeError
from sampler.sanitize.operators.table import OPERATORS
from sampler.sanitize.recipes.yaml_reader import Path, YamlDocument
from sampler.surrogates.entity_types import ENTITY_TYPES

_OWN_KEYS = ("operator", "type", "reason", "when")
_FORMS = "a rule is `operator [TYPE]`, a mapping with operator, or a list of rules with `when`"


@dataclass(frozen=True, slots=True)
class Condition:
    """What a cell of the same row must be: one of `values`, or null; `wanted` is false under `not`."""

    column: str
    kind: str
    values: tuple[str, ...] = ()
    wanted: bool = True


@dataclass(frozen=True, slots=True)
class Rule:
    """What happens to one column; `params` are those the operator declares.

    `cases` hold for the rows that their `when` names, tried in order before the rule itself.
    """

    operator: str
    entity_type: str | None = None
    params: Mapping[str, str | int] = field(default_factory=lambda: MappingProxyType({}))
    reason: str | None = None
    when: Condition | None = None
    cases: "tuple[Rule, ...]" = ()

    def body(self) -> dict[str, object]:
        """What the rule says, for a digest; what it does not say is left out."""
        body: dict[str, object] = {
            "operator": self.operator,
            "type": self.entity_type,
            "params": dict(self.params),
            "reason": self.reason,
        }
        if self.when is not None:
            body["when"] = [self.when.column, self.when.kind, list(self.when.values), self.when.wanted]
        if self.cases:
            body["cases"] = [case.body() for case in self.cases]
        return body


class _When(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    column: str = Field(min_length=1)
    equals: str | int | bool | None = None
    among: list[str | int | bool] | None = Field(default=None, alias="in", min_length=1)
    is_null: bool | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> "_When":
        if sum(choice is not None for choice in (self.equals, self.among, self.is_null)) != 1:
            raise ValueError("needs exactly one of equals, in, is_null or not")
        return self


def read_rule(document: YamlDocument, path: Path, raw: object, *, implied_type: str | None = None) -> Rule:
    """Read a rule in any of its forms; `implied_type` is the type of a rule that names none."""
    if isinstance(raw, list):
        return _listed(document, path, raw, implied_type)
    rule = _single(document, path, raw, implied_type)
    if rule.when is not None:
        hint = "write a list: the rules with `when`, then one for all other rows"
        raise document.error((*path, "when"), "a rule with `when` stands in a list", hint)
    return rule


def nearest(word: str, vocabulary: Iterable[str]) -> tuple[str, ...]:
    """Return a hint with the one word of ours that resembles `word` most, if one does."""
    upper = {known.casefold(): known for known in vocabulary}
    found = get_close_matches(word.casefold(), list(upper), 1, 0.6)
    return (f"did you mean {upper[found[0]]}?",) if found else ()


def explain(
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


def _listed(document: YamlDocument, path: Path, raw: list[object], implied_type: str | None) -> Rule:
    rules = [
        _single(document, (*path, f"[{place}]"), one, implied_type) for place, one in enumerate(raw, start=1)
    ]
    if not rules:
        raise document.error(path, _FORMS)
    for place, rule in enumerate(rules[:-1], start=1):
        if rule.when is None:
            message = "no rule after this one can be reached: it has no `when`"
            raise document.error((*path, f"[{place}]"), message)
    last = rules[-1]
    if last.when is not None:
        raise document.error(
            (*path, f"[{len(rules)}]"), "the last rule of a list answers all other rows: it has no `when`"
        )
    return Rule(last.operator, last.entity_type, last.params, last.reason, None, tuple(rules[:-1]))


def _single(document: YamlDocument, path: Path, raw: object, implied_type: str | None) -> Rule:
    if isinstance(raw, str):
        return _compact(document, path, raw, implied_type)
    if isinstance(raw, dict):
        return _verbose(document, path, raw, implied_type)
    raise document.error(path, _FORMS)


def _compact(document: YamlDocument, path: Path, raw: str, implied_type: str | None) -> Rule:
    words = raw.split()
    if len(words) not in {1, 2}:
        raise document.error(path, _FORMS)
    operator = _known_operator(document, path, words[0])
    entity_type = _known_type(document, path, words[1]) if len(words) == 2 else implied_type  # noqa: PLR2004 - two words
    return _complete(document, path, Rule(operator, entity_type))


def _verbose(document: YamlDocument, path: Path, raw: Mapping[str, object], implied_type: str | None) -> Rule:
    operator = raw.get("operator")
    if not isinstance(operator, str):
        raise document.error(path, "a rule needs the key operator", *_unknown_hint(raw))
    operator = _known_operator(document, (*path, "operator"), operator)
    entity_type = raw.get("type", implied_type)
    if entity_type is not None:
        entity_type = _known_type(document, (*path, "type"), entity_type)
    reason = raw.get("reason")
    if reason is not None and not isinstance(reason, str):
        raise document.error((*path, "reason"), "must be text")
    when = _condition(document, (*path, "when"), raw["when"]) if "when" in raw else None
    model = OPERATORS[operator].parameters
    rest = {key: value for key, value in raw.items() if key not in _OWN_KEYS}
    try:
        checked = model.model_validate(rest)
    except ValidationError as refused:
        raise explain(document, path, refused, (*_OWN_KEYS, *model.model_fields)) from None
    params = {
        name: ",".join(map(str, value)) if isinstance(value, list) else value
        for name, value in checked.model_dump(exclude_none=True, exclude_defaults=True).items()
    }
    return _complete(document, path, Rule(operator, entity_type, MappingProxyType(params), reason, when))


def _condition(document: YamlDocument, path: Path, raw: object) -> Condition:
    if isinstance(raw, dict) and isinstance(raw.get("not"), dict) and not set(raw) - {"not", "column"}:
        beside = {key: value for key, value in raw.items() if key != "not"}
        inner = _condition(document, (*path, "not"), {**beside, **raw["not"]})
        return Condition(inner.column, inner.kind, inner.values, not inner.wanted)
    try:
        checked = _When.model_validate(raw)
    except ValidationError as refused:
        raise explain(document, path, refused, ("column", "equals", "in", "is_null", "not")) from None
    if checked.is_null is not None:
        return Condition(checked.column, "is_null", (), checked.is_null)
    values = [checked.equals] if checked.equals is not None else checked.among or []
    return Condition(checked.column, "in", tuple(sorted(map(_written, values))))


def _written(value: str | int | bool) -> str:  # noqa: FBT001 - a scalar of the recipe
    """A scalar as a cell would hold it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


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


def _problem(detail: ErrorDetails) -> str:
    context = detail.get("ctx", {})
    if detail["type"] == "literal_error":
        return f"must be {context['expected']}"
    if detail["type"] == "value_error":
        return str(context["error"])  # our own words: see the validators of the parameters
    kinds = {
        "string_type": "must be text",
        "string_too_short": "must be text",
        "int_type": "must be a whole number",
        "bool_type": "must be true or false",
        "dict_type": "must be a mapping",
        "list_type": "must be a list",
        "too_short": "must not be empty",
        "greater_than_equal": f"must be at least {context.get('ge')}",
        "less_than_equal": f"must be at most {context.get('le')}",
    }
    return kinds.get(detail["type"], "not allowed here")
