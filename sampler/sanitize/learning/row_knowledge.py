"""What rows tell that values alone do not, frozen in the deal's dictionary while the recipe is compiled.

Which domain is whose: its surrogate is made of the words of the company's surrogate name. The value keeps
one surrogate everywhere, so joins hold; only what rows agree on in the original is learnt.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyarrow as pa

from sampler.sanitize.operators.agreement_groups import Group, declared
from sampler.sanitize.operators.row_rules import distinct_rows
from sampler.sanitize.plan import Plan, TablePlan
from sampler.sanitize.recipes.recipe import Recipe
from sampler.sanitize.sample import SampleView, SourceFile, column
from sampler.surrogates.folding import fold
from sampler.surrogates.organizations import name_words
from sampler.surrogates.vocabulary import PROVIDERS, SECOND_LEVELS

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


def tables_of(sample: SampleView, plan: Plan) -> list[tuple[SourceFile, TablePlan]]:
    """The tables that are written, with their files."""
    return [
        (source, table)
        for source, file in zip(sample, plan.files, strict=True)
        for table in file.tables
        if not table.dropped
    ]


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
