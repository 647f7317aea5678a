"""Carry a plan out. The order is the promise: begin, copies, keys, rotation, residue scan, done, certificate.

Every stage is recorded before the next begins and can be run again: a crash anywhere ends in the same state.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from sampler.custody.ending_words import SERVER_DOWN
from sampler.custody.endings import (
    STILL_THERE,
    UNREACHABLE,
    UNVERIFIED,
    Ending,
    end_copy,
    on_this_machine,
    record,
    there,
)
from sampler.custody.gate import ask
from sampler.custody.samples import REST
from sampler.custody.schemas import SCHEMA
from sampler.custody.session import Session
from sampler.custody.standing import standing_again
from sampler.custody.statements import state_destroyed
from sampler.destroy.came_back import FOUND_AGAIN
from sampler.destroy.certify import issue
from sampler.destroy.plan import Plan
from sampler.destroy.rest import ENDED, KEPT
from sampler.errors import IntegrityError, ServerDownError
from sampler.places.paths import mounted
from sampler.registry.store import Row
from sampler.vault.store import Residue


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: the certificate's id and kind, and the copies that keep it interim."""

    certificate: str
    kind: str
    open: tuple[str, ...]
    statements: tuple[str, ...] = ()  # for the sender of a borrowed deal's packs


def execute(session: Session, plan: Plan) -> Outcome:
    """Destroy what the plan covers and certify it; with open copies left, the certificate is interim."""
    ask(session, "destroy", plan.deal)
    with session.journal.intend("destroy", plan.deal):
        return run(session, plan, resumed={})


def run(session: Session, plan: Plan, *, resumed: Mapping[str, str]) -> Outcome:
    """Do every stage of a plan; those that an interrupted run completed change nothing.

    `resumed` are the copies that it may have removed, each with the word for how.
    """
    if not plan.again and not plan.ending:
        _begin(session, plan)
    for copy_id in plan.copies:
        session.say(f"ending copy {copy_id}")
        end_copy(session, copy_id, resumed=resumed.get(copy_id, ""))
    if not plan.again:
        _destroy_keys(session, plan)
    look_again(session, plan.deal)
    return _certify(session, plan)


def _begin(session: Session, plan: Plan) -> None:
    """From here every read of the deal's data is refused."""
    if session.registry.get("deal", plan.deal)["state"] == "destroying":
        return
    with session.registry.act("destroy.begin", actor=session.actor, early=plan.early) as act:
        act.put("deal", plan.deal, state="destroying")
        for sample in plan.samples:
            act.put("sample", sample, state="destroying")


def _destroy_keys(session: Session, plan: Plan) -> None:
    """Unlink keys and objects, rotate the key-encryption key, scan for what is left, and say it is done."""
    vault = session.vault
    retired = set(vault.keys.by_id) - {vault.keys.current}
    before = vault.keys.current
    vault.erase(plan.objects)
    retired |= set(vault.rotate())
    session.registry.checkpoint()
    scan = vault.residue(plan.objects)
    left = [name for name in plan.objects if vault.present(name)]
    if left or scan.hits or before in vault.store.load().by_id:
        raise IntegrityError(
            f"{len(left)} objects or keys of {plan.deal} are still there, {scan.hits} remains of keys found",
            f"sampler destroy --deal {plan.deal}",
        )
    _done(session, plan, scan, tuple(sorted(retired)))


def _done(session: Session, plan: Plan, scan: Residue, retired: tuple[str, ...]) -> None:
    with session.registry.act("destroy.done", actor=session.actor, deal=plan.deal) as act:
        act.facts |= {"files_scanned": scan.files, "bytes_scanned": scan.bytes, "hits": scan.hits}
        act.facts["retired"] = list(retired)
        if not plan.ending:
            act.put("deal", plan.deal, state="destroyed", destroyed_at=session.moment())
        for sample in plan.samples:
            act.put("sample", sample, state="destroyed")
            if plan.ending:
                act.put("sample", sample, rest=ENDED)
        for sample in plan.rest:
            act.put("sample", sample, state=REST, rest=KEPT)
        for name in plan.objects:
            act.put("object", name, state="destroyed")


def look_again(session: Session, deal: str) -> None:
    """Just before certifying, look once more for every copy that is said to be gone, by us or by a person.

    Whatever stands at its place keeps the certificate interim: a copy that somebody edited is no other file.
    """
    said, is_mounted = session.registry.details_by_id("copy"), cache(mounted)
    for row in session.registry.find("copy", deal=deal, state="closed"):
        if found := _stands(session, row, said.get(row["id"], {}), is_mounted):
            record(session, Ending(row["id"], UNVERIFIED, found))


def _stands(session: Session, row: Row, said: Mapping[str, str], is_mounted: Callable[[str], bool]) -> str:
    """What keeps a closed copy from being called gone; empty when nothing does."""
    if said.get("mixed"):
        return ""  # what holds other things too stands there in any case: only a hunt can tell
    if row["kind"] != SCHEMA:
        return FOUND_AGAIN.get(standing_again(session, row, said, is_mounted), "")
    try:
        here = on_this_machine(session, row["id"])
        return STILL_THERE if here and there(session, row["id"]) else ""
    except ServerDownError:
        return SERVER_DOWN
    except OSError:
        return UNREACHABLE


def _certify(session: Session, plan: Plan) -> Outcome:
    certificate_id, kind = issue(session, plan.deal)
    rest = {row["id"] for row in session.registry.find("sample", deal=plan.deal, state=REST)}
    rows = session.registry.find("copy", deal=plan.deal, state="open")
    left = tuple(row["id"] for row in rows if row["sample"] not in rest)
    return Outcome(certificate_id, kind, left, tuple(state_destroyed(session, plan.deal)))
