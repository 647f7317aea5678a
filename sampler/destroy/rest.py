"""What may outlive a deal (JUN-3): sanitized samples that hold no identity, chosen before the destruction.

The choice is judged once, from the compiled recipe and the measured risk, and written down; the bytes can't
change afterwards. What is kept is the sample's files and its description: the compiled recipe, which knows
names, the fingerprints and the deal's key all go.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sampler.custody.disposal import keeps_rest
from sampler.custody.gate import ask, objects_of
from sampler.custody.samples import REST, manifest_of
from sampler.custody.session import Session
from sampler.errors import NotFoundError, UsageError
from sampler.model.kept import KeptLine
from sampler.model.risk import Criterion, Risk, TableRisk
from sampler.policy.settings import PolicySettings
from sampler.registry.store import Row
from sampler.sanitize.plan import ColumnPlan, Plan, TablePlan
from sampler.sanitize.recipes.privacy import privacy_of

KEPT_ROLES = ("output", "manifest")
CHOSEN, KEPT, ENDING, ENDED = "chosen", "kept", "ending", "ended"
SHOWN = 3
LINKABILITY, JOINED = "linkability", "could be joined with the original by equal values"


@dataclass(frozen=True, slots=True)
class Judged:
    """Whether a sample may outlive its deal: what stands against it, else the line for the certificate."""

    sample: str
    flaws: tuple[str, ...]
    line: KeptLine | None

    @property
    def words(self) -> str:
        """The flaws in one line; empty when there are none."""
        more = len(self.flaws) - SHOWN
        return "; ".join((*self.flaws[:SHOWN], *([f"and {more} more"] if more > 0 else [])))


def judge_rest(session: Session, sample_id: str, until: date | None = None) -> Judged:
    """Judge a sanitized sample by its compiled recipe, its audit and its risk.

    Raises:
        NotFoundError: there is no such sample.
    """
    sample = session.registry.get("sample", sample_id)
    objects = objects_of(session, sample_id, "plan", "manifest")
    permit = ask(session, "report", sample_id, objects=objects)
    if sample["kind"] != "derived" or sample["state"] != "present":
        why = "is raw" if sample["kind"] != "derived" else f"is {sample['state']}"
        return Judged(sample_id, (f"the sample {why}: only a sanitized one that is here can be kept",), None)
    plans = [name for name, role in objects.items() if role == "plan"]
    described = manifest_of(session, permit, sample_id).get("risk", ())
    if not plans or not described:
        return Judged(sample_id, ("its risk was not measured: sanitize again",), None)
    with session.vault.open(permit, plans[-1]) as stream:
        plan = Plan.from_json(stream.read().decode())
    risk = Risk.from_json(described[0])
    flaws = tuple(_flaws(sample, plan, risk, least_k(session.policy)))
    line = None if flaws else _line(session, sample, plan, risk, until or last_day(session))
    return Judged(sample_id, flaws, line)


def least_k(policy: PolicySettings) -> int:
    """The least k of what is kept: its own setting, or that of packs where it is higher."""
    return max(policy.rest_k, policy.min_k)


def last_day(session: Session) -> date:
    """The last day of a rest when none is named: as long as the settings allow."""
    return date.fromisoformat(session.today()) + timedelta(days=session.policy.max_rest_days)


def _flaws(sample: Row, plan: Plan, risk: Risk, least: int) -> Iterator[str]:
    """What stands against keeping a sample, by table and column labels: never a value."""
    if sample["audit"] != "passed":
        yield "its leak audit did not pass"
    figures = {one.table: one for one in risk.tables}
    written = [table for file in plan.files for table in file.tables if not table.dropped and table.kept]
    if not written:
        yield "nothing is left in it"
    for table in written:
        for column in table.kept:
            if flaw := _column_flaw(table, column, figures.get(table.label)):
                yield f"{table.label} {column.label}: {flaw}"
        if flaw := _table_flaw(figures.get(table.label), least):
            yield f"{table.label}: {flaw}"


def _column_flaw(table: TablePlan, column: ColumnPlan, figures: TableRisk | None) -> str:
    kind = privacy_of(column)
    if kind == "pseudonymous" or table.kind == "text":
        return f"{column.operator} leaves pseudonyms or text"
    if any(rule.operator == "keep" and rule.reasoned for rule in column.rules):
        return "copied for a reason that the recipe gives, not judged clear"
    declared = figures.quasi_identifiers if figures else ()
    if kind == "generalised" and column.label not in declared:
        return "generalised, and not declared among quasi_identifiers"
    counted = next((one for one in figures.columns if one.column == column.label), None) if figures else None
    if counted and kind == "kept" and column.label not in declared and 1 < counted.filled == counted.once:
        return "copied, and no value comes twice: each singles one record out"
    return ""


def _table_flaw(figures: TableRisk | None, least: int) -> str:
    if figures is None or not figures.quasi_identifiers:
        return "no quasi_identifiers are declared, so that k was not measured"
    if figures.k < least:
        return f"its smallest group has {figures.k} records, and what is kept needs {least}"
    return ""


def _line(session: Session, sample: Row, plan: Plan, risk: Risk, until: date) -> KeptLine:
    tables = [table for file in plan.files for table in file.tables]
    columns = [column for table in tables if not table.dropped for column in table.kept]
    kinds = [privacy_of(column) for column in columns]
    unique = sum(c.once == c.filled > 0 for one in risk.tables for c in one.columns)
    declared = [f"{one.table} {name}" for one in risk.tables for name in one.quasi_identifiers]
    return KeptLine(
        sample=sample["id"],
        derived_from=sample["derived_from"],
        tables=len(risk.tables),
        records=sum(one.records for one in risk.tables),
        copied=kinds.count("kept"),
        generalised=kinds.count("generalised"),
        dropped=sum(len(table.columns) for table in tables) - len(columns) + kinds.count("dropped"),
        quasi_identifiers=tuple(declared),
        k=risk.k,
        least_k=least_k(session.policy),
        audit=sample["audit"],
        criteria=_joinable(risk.criteria, kinds.count("kept"), unique),
        recipe=sample["recipe"],
        kept_until=until.isoformat(),
        alone=sum(one.alone for one in risk.tables),
        below_five=sum(one.below_five for one in risk.tables),
        uniform=sum(one.uniform for one in risk.tables),
        unique_columns=unique,
    )


def check_rest(session: Session, sample_id: str, until: date | None = None, deal: str = "") -> KeptLine:
    """Make sure that a sample may outlive its deal, until a day; records nothing but a refusal.

    Raises:
        RefusedError: the provider has not chosen it, identities are left in it, its k is too small, or it
            would be kept too long (JUN-3).
        UsageError: the deal has ended, or it is another deal's sample.
    """
    sample = session.registry.get("sample", sample_id)
    owner = session.registry.get("deal", sample["deal"])
    last = until or _chosen_until(sample) or last_day(session)
    judged = judge_rest(session, sample_id, last)
    if deal and deal != owner["id"]:
        raise UsageError(f"{sample_id} is a sample of another deal", f"sampler deal show {deal}")
    if owner["state"] not in ("open", "closed"):
        name = owner["id"]
        raise UsageError(f"deal {name} is {owner['state']} already", f"sampler deal show {name}")
    days = (last - date.fromisoformat(session.today())).days
    ask(session, "deal.rest", sample_id, rest_flaw=judged.words, rest_days=days)
    if judged.line is None:
        raise NotFoundError(f"nothing can be kept of {sample_id}", f"sampler rest check {sample_id}")
    return judged.line


def _chosen_until(sample: Row) -> date | None:
    return date.fromisoformat(sample["rest_until"]) if sample["rest"] == CHOSEN else None


def choose_rest(session: Session, sample_id: str, until: date | None = None) -> KeptLine:
    """Choose a sample to outlive its deal, until a day; nothing else of the deal will be left.

    Raises:
        RefusedError: as `check_rest`.
    """
    line = check_rest(session, sample_id, until)
    with session.registry.act("deal.rest", actor=session.actor) as act:
        act.put("sample", sample_id, rest=CHOSEN, rest_until=line.kept_until)
        act.detail("sample", sample_id, rest=json.dumps(line.to_json(), sort_keys=True))
    return line


def end_rest(session: Session, sample_id: str) -> str:
    """Take a choice back, or mark a kept rest to be destroyed; gives the deal.

    Raises:
        UsageError: it is neither chosen nor kept.
    """
    sample = session.registry.get("sample", sample_id)
    ask(session, "rest.end", sample_id)
    if sample["rest"] not in (CHOSEN, KEPT, ENDING):
        raise UsageError(f"{sample_id} is neither chosen nor kept as a rest", "sampler rest list")
    kept = sample["state"] == REST
    with session.registry.act("rest.end", actor=session.actor) as act:
        act.put("sample", sample_id, rest=ENDING if kept else None)
        if not kept:
            act.put("sample", sample_id, rest_until=None)
            act.redact("sample", sample_id, "rest")
    return str(sample["deal"])


def chosen(session: Session, deal: Row) -> tuple[str, ...]:
    """The samples of a deal that will outlive it: chosen, and fit by today's settings."""
    if not keeps_rest(deal):
        return ()
    rows = session.registry.find("sample", deal=deal["id"], rest=CHOSEN, state="present")
    least = least_k(session.policy)
    return tuple(row["id"] for row in rows if kept_line(session, row["id"]).k >= least)


