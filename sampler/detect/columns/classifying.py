"""Columns -> findings: rules over headers and counts, first one that fits, then what the neighbours say."""

from collections.abc import Iterable, Mapping

from sampler.detect.columns import rules_headed, rules_seen
from sampler.detect.columns.cells import as_texts
from sampler.detect.columns.headers import hint as header_hint
from sampler.detect.columns.judgement import MOST, Judgement, Rule
from sampler.detect.columns.neighbours import Judged, revised
from sampler.detect.columns.profile import Profile, profile
from sampler.detect.languages import languages_of
from sampler.errors import UsageError
from sampler.model.finding import Finding, State

_KEY_TYPES = frozenset({"ID", "USERNAME", "EMAIL_ADDRESS", "FR_NIR", "FR_SIREN", "FR_SIRET", "FR_VAT"})


def classify_columns(
    table: Mapping[str, Iterable[object]], language: str | Iterable[str | None] | None = None
) -> list[Finding]:
    """Judge every column of `table` (name -> values) from its header, its distinct values and its neighbours.

    Values may be anything: None and NaN are empty, the rest is read as it would be written. `language`
    (one for all or one per column) decides words that mean different things ("note" is a mark in French, a
    remark in English). Evidence is fixed words and counts, never a value. References between tables are
    found by `keys.references`.

    Raises:
        UsageError: no such language here, or `table` is no mapping of names to lists of values.
    """
    columns = _columns(table)
    judged = []
    for (label, values), code in zip(columns, languages_of(language, len(columns)), strict=True):
        cells = as_texts(values)
        counted = profile(cells, header_hint(str(label)), code)
        found = next(found for rule in _RULES if (found := rule(counted)) is not None)
        judged.append(Judged(str(label), counted, found, cells[:_ROWS_COMPARED]))
    return [_finding(one) for one in revised(judged)]


def _columns(table: object) -> list[tuple[object, list[object]]]:
    """The columns with their values listed; a data frame has `items` too, a text would fall into letters."""
    items = getattr(table, "items", None)
    if not callable(items):
        raise UsageError("give a mapping of column names to lists of values")
    columns = []
    for label, values in items():
        if isinstance(values, str | bytes | bytearray) or not isinstance(values, Iterable):
            raise UsageError("the values of a column are a list, not one value")
        columns.append((label, list(values)))
    return columns


_ROWS_COMPARED = 200
_QUASI_TYPES = frozenset({"POSTCODE", "CITY", "FR_INSEE", "BIRTH_DATE"})


def _finding(one: Judged) -> Finding:
    counted, judged = one.counted, one.judgement
    key = counted.unique and _id_like(counted, judged)
    evidence = (*judged.evidence, "unique") if key else judged.evidence
    quasi = judged.quasi or judged.entity_type in _QUASI_TYPES
    return Finding(
        one.label, judged.state, judged.entity_type, judged.confidence, evidence,
        key, judged.text, counted.distinct, counted.filled, counted.rows, quasi,
    )  # fmt: skip


def _id_like(counted: Profile, judged: Judgement) -> bool:
    """Do the values tell the rows apart, as a key does? Joins may depend on them."""
    if judged.text or counted.hint in ("clear:measure", "clear:date", "clear:day", "quasi:position"):
        return False
    if judged.state is State.PERSONAL:
        return judged.entity_type in _KEY_TYPES
    if judged.state is State.UNKNOWN:
        return counted.share("two words") < 0.1  # noqa: PLR2004 - single words that tell the rows apart
    whole = counted.share("integer") == 1.0 or counted.share("uuid") >= MOST
    coded = counted.share("code") >= MOST and counted.share("decimal") < 0.5 and counted.share("date") < 0.5  # noqa: PLR2004 - half of them
    return whole or coded


def _unknown(_: Profile) -> Judgement | None:
    return Judgement(State.UNKNOWN, None, 0.0, ("no evidence",))


# In this order; the first rule that answers decides.
_RULES: tuple[Rule, ...] = (
    rules_headed.empty,
    rules_headed.closed_sets,
    rules_headed.proved,
    rules_headed.texts,
    rules_headed.quasi,
    rules_headed.headed,
    rules_seen.shaped,
    rules_seen.named,
    rules_seen.places_and_births,
    rules_seen.secrets,
    rules_seen.things,
    rules_seen.mixed,
    rules_seen.numbers,
    rules_seen.headed_things,
    rules_seen.categories,
    rules_seen.ordinary,
    rules_seen.rare_names,
    _unknown,
)
