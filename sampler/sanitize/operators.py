"""The closed list of operators: each declares its parameters and is a pure function over distinct values."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sampler.sanitize.generalise import generalise
from sampler.surrogates.engine import Surrogates

ENTITY_TYPES = (
    "PERSON",
    "FIRST_NAME",
    "LAST_NAME",
    "EMAIL_ADDRESS",
    "USERNAME",
    "PHONE_NUMBER",
    "FR_NIR",
    "FR_SIREN",
    "FR_SIRET",
    "FR_VAT",
    "IBAN_CODE",
    "FR_RIB",
    "CREDIT_CARD",
    "ADDRESS",
    "POSTCODE",
    "CITY",
    "BIRTH_DATE",
    "DATE_TIME",
    "IP_ADDRESS",
    "MAC_ADDRESS",
    "URL",
    "ORGANIZATION",
    "SECRET",
    "ID",
    "COUNTRY",
    "GENDER",
    "TITLE",
)

Values = Sequence[str | None]
Result = list[str | None]


@dataclass(frozen=True, slots=True)
class Context:
    """What an operator may know beside the values: the deal's surrogates and its own column."""

    surrogates: Surrogates
    column_type: str = "text"
    entity_type: str | None = None
    params: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    scrub: Callable[[Values], Result] | None = None


class NoParameters(BaseModel):
    """The operator takes no parameter."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class MaskParameters(NoParameters):
    """How many signs at the end stay readable."""

    keep_last: int = Field(default=0, ge=0, le=4)


class GeneraliseParameters(NoParameters):
    """Exactly one way to make a value coarser."""

    digits: int | None = Field(default=None, ge=1, le=8)
    step: int | None = Field(default=None, ge=2, le=1_000_000_000)
    date: Literal["year", "month"] | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if sum(choice is not None for choice in (self.digits, self.step, self.date)) != 1:
            raise ValueError("exactly one")
        return self


@dataclass(frozen=True, slots=True)
class Operator:
    """A named way to treat a column; `apply` keeps null and empty as they are."""

    name: str
    summary: str
    apply: Callable[[Values, Context], Result]
    parameters: type[NoParameters] = NoParameters
    needs_type: bool = False
    needs_parameters: str = ""


def _keep(values: Values, _: Context) -> Result:
    return list(values)


def _null(values: Values, _: Context) -> Result:
    return [None] * len(values)


def _redact(values: Values, context: Context) -> Result:
    """Write one visible constant in text columns; numbers, dates and booleans can only become null."""
    if context.column_type != "text":
        return _null(values, context)
    constant = "-".join(filter(None, ("REDACTED", context.entity_type)))
    return [value and (constant if value.strip() != constant else constant + "-") for value in values]


def _mask(values: Values, context: Context) -> Result:
    keep: int = context.params.get("keep_last", 0)
    return [value and _mask_one(value, keep) for value in values]


def _mask_one(value: str, keep: int) -> str:
    """Star letters and digits but the last `keep`; a value too short for that shows none of its signs."""
    signs = sum(sign.isalnum() for sign in value)
    hidden = signs - keep if signs >= 2 * keep else signs
    seen, masked = 0, list[str]()
    for sign in value:
        seen += sign.isalnum()
        masked.append("*" if sign.isalnum() and seen <= hidden else sign)
    result = "".join(masked)
    # a value without letters or digits would come back as it was
    return result if result != value else ("#" if "*" in value else "*") * len(value)


def _token(values: Values, context: Context) -> Result:
    return list(context.surrogates.token(values))


def _surrogate(values: Values, context: Context) -> Result:
    return list(context.surrogates.apply(context.entity_type or "ID", values))


def _date_shift(values: Values, context: Context) -> Result:
    return list(context.surrogates.date_shift(values))


def _generalise(values: Values, context: Context) -> Result:
    return generalise(values, **context.params)


def _text(values: Values, context: Context) -> Result:
    """Replace the spans a scanner finds; without a scanner text is refused, never passed through."""
    if context.scrub is None:
        raise LookupError("the operator text needs a scanner")
    return context.scrub(values)


OPERATORS: dict[str, Operator] = {
    operator.name: operator
    for operator in (
        Operator("keep", "copy the column as it is", _keep),
        Operator("drop", "leave the column out", _null),
        Operator("null", "empty every cell", _null),
        Operator("redact", "write a fixed placeholder; numbers and dates become null", _redact),
        Operator("mask", "star the letters and digits", _mask, MaskParameters),
        Operator("token", "a keyed permutation in the same format, for keys", _token),
        Operator("surrogate", "a fictitious value of the type", _surrogate, needs_type=True),
        Operator("date_shift", "move dates by the deal's number of days", _date_shift),
        Operator(
            "generalise",
            "a coarser value: first digits, multiples of a step, start of month or year",
            _generalise,
            GeneraliseParameters,
            needs_parameters="generalise, digits: 2",
        ),
        Operator("text", "find and replace personal data inside free text", _text),
    )
}
