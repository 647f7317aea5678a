"""What rows tell that values alone do not, frozen in the deal's dictionary while the recipe is compiled.

Whose NIR goes with which birth date: the NIR's month is that of the surrogate date, wherever it stands.
Which domain is whose: its surrogate is made of the words of the company's surrogate name. The value keeps
one surrogate everywhere, so joins hold; only what rows agree on in the original is learnt.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyarrow as pa

from sampler.sanitize.agreement_groups import Group, declared, type_of
from sampler.sanitize.plan import ColumnPlan, Plan, TablePlan
from sampler.sanitize.recipe import Recipe
from sampler.sanitize.row_rules import distinct_rows
from sampler.sanitize.sample import SampleView, SourceFile, column
from sampler.sanitize.transform import Transformer
from sampler.surrogates.dates import read
from sampler.surrogates.engine import Surrogates
from sampler.surrogates.folding import fold
from sampler.surrogates.french_ids import NIR_MONTH, compact, normal_nir
from sampler.surrogates.organizations import name_words
from sampler.surrogates.vocabulary import PROVIDERS, SECOND_LEVELS

_TRIED = 1000
_FEWEST, _SHARE = 5, 0.95
_CENTURY = 1200
_SHORT = 3

Known = Iterator[tuple[SourceFile, TablePlan]]


def learn_companies(recipe: Recipe, tables: Sequence[tuple[SourceFile, TablePlan]]) -> dict[str, str]:
    """Words of company names by the label of their domain: written in one word, or beside it in a row."""
    spelt: dict[str, str] = {}
    beside: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for source, table in tables:
        names = [plan.index for plan in table.kept if plan.entity_type == "ORGANIZATION"]
        groups = [
            group for group in declared(recipe, table.label, table.columns, []) if group.kind == "company"
        ]
        if not names:
            continue
        for batch in source.document.batches(table.table_id):
            for index in names:
                for name in column(batch, index).unique().to_pylist():
                    spelt |= _spellings(name or "")
            for group in groups:
                _associate(batch, group, beside)
    return _settled(spelt, beside)


def learn_births(
    recipe: Recipe,
    sample: Sequence[tuple[SourceFile, TablePlan]],
    plan: Plan,
    surrogates: Surrogates,
) -> dict[tuple[str, str], int]:
    """By how many months a NIR's month is off its row's surrogate birth date, where the originals agree."""
    found: dict[tuple[str, str], int] = {}
    transformer = Transformer(plan, surrogates)
    for source, table in sample:
        for nir, birth in _identities(recipe, source, table):
            for batch in source.document.batches(table.table_id):
                arrays = [column(batch, index) for index in (nir.index, birth.index, *birth.beside)]
                rows, _ = distinct_rows(arrays)
                dates = transformer.values(rows[1], birth, Counter(), tuple(rows[2:]))
                numbers = surrogates.column("FR_NIR", pa.array(rows[0], pa.string()))[0].to_pylist()
                for number, new, old, date in zip(rows[0], numbers, rows[1], dates, strict=True):
                    _note(found, number, new, old, date)
    return found


def tables_of(sample: SampleView, plan: Plan) -> list[tuple[SourceFile, TablePlan]]:
    """The tables that are written, with their files."""
    return [
        (source, table)
        for source, file in zip(sample, plan.files, strict=True)
        for table in file.tables
        if not table.dropped
    ]


def _identities(recipe: Recipe, source: SourceFile, table: TablePlan) -> list[tuple[ColumnPlan, ColumnPlan]]:
    """NIR and birth date columns of one person: declared together, or the only NIR with dates that fit it."""
    plain = [plan for plan in table.kept if not plan.cases]
    nirs = [plan for plan in plain if plan.operator == "surrogate" and plan.entity_type == "FR_NIR"]
    births = [plan for plan in plain if _moves_birth(plan)]
    if not nirs or not births:
        return []
    for group in declared(recipe, table.label, table.columns, []):
        if group.kind == "identity":
            members = {plan.index for plan in group.columns}
            pair = [next((p for p in plans if p.index in members), None) for plans in (nirs, births)]
            if pair[0] is not None and pair[1] is not None:
                return [(pair[0], pair[1])]
    fitting = [birth for birth in births if len(nirs) == 1 and _fit(source, table, nirs[0], birth)]
    return [(nirs[0], fitting[0])] if fitting else []


def _moves_birth(plan: ColumnPlan) -> bool:
    return plan.operator in {"date_shift", "surrogate"} and type_of(plan) == "BIRTH_DATE"


def _fit(source: SourceFile, table: TablePlan, nir: ColumnPlan, birth: ColumnPlan) -> bool:
    batch = next(source.document.batches(table.table_id), None)
    if batch is None:
        return False
    numbers, dates = (column(batch.slice(0, _TRIED), plan.index).to_pylist() for plan in (nir, birth))
    pairs = [(_month_of(number), _month(date)) for number, date in zip(numbers, dates, strict=True)]
    both = [one == other for one, other in pairs if one is not None and other is not None]
    return len(both) >= _FEWEST and sum(both) >= _SHARE * len(both)


def _note(
    found: dict[tuple[str, str], int], number: str | None, new: str | None, old: str | None, date: str | None
) -> None:
    before, after, moved = _month_of(number), _month_of(new), _month(date)
    if before is None or after is None or moved is None or before != _month(old):
        return
    offset = (moved - after + _CENTURY // 2) % _CENTURY - _CENTURY // 2
    key = NIR_MONTH, normal_nir((number or "").strip()) or ""
    if offset and key[1]:
        found.setdefault(key, offset)


def _month_of(nir: str | None) -> int | None:
    """Months since the turn of a century, as a NIR tells them."""
    digits = compact(nir.strip())[1:5] if nir else ""
    if not digits.isdecimal() or not 1 <= int(digits[2:] or 0) <= 12:  # noqa: PLR2004 - months
        return None
    return int(digits[:2]) * 12 + int(digits[2:]) - 1


def _month(date: str | None) -> int | None:
    known = read(date.strip()) if date else None
    return known[0].year % 100 * 12 + known[0].month - 1 if known else None


def _spellings(name: str) -> dict[str, str]:
    """The name written in one word, with and without its link words; one word says nothing new."""
    spelt = {}
    for words in (name_words(name), name_words(name, links=True)):
        if len(words) > 1 and _invented(words):
            spelt["".join(words)] = " ".join(words)
    return spelt


def _invented(words: Sequence[str]) -> bool:
    """Whether one of the words is long enough to become an invented one: letters alone could meet others."""
    return any(len(word) > _SHORT for word in words)


def _associate(batch: pa.RecordBatch, group: Group, beside: defaultdict[str, Counter[str]]) -> None:
    names, hosts = group.typed("ORGANIZATION"), group.typed("EMAIL_ADDRESS", "URL")
    for name in names[:1]:
        for host in hosts:
            rows, _ = distinct_rows([column(batch, plan.index) for plan in (name, host)])
            for company, address in zip(*rows, strict=True):
                label, words = registered_label(address or ""), name_words(company or "")
                if label and _invented(words):
                    beside[label][" ".join(words)] += 1


def registered_label(address: str) -> str:
    """The label of a company's domain in an address: "acme" of "ana@mail.acme.co.uk"; "" for a provider."""
    host = fold(address.rpartition("@")[2].partition("://")[2] or address.rpartition("@")[2])
    host = host.partition("/")[0].partition("?")[0].partition(":")[0]
    labels = [label for label in host.split(".") if label]
    if host in PROVIDERS or len(labels) < 2:  # noqa: PLR2004 - a name and a top
        return ""
    two = len(labels) > 2 and labels[-2] in SECOND_LEVELS  # noqa: PLR2004 - a label before "co.uk"
    return labels[-3 if two else -2]


def _settled(spelt: Mapping[str, str], beside: Mapping[str, Counter[str]]) -> dict[str, str]:
    """Spellings, and labels that stand beside one company only; two labels never get one name."""
    found, named = dict(spelt), set[str]()
    for label in sorted(beside):
        words = _only(beside[label])
        # the domain in one word is somebody's: the two would become one
        free = words not in named and words.replace(" ", "") not in beside
        if words and free and label not in found:
            found[label] = words
            named.add(words)
    return found


def _only(names: Iterable[str]) -> str:
    distinct = list(names)
    return distinct[0] if len(distinct) == 1 else ""
