"""What detection found in a sample: one `TableFindings` per table, ready for a draft and for JSON."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sampler.model.finding import Finding, State


@dataclass(frozen=True, slots=True)
class TableFindings:
    """A table's label (never a value) and the findings of its columns, in the table's order."""

    label: str
    findings: tuple[Finding, ...]
    rows: int = 0
    kind: str = "table"

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
        "distinct": finding.distinct,
        "filled": finding.filled,
        "rows": finding.rows,
    }


def text_findings(label: str, rows: int) -> TableFindings:
    """A text file: one column "c1" of free text."""
    finding = Finding("c1", State.PERSONAL, None, 1.0, ("text file",), text=True, filled=rows, rows=rows)
    return TableFindings(label, (finding,), rows, "text")


def with_references(
    tables: Sequence[TableFindings], pairs: Iterable[tuple[tuple[str, str], tuple[str, str]]]
) -> tuple[TableFindings, ...]:
    """Mark columns that refer to another column as keys.

    `pairs` are (child, parent) as (table label, column label). A child that was judged clear or unknown
    becomes an identifier as its parent is: joins would break if only one of them were replaced.
    """
    parents: dict[tuple[str, str], set[str]] = {}
    for child, parent in pairs:
        parents.setdefault(child, set()).add(parent[0])
    return tuple(
        replace(
            table,
            findings=tuple(
                _as_child(finding, parents.get((table.label, finding.column))) for finding in table.findings
            ),
        )
        for table in tables
    )


def _as_child(finding: Finding, parents: set[str] | None) -> Finding:
    if not parents:
        return finding
    evidence = (*finding.evidence, f"contained in {', '.join(sorted(parents))}")
    if finding.state is State.PERSONAL:
        return replace(finding, key=True, evidence=evidence)
    return replace(
        finding, state=State.PERSONAL, entity_type="ID", key=True, evidence=evidence, confidence=0.8
    )
