"""What detection found in a sample: one `TableFindings` per table, ready for a draft and for JSON."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sampler.detect.agreements import Agreement
from sampler.model.finding import Finding, State

Label = tuple[str, str]
OF_THINGS = "references of things"


@dataclass(frozen=True, slots=True)
class TableFindings:
    """A table's label (never a value) and the findings of its columns, in the table's order."""

    label: str
    findings: tuple[Finding, ...]
    rows: int = 0
    kind: str = "table"
    # what the draft proposes: columns that agree in a row; a column and those that hold its values
    agreements: tuple[Agreement, ...] = ()
    references: tuple[tuple[str, Label], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The table for `--json`: labels, types, fixed words and counts."""
        columns = [finding_to_json(finding) for finding in self.findings]
        return {"table": self.label, "kind": self.kind, "rows": self.rows, "columns": columns}


def finding_to_json(finding: Finding) -> dict[str, Any]:
    """One finding as JSON; the confidence in percent, since canonical JSON holds no floats."""
    return {
        "column": finding.column,
        "state": finding.state.value,
        "type": finding.entity_type,
        "confidence": round(100 * finding.confidence),
        "evidence": list(finding.evidence),
        "key": finding.key,
        "text": finding.text,
        "quasi": finding.quasi,
        "distinct": finding.distinct,
        "filled": finding.filled,
        "rows": finding.rows,
    }


def text_findings(label: str, rows: int) -> TableFindings:
    """A text file: one column "c1" of free text."""
    finding = Finding("c1", State.PERSONAL, None, 1.0, ("text file",), text=True, filled=rows, rows=rows)
    return TableFindings(label, (finding,), rows, "text")


def with_references(
    tables: Sequence[TableFindings],
    pairs: Iterable[tuple[tuple[str, str], tuple[str, str]]],
) -> tuple[TableFindings, ...]:
    """Mark columns that refer to another column as keys, and let the columns of one key be replaced alike.

    `pairs` are (child, parent) as (table label, column label). Joins would break if only one of them were
    replaced: all become identifiers, unless all are references of things (orders, products), which are kept.
    """
    found = {(table.label, finding.column): finding for table in tables for finding in table.findings}
    joined = list(pairs)
    things = _of_things(found, joined)
    parents: dict[Label, set[str]] = {}
    for child, parent in joined:
        parents.setdefault(child, set()).add(parent[0])
    lifted = {label for pair in joined for label in pair} - things
    return tuple(
        replace(
            table,
            findings=tuple(
                _in_key(finding, (table.label, finding.column), parents, lifted) for finding in table.findings
            ),
            references=tuple((child[1], parent) for child, parent in joined if child[0] == table.label),
        )
        for table in tables
    )


def _of_things(found: Mapping[Label, Finding], pairs: Sequence[tuple[Label, Label]]) -> set[Label]:
    """The columns of keys that no column of a person or of nobody knows what takes part in."""
    groups: dict[Label, set[Label]] = {}
    for child, parent in pairs:
        group = groups.get(child, {child}) | groups.get(parent, {parent})
        groups.update(dict.fromkeys(group, group))
    return {
        label
        for label, group in groups.items()
        if all(other in found and found[other].state is State.CLEAR for other in group)
        and any(OF_THINGS in found[other].evidence for other in group)
    }


def _in_key(
    finding: Finding,
    label: Label,
    parents: Mapping[Label, set[str]],
    lifted: Collection[Label],
) -> Finding:
    if label not in parents and label not in lifted:
        return finding
    inside = parents.get(label)
    evidence = (
        (*finding.evidence, f"contained in {', '.join(sorted(inside))}") if inside else finding.evidence
    )
    if finding.state is State.PERSONAL or label not in lifted:
        return replace(finding, key=finding.key or bool(inside), evidence=evidence)
    if finding.state is State.UNKNOWN and not inside:
        return finding  # its values get a token already
    return replace(
        finding,
        state=State.PERSONAL,
        entity_type="ID",
        key=True,
        evidence=evidence,
        confidence=0.8,
    )
