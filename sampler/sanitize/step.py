"""Sanitize a sample in the vault: compile the recipe, stream every file through it, audit, record."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from sampler.custody.fingerprints import Gatherer, gather_file, keep, keyed_for, put_fingerprints
from sampler.custody.gate import with_made
from sampler.custody.recovery import storing
from sampler.custody.samples import put_object
from sampler.custody.session import Session
from sampler.custody.space import need_space
from sampler.engine.pool import Pool, worker_count
from sampler.errors import NotFoundError, RecipeError, SurvivorsError
from sampler.formats import open_document
from sampler.model.risk import Risk
from sampler.sanitize.audit.auditing import audit
from sampler.sanitize.audit.findings import AuditFile, AuditResult
from sampler.sanitize.compile import compile_recipe
from sampler.sanitize.files import WORKER_MODULES, FileResult
from sampler.sanitize.plan import Plan
from sampler.sanitize.recipes.privacy import privacy_by_column
from sampler.sanitize.recipes.recipe import Recipe, read_recipe, recipe_digest
from sampler.sanitize.resuming.inputs import inputs_digest
from sampler.sanitize.resuming.shelf import Shelf
from sampler.sanitize.resuming.unfinished import Unfinished
from sampler.sanitize.resuming.written import Written
from sampler.sanitize.risk.measuring import WrittenFile, measure, quasi_columns
from sampler.sanitize.sample import SourceFile
from sampler.sanitize.source import DELIVERED, DICTIONARY, Source, source_of, view_of
from sampler.sanitize.writing import write_all
from sampler.surrogates.engine import Surrogates

NOTHING_LEFT = "the recipe drops every table: no file would be left to pass on"
NOTHING_LEFT_HINT = "give the columns that are wanted a rule, or answer the rest with `default: redact`"


@dataclass(frozen=True, slots=True)
class Sanitized:
    """What came of it; `existing` says that the same recipe had been used before and nothing was done."""

    sample: str
    files: tuple[FileResult, ...]
    audit: AuditResult | None
    quarantined: tuple[str, ...]
    existing: bool = False
    risk: Risk | None = None
    # files that a stopped run had finished
    reused: int = 0


def sanitize(session: Session, sample_id: str, recipe_path: Path) -> Sanitized:
    """Make the next sanitized form of a sample; the same recipe again changes nothing.

    A result whose audit fails is kept for a look, and can't be packed, exported or loaded (IUN-4).

    Raises:
        RecipeError: the recipe can't be followed, leaves a column uncovered, or leaves no file.
        RefusedError: the sample's time is over (EDU-6).
    """
    recipe = load_recipe(recipe_path)
    source = source_of(session, sample_id)
    digest = recipe_digest(recipe)
    derived = session.registry.find("sample", deal=source.deal, derived_from=sample_id)
    for row in derived:
        if row["recipe"] == digest and row["state"] == "present":
            if row["audit"] != "passed":
                raise SurvivorsError(
                    f"{row['id']}, made by this recipe before, failed its leak audit: it can't be packed",
                    "change the rules that the audit named, then sanitize again",
                )
            return Sanitized(row["id"], (), None, source.quarantined, existing=True)
    # a big file is in the vault twice until it is finished
    need_space(session.home.root, sum(file.size for file in source.files) + source.largest)
    name = f"{sample_id}s{len(derived) + 1 if derived else ''}"
    unfinished = _unfinished(session, source, digest)
    with storing(session, "sanitize", name), unfinished.kept_if_stopped(name), ExitStack() as streams:
        count = worker_count(session.workers, sum(file.size for file in source.readable))
        pool = streams.enter_context(Pool(count, WORKER_MODULES)) if count > 1 else None
        view = view_of(session, source, streams)
        unfinished.read({file.id: file for file in source.readable})
        plan = unfinished.plan or _compiled(recipe, source, view, pool)
        if plan.empty:
            raise RecipeError(NOTHING_LEFT, NOTHING_LEFT_HINT)
        quasi = quasi_columns(recipe, plan)
        for warning in plan.warnings:
            session.say(f"warning: {warning}")
        plan, written = write_all(session, source, view, plan, unfinished, pool=pool)
        checked = _audit(session, source, view, written, plan, pool=pool)
        risk = _measure(session, source, written, plan, quasi)
        _record(session, name, source, unfinished, plan=plan, written=written, checked=checked, risk=risk)
    results = tuple(one.result for one in written)
    return Sanitized(name, results, checked, source.quarantined, risk=risk, reused=unfinished.reused)


def _compiled(recipe: Recipe, source: Source, view: list[SourceFile], pool: Pool | None) -> Plan:
    return compile_recipe(
        recipe,
        view,
        key=source.key,
        sample_name=source.sample,
        earlier=source.earlier,
        pool=pool,
        delivered=source.delivered,
    )


def load_recipe(path: Path) -> Recipe:
    """Read a recipe file.

    Raises:
        NotFoundError: it is not there.
        RecipeError: it is not a recipe.
    """
    try:
        return read_recipe(path.read_bytes(), path.name)
    except FileNotFoundError:
        raise NotFoundError(
            "the recipe is not there", "sampler detect SAMPLE --recipe FILE writes a draft"
        ) from None


def _unfinished(session: Session, source: Source, recipe: str) -> Unfinished:
    key = session.registry.get("deal", source.deal)["key"]
    shelf = Shelf(session, source.permit, source.deal)
    return Unfinished(
        shelf, source.delivered, lambda: inputs_digest(recipe, key, source.frozen, source.files)
    )


def _audit(
    session: Session,
    source: Source,
    view: list[SourceFile],
    written: list[Written],
    plan: Plan,
    *,
    pool: Pool | None,
) -> AuditResult:
    session.say("auditing for leaks")
    made = {one.source.id: one for one in written}
    with ExitStack() as streams:

        def reopened(object_id: str) -> BinaryIO:
            return streams.enter_context(session.vault.open(with_made(source.permit, object_id), object_id))

        files = []
        for one, file in zip(view, source.readable, strict=True):
            result = made.get(one.file_id)
            output = reopened(result.object) if result else None
            name = plan.file(one.file_id).name
            files.append(AuditFile(one.file_id, one.label, one.name, reopened(file.object), output, name))
        fresh = Surrogates(source.key, plan.dictionary)
        return audit(files, plan, fresh, quarantined=source.quarantined, pool=pool)


def _measure(
    session: Session, source: Source, written: list[Written], plan: Plan, quasi: Mapping[str, Sequence[str]]
) -> Risk:
    """Measure the risk in the written files, opened again."""
    session.say("measuring the risk")
    with ExitStack() as streams:
        files = []
        for one in written:
            permit = with_made(source.permit, one.object)
            stream = streams.enter_context(session.vault.open(permit, one.object))
            output = open_document(cast("BinaryIO", stream), one.result.output_name)
            files.append(WrittenFile(plan.file(one.source.id), output))
        return measure(files, plan, quasi)


def _record(
    session: Session,
    name: str,
    source: Source,
    unfinished: Unfinished,
    *,
    plan: Plan,
    written: list[Written],
    checked: AuditResult,
    risk: Risk,
) -> None:
    described = json.dumps(_description(plan, written, checked, risk)).encode()
    frozen = {DICTIONARY: plan.dictionary.to_json().encode(), DELIVERED: source.delivered.to_bytes()}
    objects = {"manifest": described, "plan": plan.to_json().encode(), **frozen}
    stored = {role: (session.vault.put(data), len(data)) for role, data in objects.items()}
    old = list(source.frozen)
    answer = "passed" if checked.passed else "failed"
    marks = _fingerprints(session, source, written)
    with session.registry.act("sanitize", actor=session.actor, survivors=sum(checked.counts.values())) as act:
        act.put("sample", name, deal=source.deal, kind="derived", derived_from=source.sample, state="present")
        act.put("sample", name, received_at=session.moment(), recipe=plan.recipe_digest, audit=answer)
        act.put("sample", name, files=len(written), bytes=sum(one.size for one in written))
        act.detail("sample", name, k=str(risk.k))
        for role, (object_id, size) in stored.items():
            put_object(act, object_id, deal=source.deal, sample=name, role=role, size=size)
        put_fingerprints(act, marks, deal=source.deal, sample=name)
        for object_id in old:
            act.put("object", object_id, state="destroyed")
        old += unfinished.release(act)
        for one in written:
            put_object(act, one.object, deal=source.deal, sample=name, role="output", size=one.size)
            row = f"{name}/{one.source.id}"
            act.put("file", row, sample=name, number=one.source.number, object=one.object, size=one.size)
            act.put("file", row, format=one.source.format, state="accepted", reason="")
    session.vault.erase(old)


def _fingerprints(session: Session, source: Source, written: list[Written]) -> tuple[str, int]:
    """A sanitized copy is hunted like any other (EDU-7)."""
    marks = Gatherer(keyed_for(session, source.deal))
    for one in written:
        with session.vault.open(with_made(source.permit, one.object), one.object) as stream:
            gather_file(marks, stream, one.result.output_name)
    return keep(session, marks)


def _description(plan: Plan, written: list[Written], checked: AuditResult, risk: Risk) -> dict[str, Any]:
    """What the derived sample's encrypted manifest says: names, digests, counts, concessions."""
    replaced: Counter[str] = Counter()
    fallbacks: Counter[str] = Counter()
    for one in written:
        replaced.update(one.result.replaced)
        fallbacks.update(one.result.fallbacks)
    files = [
        {"id": w.source.id, "name": w.result.output_name, "sha256": w.sha256, "size": w.size} for w in written
    ]
    return {
        "format": 1,
        "files": files,
        "recipe": plan.recipe_digest,
        "replaced": dict(replaced),
        "fallbacks": dict(fallbacks),
        "coincidences": checked.coincidences,
        "not_checked": list(checked.not_checked),
        "risk": [risk.to_json()],
        "privacy": privacy_by_column(plan),
        "warnings": list(plan.warnings),
    }
