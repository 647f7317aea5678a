"""The closed list of operators: each declares its parameters and is a pure function over distinct values.

An operator that reads other columns of the row gets them `beside` its values, aligned with them.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, cast

from sampler.sanitize.learning.sequences import in_order
from sampler.sanitize.operators import amounts, geography
from sampler.sanitize.operators.agreeing import agreed
from sampler.sanitize.operators.dating import days_for, moved_date
from sampler.sanitize.operators.generalise import generalise, is_coarse
from sampler.sanitize.operators.masking import mask_one, masked
from sampler.surrogates.engine import Surrogates

if TYPE_CHECKING:
    from sampler.sanitize.recipes.parameters import NoParameters

Privacy = Literal["kept", "pseudonymous", "generalised", "dropped"]
PRIVACY: tuple[Privacy, ...] = ("kept", "pseudonymous", "generalised", "dropped")  # from the weakest

Values = Sequence[str | None]
Result = list[str | None]
Params = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Context:
    """What an operator may know beside the values: the deal's surrogates, its own column, and its row.

    `outside` counts, by name, the values that are not in the format that the operator reads.
    """

    surrogates: Surrogates
    column_type: str = "text"
    entity_type: str | None = None
    params: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    scrub: Callable[[Values], Result] | None = None
    beside: tuple[Values, ...] = ()
    encoding: str = ""
    outside: Counter[str] = field(default_factory=Counter)

    def unread(self, name: str, value: str) -> str | None:
        """Answer a value outside the format that `name` reads: counted, and masked or null, never kept."""
        self.outside[name] += 1
        return masked(value) if self.column_type == "text" else None


def _never(_: str, __: Params) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Operator:
    """A named way to treat a column; `apply` keeps null and empty as they are.

    `model` is the class of `parameters`; `columns` are those that name another column of the row. `may_stay`
    says whether a value may come back as it was: it was already as coarse as the rule asks.
    """

    name: str
    summary: str
    apply: Callable[[Values, Context], Result]
    privacy: Privacy
    model: str = "NoParameters"
    needs_type: bool = False
    needs_parameters: str = ""
    columns: tuple[str, ...] = ()
    may_stay: Callable[[str, Params], bool] = _never

    @property
    def parameters(self) -> "type[NoParameters]":
        """What it may be told, as a model."""
        from sampler.sanitize.recipes import parameters  # noqa: PLC0415 - a worker process reads no recipe

        return cast("type[NoParameters]", getattr(parameters, self.model))


def _keep(values: Values, _: Context) -> Result:
    return list(values)


def _null(values: Values, _: Context) -> Result:
    return [None] * len(values)


def _redact(values: Values, context: Context) -> Result:
    """Write one visible constant in text columns; numbers, dates and booleans can only become null."""
    if context.column_type != "text":
        return _null(values, context)
    limits = [int(context.params[limit]) for limit in ("max_bytes", "max_length") if limit in context.params]
    constant = "-".join(filter(None, ("REDACTED", context.entity_type)))[: min(limits, default=None)]
    other = constant + "-" if not limits else "-" * len(constant)
    return [value and (constant if value.strip() != constant else other) for value in values]


def _mask(values: Values, context: Context) -> Result:
    keep: int = context.params.get("keep_last", 0)
    return [value and mask_one(value, keep) for value in values]


def _token(values: Values, context: Context) -> Result:
    if context.params.get("order") != "keep":
        return list(context.surrogates.token(values))
    return [
        value and (in_order(value, context.surrogates) or context.unread("token", value)) for value in values
    ]


def _surrogate(values: Values, context: Context) -> Result:
    entity_type = context.entity_type or "ID"
    roles = str(context.params.get("agree", ""))
    if roles:
        return agreed(entity_type, values, roles.split(","), context.beside, context.surrogates)
    return list(context.surrogates.apply(entity_type, values))


def _date_shift(values: Values, context: Context) -> Result:
    params = context.params
    if not params:
        return list(context.surrogates.date_shift(values))
    whole_weeks, first = params.get("weekday") == "keep", params.get("first")
    persons = context.beside[0] if context.beside else [None] * len(values)
    known = {who: days_for(who, context.surrogates, whole_weeks=whole_weeks) for who in set(persons)}
    written: Result = []
    for value, person in zip(values, persons, strict=True):
        if not value or not value.strip():
            written.append(value)
            continue
        written.append(moved_date(value, known[person], first) or context.unread("date_shift", value))
    return written


def _generalise(values: Values, context: Context) -> Result:
    params = {
        name: value
        for name, value in context.params.items()
        if name in OPERATORS["generalise"].parameters.model_fields
    }
    new = generalise(values, **params)
    context.outside["generalise"] += sum(
        bool(value and value.strip()) and result is None for value, result in zip(values, new, strict=True)
    )
    return new


def _text(values: Values, context: Context) -> Result:
    """Replace the spans a scanner finds; without a scanner text is refused, never passed through."""
    if context.scrub is None:
        raise LookupError("the operator text needs a scanner")
    return context.scrub(values)


def _noise(values: Values, context: Context) -> Result:
    percent, draws = int(context.params["percent"]), context.surrogates
    persons = context.beside[0] if context.beside else [None] * len(values)
    if context.params.get("order") == "keep":
        return _amounts("noise", values, context, lambda one, _: amounts.ordered(one, percent, draws))

    def change(amount: amounts.Amount, place: int) -> int:
        return amounts.noisy(amount, percent, draws, (persons[place] or "").strip())

    return _amounts("noise", values, context, change)


def _round(values: Values, context: Context) -> Result:
    step = int(context.params["to"])
    return _amounts("round", values, context, lambda one, _: amounts.rounded(one, step))


def _amounts(
    name: str, values: Values, context: Context, change: Callable[[amounts.Amount, int], int]
) -> Result:
    """Change numbers, with what the compiled recipe found so that their total stays."""
    scale, adjust = amounts.adjustments(dict(context.params))

    def changed(text: str, place: int) -> str | None:
        return amounts.mapped(text, lambda one: amounts.settle(change(one, place), text, scale, adjust))

    return [
        (changed(value, place) or context.unread(name, value)) if value and value.strip() else value
        for place, value in enumerate(values)
    ]


def _bucket(values: Values, context: Context) -> Result:
    bounds = [int(bound) for bound in str(context.params.get("bounds", "")).split(",") if bound]
    width, write = int(context.params.get("width", 0)), str(context.params.get("write", "range"))
    write = write if context.column_type == "text" else "lower"
    written: Result = []
    for value in values:
        amount = amounts.read_amount(value.strip()) if value and value.strip() else None
        if amount is not None:
            written.append(amounts.bucket(amount, bounds, width, write) or None)
        else:
            written.append(context.unread("bucket", value) if value and value.strip() else value)
    return written


def _jitter(values: Values, context: Context) -> Result:
    km, draws = int(context.params["km"]), context.surrogates
    is_latitude = "longitude" in context.params
    written: Result = []
    for place, value in enumerate(values):
        if not value or not value.strip():
            written.append(value)
            continue
        if context.beside:
            other = context.beside[0][place]
            new = geography.jitter_one(value, other, km, draws, is_latitude=is_latitude)
        else:
            new = geography.jitter_pair(value, km, draws)
        written.append(context.unread("jitter", value) if new is None else new)
    return written


def _noise_may_stay(value: str, params: Params) -> bool:
    """Zero, which noise can't change; with a total or an order to keep, any amount may come back."""
    amount = amounts.read_amount(value.strip())
    return amount is not None and (amount.units == 0 or "order" in params or "keep_total" in params)


