"""Write the files of a sample into the vault: those that a stopped run finished are there already."""

from collections.abc import Callable
from dataclasses import replace
from typing import BinaryIO, cast

from sampler.custody.copies import digest_of
from sampler.custody.gate import with_made
from sampler.custody.session import Session
from sampler.engine.pool import Pool
from sampler.sanitize.apart import Apart, until_apart
from sampler.sanitize.files import sanitize_file
from sampler.sanitize.plan import Plan
from sampler.sanitize.resuming.unfinished import Unfinished
from sampler.sanitize.resuming.written import Written
from sampler.sanitize.sample import SourceFile
from sampler.sanitize.source import Source
from sampler.surrogates.engine import Surrogates


def write_all(
    session: Session,
    source: Source,
    view: list[SourceFile],
    plan: Plan,
    unfinished: Unfinished,
    *,
    pool: Pool | None,
) -> tuple[Plan, list[Written]]:
    """Write every file; what was written first and has to be written again is erased."""
    done: list[str] = []

    def write(plan: Plan, surrogates: Surrogates, apart: Apart) -> list[Written]:
        unfinished.begin(plan)
        session.vault.erase(done)
        done.clear()
        written = []
        with session.bar(f"sanitizing {source.sample}", None) as advance:
            for one in view:
                if not plan.file(one.file_id).dropped:
                    made = _finished(unfinished, one, apart, advance) or _write(
                        session,
                        source,
                        one,
                        plan,
                        surrogates,
                        unfinished=unfinished,
                        apart=apart,
                        pool=pool,
                        advance=advance,
                    )
                    written.append(made)
                    done.append(made.object)
        return written

    plan, written = until_apart(
        view, plan, source.key, write, pool=pool, tried=unfinished.tried, delivered=source.delivered
    )
    return _warned(session, source, plan), written


def _warned(session: Session, source: Source, plan: Plan) -> Plan:
    """The plan, and what could not be held to: values that left earlier with other surrogates."""
    changed = [
        f"{name}: {count} values have other surrogates than in an earlier delivery"
        for name, count in sorted(source.delivered.changed().items())
    ]
    changed += [
        f"{name}: too many values for a later delivery to know them all: it may move some"
        for name in sorted(source.delivered.many)
    ]
    for warning in changed:
        session.say(f"warning: {warning}")
    return replace(plan, warnings=(*plan.warnings, *changed)) if changed else plan


def _finished(
    unfinished: Unfinished, one: SourceFile, apart: Apart, advance: Callable[[int], None]
) -> Written | None:
    """A file that a stopped run finished."""
    if (kept := unfinished.finished(one.file_id)) is None:
        return None
    apart.add(kept.told)
    advance(sum(table.rows_in for table in kept.written.result.tables))
    return kept.written


def _write(
    session: Session,
    source: Source,
    one: SourceFile,
    plan: Plan,
    surrogates: Surrogates,
    *,
    unfinished: Unfinished,
    apart: Apart,
    pool: Pool | None,
    advance: Callable[[int], None],
) -> Written:
    session.say(f"sanitizing {one.file_id}")
    file = next(file for file in source.readable if file.id == one.file_id)
    with session.vault.create() as (object_id, writer), unfinished.runs(file) as runs:
        out = cast("BinaryIO", writer)
        result = sanitize_file(
            one, plan, surrogates, out, pool=pool, advanced=advance, apart=apart, earlier=runs
        )
    with session.vault.open(with_made(source.permit, object_id), object_id) as stream:
        digest = digest_of(stream)
    written = Written(file, object_id, writer.size, digest, result)
    unfinished.add(written, apart.last)
    apart.last = {}
    return written
