"""Sanitize a sample in the vault: compile the recipe, stream every file through it, audit, record."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from sampler.custody.copies import digest_of
from sampler.custody.fingerprints import Gatherer, gather_file, keep, keyed_for, put_fingerprints
from sampler.custody.gate import ask, objects_of, with_made
from sampler.custody.recovery import storing
from sampler.custody.samples import SampleFile, files_of, put_object
from sampler.custody.session import Session
from sampler.custody.space import need_space
from sampler.detect.columns.labels import file_label
from sampler.engine.pool import Pool, worker_count
from sampler.errors import NotFoundError, SurvivorsError
from sampler.formats import open_document
from sampler.model.permit import Permit
from sampler.model.risk import Risk
from sampler.sanitize.apart import Apart, until_apart
from sampler.sanitize.audit.auditing import audit
from sampler.sanitize.audit.findings import AuditFile, AuditResult
from sampler.sanitize.compile import compile_recipe
from sampler.sanitize.files import WORKER_MODULES, FileResult, sanitize_file
from sampler.sanitize.plan import Plan
from sampler.sanitize.recipes.privacy import privacy_by_column
from sampler.sanitize.recipes.recipe import Recipe, read_recipe, recipe_digest
from sampler.sanitize.risk.measuring import WrittenFile, measure, quasi_columns
from sampler.sanitize.sample import SourceFile
from sampler.surrogates.dictionary import Dictionary
from sampler.surrogates.engine import Surrogates
from sampler.vault.subkeys import SURROGATES, subkey


@dataclass(frozen=True, slots=True)
class Written:
    """One sanitized file in the vault."""

    source: SampleFile
    object: str
    size: int
    sha256: str
    result: FileResult


@dataclass(frozen=True, slots=True)
class Sanitized:
    """What came of it; `existing` says that the same recipe had been used before and nothing was done."""

    sample: str
    files: tuple[FileResult, ...]
    audit: AuditResult | None
    quarantined: tuple[str, ...]
    existing: bool = False
    risk: Risk | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """The sample being sanitized: its deal, its files, and the keyed surrogates of the deal."""

    sample: str
    deal: str
    permit: Permit
    files: tuple[SampleFile, ...]
    key: bytes
    earlier: Dictionary | None

    @property
    def readable(self) -> list[SampleFile]:
        """The files that a reader understands."""
        return [file for file in self.files if file.state == "accepted"]

    @property
    def quarantined(self) -> tuple[str, ...]:
        """The ids of the others, which are never passed on."""
        return tuple(file.id for file in self.files if file.state != "accepted")


def sanitize(session: Session, sample_id: str, recipe_path: Path) -> Sanitized:
    """Make the next sanitized form of a sample; the same recipe again changes nothing.

    A result whose audit fails is kept for a look, and can't be packed, exported or loaded (IUN-4).

    Raises:
        RecipeError: the recipe can't be followed, or leaves a column uncovered.
        RefusedError: the sample's time is over (EDU-6).
    """
    recipe = load_recipe(recipe_path)
    source = _source(session, sample_id)
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
    need_space(session.home.root, sum(file.size for file in source.files))
    name = f"{sample_id}s{len(derived) + 1 if derived else ''}"
    with storing(session, "sanitize", name), ExitStack() as streams:
        count = worker_count(session.workers, sum(file.size for file in source.readable))
        pool = streams.enter_context(Pool(count, WORKER_MODULES)) if count > 1 else None
        view = _view(session, source, streams)
        plan = compile_recipe(
            recipe, view, key=source.key, sample_name=sample_id, earlier=source.earlier, pool=pool
        )
        quasi = quasi_columns(recipe, plan)
        for warning in plan.warnings:
            session.say(f"warning: {warning}")
        plan, written = _write_all(session, source, view, plan, pool)
        checked = _audit(session, source, view, written, plan, pool=pool)
        risk = _measure(session, source, written, plan, quasi)
        _record(session, name, source, plan=plan, written=written, checked=checked, risk=risk)
    return Sanitized(name, tuple(one.result for one in written), checked, source.quarantined, risk=risk)


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


@contextmanager
def sample_view(session: Session, sample_id: str) -> Iterator[tuple[Source, list[SourceFile]]]:
    """A sample with its files open, for looking at what a recipe would do; nothing is written."""
    source = _source(session, sample_id)
    with ExitStack() as streams:
        yield source, _view(session, source, streams)


def _source(session: Session, sample_id: str) -> Source:
    sample = session.registry.get("sample", sample_id)
    frozen = session.registry.find("object", deal=sample["deal"], role="dictionary", state="kept")
    objects = {*objects_of(session, sample_id), *(row["id"] for row in frozen)}
    permit = ask(session, "sanitize", sample_id, objects=objects)
    deal_key = session.vault.unwrapped(session.registry.get("deal", sample["deal"])["key"])
    earlier = None
    if frozen:
        with session.vault.open(permit, frozen[0]["id"]) as stream:
            earlier = Dictionary.from_json(stream.read().decode())
    files = tuple(files_of(session, permit, sample_id))
    return Source(sample_id, sample["deal"], permit, files, subkey(deal_key, SURROGATES), earlier)


def _view(session: Session, source: Source, streams: ExitStack) -> list[SourceFile]:
    view = []
    for file in source.readable:
        stream = streams.enter_context(session.vault.open(source.permit, file.object))
        label = file_label(file.name, file.number)
        view.append(SourceFile(file.id, label, open_document(stream, file.name), file.name))
    return view


def _write_all(
    session: Session, source: Source, view: list[SourceFile], plan: Plan, pool: Pool | None
) -> tuple[Plan, list[Written]]:
    """Write every file; what was written first and has to be written again is erased."""
    done: list[str] = []

    def write(plan: Plan, surrogates: Surrogates, apart: Apart) -> list[Written]:
        session.vault.erase(done)
        done.clear()
        written = []
        with session.bar(f"sanitizing {source.sample}", None) as advance:
            for one in view:
                if not plan.file(one.file_id).dropped:
                    written.append(
                        _write(
                            session, source, one, plan, surrogates, apart=apart, pool=pool, advance=advance
                        )
                    )
                    done.append(written[-1].object)
        return written

    return until_apart(view, plan, source.key, write, pool=pool)


def _write(
    session: Session,
    source: Source,
    one: SourceFile,
    plan: Plan,
    surrogates: Surrogates,
    *,
    apart: Apart,
    pool: Pool | None,
    advance: Callable[[int], None],
) -> Written:
    session.say(f"sanitizing {one.file_id}")
    with session.vault.create() as (object_id, writer):
        out = cast("BinaryIO", writer)
        result = sanitize_file(one, plan, surrogates, out, pool=pool, advanced=advance, apart=apart)
    with session.vault.open(with_made(source.permit, object_id), object_id) as stream:
        digest = digest_of(stream)
    file = next(file for file in source.readable if file.id == one.file_id)
    return Written(file, object_id, writer.size, digest, result)


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
    *,
    plan: Plan,
    written: list[Written],
    checked: AuditResult,
    risk: Risk,
) -> None:
    described = json.dumps(_description(plan, written, checked, risk)).encode()
    dictionary = plan.dictionary.to_json().encode()
    objects = {"manifest": described, "plan": plan.to_json().encode(), "dictionary": dictionary}
    stored = {role: (session.vault.put(data), len(data)) for role, data in objects.items()}
    old = [
        r["id"] for r in session.registry.find("object", deal=source.deal, role="dictionary", state="kept")
    ]
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