def _is_multiple(value: str, params: Params) -> bool:
    amount = amounts.read_amount(value.strip())
    return amount is not None and amount.units % (int(params["to"]) * 10**amount.decimals) == 0


def _is_bound(value: str, params: Params) -> bool:
    """A number that is itself the lower end of its range."""
    amount = amounts.read_amount(value.strip())
    if amount is None or amount.decimals:
        return False
    if "width" in params:
        return amount.units % int(params["width"]) == 0
    return str(amount.units) in str(params["bounds"]).split(",")


OPERATORS: dict[str, Operator] = {
    operator.name: operator
    for operator in (
        Operator("keep", "copy the column as it is", _keep, "kept"),
        Operator("drop", "leave the column out", _null, "dropped"),
        Operator("null", "empty every cell", _null, "dropped"),
        Operator(
            "redact", "write a fixed placeholder; numbers and dates become null", _redact, "dropped", "Fitted"
        ),
        Operator("mask", "star the letters and digits", _mask, "generalised", "MaskParameters"),
        Operator(
            "token",
            "a keyed permutation in the same format, for keys",
            _token,
            "pseudonymous",
            "TokenParameters",
        ),
        Operator(
            "surrogate",
            "a fictitious value of the type",
            _surrogate,
            "pseudonymous",
            "Fitted",
            needs_type=True,
        ),
        Operator(
            "date_shift",
            "move dates by a number of days: the deal's, or one per person",
            _date_shift,
            "pseudonymous",
            "DateParameters",
            columns=("per",),
        ),
        Operator(
            "generalise",
            "a coarser value: first digits, multiples of a step, start of month or year, French area",
            _generalise,
            "generalised",
            "GeneraliseParameters",
            needs_parameters="generalise, digits: 2",
            may_stay=is_coarse,
        ),
        Operator("text", "find and replace personal data inside free text", _text, "pseudonymous", "Fitted"),
        Operator(
            "noise",
            "move a number by at most some percent",
            _noise,
            "generalised",
            "NoiseParameters",
            needs_parameters="noise, percent: 10",
            columns=("per",),
            may_stay=_noise_may_stay,
        ),
        Operator(
            "round",
            "round a number to the nearest multiple",
            _round,
            "generalised",
            "RoundParameters",
            needs_parameters="round, to: 100",
            may_stay=_is_multiple,
        ),
        Operator(
            "bucket",
            "the range a number falls in; its lower end in a typed column",
            _bucket,
            "generalised",
            "BucketParameters",
            needs_parameters="bucket, width: 100",
            may_stay=_is_bound,
        ),
        Operator(
            "jitter",
            "move coordinates by at most some kilometres",
            _jitter,
            "generalised",
            "JitterParameters",
            needs_parameters="jitter, km: 5",
            columns=("latitude", "longitude"),
        ),
    )
}
