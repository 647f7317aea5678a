"""Domains too small to hide a value in, or to give every value of a unique column one of its own."""

import re
from collections.abc import Callable, Mapping

from sampler.sanitize.plan import ColumnPlan
from sampler.surrogates.places import gazetteer
from sampler.surrogates.rows_of_places import by_code

FEW = 1000
LOOKED_AT = 1000
_RUN = re.compile(r"[0-9]+|[A-Za-z]+")
_PREFIX = re.compile(r"[A-Za-z]{1,4}(?=[^A-Za-z]*[0-9])")
_NO_LIST = frozenset({"COUNTRY", "GENDER", "TITLE"})
_SIRENS = 10**7


def token_domain(value: str) -> int:
    """How many values of its shape a token is drawn among; the letters in front of a number stay."""
    size = 1
    prefix = _PREFIX.match(value)
    for found in _RUN.finditer(value, prefix.end() if prefix else 0):
        run = found.group()
        rest = run.lstrip("0")
        if run.isdigit():
            size *= 9 * 10 ** (len(rest) - 1) if rest else 1
        else:
            size *= 26 ** len(run)
    return size


def type_domain(entity_type: str) -> int | None:
    """How many surrogates a type has, where they can run out."""
    size = _SIZES.get(entity_type)
    return size() if size else None


# asked one by one: a list takes long to read
_SIZES: Mapping[str, Callable[[], int]] = {
    "POSTCODE": lambda: len(gazetteer().postcode),
    "CITY": lambda: len(gazetteer().names),
    "FR_INSEE": lambda: len(by_code()),
    "FR_SIREN": lambda: _SIRENS,
    "FR_VAT": lambda: _SIRENS,
}


def warnings_of(table: str, plan: ColumnPlan, values: list[str], distinct: int) -> list[str]:
    """What is said of a column whose domain is narrow: labels and numbers, never a value."""
    name = f"{table}.{plan.label}"
    if plan.operator == "surrogate" and plan.entity_type in _NO_LIST:
        return [f"{name}: there are no fictitious values for {plan.entity_type}; each becomes a token"]
    if dict(plan.params).get("order") == "keep":
        return [f"{name}: its order is kept, so a value can be guessed from its rank"]
    if plan.operator == "token" and values and (domain := max(map(token_domain, values))) < FEW:
        # values of several lengths may be more than the longest of them could be
        room = f", and at most {domain} of their shape" if distinct <= domain else " of few signs"
        return [f"{name}: {distinct} distinct values{room}: a token hides little"]
    return []


def impossible(plan: ColumnPlan, distinct: int) -> str:
    """Why a unique column can't stay unique, "" when it can."""
    if not plan.unique or plan.operator != "surrogate":
        return ""
    domain = type_domain(plan.entity_type or "")
    if domain is None or distinct <= domain:
        return ""
    named = f"{domain} surrogates of {plan.entity_type}"
    return f"{distinct} distinct values for the {named}: they can't stay unique"
