"""The draft recipe: YAML that a person edits and gives to `sanitize`; its first line tells if they did."""

import hashlib
import json
from collections.abc import Iterator, Sequence

from sampler.detect.draft_groups import agree_lines, reference_lines
from sampler.detect.findings import TableFindings
from sampler.model.finding import Finding, State
from sampler.surrogates.entity_types import DATES, ENTITY_TYPES, WORDS

_HEAD = "# sampler draft sha256:"
# dates are shifted; ids, and words of which there are few, get a token
SURROGATES = frozenset(ENTITY_TYPES).difference(DATES, WORDS, ("ID",))
_FIRST_PLANE = 0xFFFF


def draft_recipe(sample: str, tables: Sequence[TableFindings]) -> str:
    """Write the recipe (version 1) that answers every column of `tables`.

    Personal columns get an operator for their type, unknown ones a token where they are keys and are
    redacted otherwise, clear ones are kept and listed with the evidence. References and columns that agree
    in each row are proposed with theirs. Values stand nowhere in it.
    """
    body = "\n".join(_lines(sample, tables)) + "\n"
    return f"{_HEAD}{_digest(body)}\n{body}"


def is_unedited(text: str) -> bool:
    """Is this a draft that nobody changed? Only such a file may be overwritten without `--force`."""
    first, _, rest = text.partition("\n")
    return first.startswith(_HEAD) and first.removeprefix(_HEAD).strip() == _digest(rest)


def operator_for(finding: Finding) -> str:
    """The operator a column gets in the draft, with its type: "surrogate LAST_NAME", "token", "keep"."""
    if finding.state is State.CLEAR:
        return "keep"
    if finding.state is State.UNKNOWN:
        return "token" if finding.key else "redact"
    if finding.text:
        return "text"
    if finding.entity_type == "BIRTH_DATE":
        return "date_shift"
    return f"surrogate {finding.entity_type}" if finding.entity_type in SURROGATES else "token"


def _lines(sample: str, tables: Sequence[TableFindings]) -> Iterator[str]:
    yield "version: 1"
    yield f"sample: {quoted(sample)}"
    if not tables:
        yield "tables: {}"
        return
    yield "tables:"
    for table in tables:
        if not table.findings:
            yield f"  {quoted(table.label)}: {{}}"
            continue
        yield f"  {quoted(table.label)}:"
        entries = [f"{quoted(finding.column)}: {operator_for(finding)}" for finding in table.findings]
        width = min(48, max(len(entry) for entry in entries))
        for entry, finding in zip(entries, table.findings, strict=True):
            yield f"    {entry.ljust(width)}  # {_comment(finding)}"
    rules = {
        (table.label, finding.column): operator_for(finding) for table in tables for finding in table.findings
    }
    yield from reference_lines(tables, rules, quoted)
    yield from agree_lines(tables, rules, quoted)


def _comment(finding: Finding) -> str:
    words = f"{finding.state.value}: {'; '.join(finding.evidence)}"
    return "".join(sign if sign.isprintable() else " " for sign in words)


def quoted(label: str) -> str:
    """A label as a YAML double-quoted scalar: JSON's escapes are a part of YAML's, printable signs stay."""
    return f'"{"".join(_escaped(sign) for sign in label)}"'


def _escaped(sign: str) -> str:
    if sign.isprintable() and sign not in '"\\':
        return sign
    # JSON would write a sign beyond the first plane as two halves, which YAML does not join.
    return json.dumps(sign)[1:-1] if ord(sign) <= _FIRST_PLANE else f"\\U{ord(sign):08X}"


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()