def kept_line(session: Session, sample_id: str) -> KeptLine:
    """What was written down of a chosen or kept sample."""
    said = session.registry.details("sample", sample_id)["rest"]
    line = KeptLine.from_json({**json.loads(said), "mode": ""})  # chosen before: it is said by today's words
    return replace(line, criteria=_joinable(line.criteria, line.copied, line.unique_columns))


def modes_of(session: Session, samples: Iterable[str]) -> dict[str, str]:
    """How the columns of chosen or kept samples came to be, in words."""
    told = [name for name in samples if "rest" in session.registry.details("sample", name)]
    return {name: kept_line(session, name).mode for name in told}


def _joinable(criteria: Iterable[Criterion], copied: int, unique: int) -> tuple[Criterion, ...]:
    """Count the copied columns among those that link to the original: equal values need not be unique."""
    said = (
        "columns copied as they came, which could be joined with the original by equal values, alone or "
        f"together: {copied}; kept or generalised columns with no value twice: {unique}"
    )
    return tuple(
        replace(one, measured=(*(text for text in one.measured if JOINED not in text), said))
        if one.name == LINKABILITY
        else one
        for one in criteria
    )


def over(session: Session, deal: Row) -> tuple[str, ...]:
    """The kept rests of a deal that are to end: their last day has passed, or somebody ended them."""
    today = session.today(deal["zone"] or "")
    rows = session.registry.find("sample", deal=deal["id"], state=REST)
    return tuple(row["id"] for row in rows if row["rest"] == ENDING or row["rest_until"] < today)
