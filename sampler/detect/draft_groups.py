"""What the draft recipe proposes beside its rules: columns that agree in each row, references between tables.

Only what `sanitize` can hold is proposed: a reference needs one rule for both columns, and none that reads
other columns of its row.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from sampler.detect.columns.headers import words_of
from sampler.detect.findings import Label, TableFindings
from sampler.model.finding import Finding

# values of these stay distinct, so that joins hold
_JOINING = frozenset({"token", "surrogate", "keep", "date_shift"})
# where rows agree, what these become depends on the row
_OF_ROWS = frozenset({"CITY", "FR_INSEE"})
_KEPT_TYPES = frozenset({"GENDER"})
_PATTERN = frozenset("*?")
Rules = Mapping[Label, str]


def agree_lines(tables: Sequence[TableFindings], rules: Rules, quoted: Callable[[str], str]) -> Iterator[str]:
    """The lines of `agree`, with their evidence."""
    lines = []
    for table in tables:
        # a label with these signs would be a pattern for other tables too
        fitting = [] if _PATTERN & set(table.label) else _fitting(table, rules)
        lines += [f"  {quoted(table.label)}:"] if fitting else []
        for columns, evidence in fitting:
            lines.append(f"    - [{', '.join(map(quoted, columns))}]  # {evidence}")
    if lines:
        yield "agree:"
        yield from lines


def reference_lines(
    tables: Sequence[TableFindings], rules: Rules, quoted: Callable[[str], str]
) -> Iterator[str]:
    """The lines of `references`, each column with the one that it most likely refers to."""
    found = {(table.label, finding.column): finding for table in tables for finding in table.findings}
    names = Counter(".".join(label) for label in found)
    chosen: dict[Label, Label] = {}
    for table in tables:
        for column in dict.fromkeys(column for column, _ in table.references):
            child = (table.label, column)
            parents = [
                parent
                for name, parent in table.references
                if name == column
                and _joins(child, parent, rules, found)
                and max(names[".".join(child)], names[".".join(parent)]) == 1
                and not _leads_to(parent, child, chosen)
            ]
            if parents:
                chosen[child] = min(parents, key=lambda parent: _likely(child, parent, found))
    if chosen:
        yield "references:"
    for child, parent in chosen.items():
        here, there = found[child].distinct, found[parent].distinct
        evidence = f"all {here} values stand there, among {there} of which none repeats"
        yield f"  {quoted('.'.join(child))}: {quoted('.'.join(parent))}  # {evidence}"


def _fitting(table: TableFindings, rules: Rules) -> list[tuple[tuple[str, ...], str]]:
    """Those of a table's agreements whose columns have the rules that can agree."""
    return [
        (tuple(column for column, _ in one.columns), one.evidence)
        for one in table.agreements
        if all(_agrees(rules[table.label, column], name) for column, name in one.columns)
    ]


def _agrees(rule: str, entity_type: str) -> bool:
    if entity_type in _KEPT_TYPES:
        return True
    return rule == ("date_shift" if entity_type == "BIRTH_DATE" else f"surrogate {entity_type}")


def _joins(child: Label, parent: Label, rules: Rules, found: Mapping[Label, Finding]) -> bool:
    if child not in found or parent not in found or rules[child] != rules[parent]:
        return False
    operator, _, entity_type = rules[child].partition(" ")
    return operator in _JOINING and entity_type not in _OF_ROWS


def _leads_to(start: Label, end: Label, chosen: Mapping[Label, Label]) -> bool:
    """Whether the references that are chosen lead from one column to another."""
    while start != end and start in chosen:
        start = chosen[start]
    return start == end


def _likely(child: Label, parent: Label, found: Mapping[Label, Finding]) -> tuple[bool, bool, int, Label]:
    """What stands first is likelier: a header that says the same or names the table, then fewer values."""
    words, table = set(words_of(child[1])), set(words_of(parent[0]))
    stems = {word.rstrip("s") for word in table}
    named = any(word.rstrip("s") in stems for word in words)
    return words != set(words_of(parent[1])), not named, found[parent].distinct, parent
