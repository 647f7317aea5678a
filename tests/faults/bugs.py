# ruff: noqa: ANN401 - patches take what the functions they replace are given
"""Bugs that the harness must catch: each is a small patch, made in the fork before the command runs.

Each names the command in which it shows, the faults that show it, and the invariant that must name it.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stages import World

import sampler.destroy.execute as execution
import sampler.vault.store as vault
from sampler.custody import endings, recovery, targets
from sampler.destroy.certify import issue
from sampler.registry import database, journal, private_files, store

KILL, CUT, WHOLE = "kill", "cut", "whole"  # a kill at some call, a power cut at some call, an undisturbed run


@dataclass(frozen=True)
class Bug:
    """One seeded bug: where it is, how it is made to show, and what must say so."""

    patch: Callable[[], None]
    stage: str
    shown_by: str
    caught_by: str
    plant: Callable[[World], None] = lambda _world: None
    near: str = ""  # the calls to begin with: a pattern of their kind and path


def certified_before_keys_are_gone() -> None:
    """The order is swapped: done and certified, then the keys."""

    def swapped(session: Any, plan: Any) -> None:
        execution._done(session, plan, vault.Residue(1, 1, 0), (session.vault.keys.current,))
        issue(session, plan.deal)
        session.vault.erase(plan.objects)
        session.vault.rotate()

    execution._destroy_keys = swapped


def keys_go_before_it_begins() -> None:
    """Keys are unlinked before destroy.begin is on the ledger."""
    begin = execution._begin

    def early(session: Any, plan: Any) -> None:
        session.vault.erase(plan.objects)
        begin(session, plan)

    execution._begin = early


def beginning_is_not_recorded() -> None:
    """Nothing is said before the first copy goes."""
    execution._begin = lambda _session, _plan: None


def rotation_renames_the_key() -> None:
    """The rotation gives the old key-encryption key a new name."""

    def add(keys: Any) -> None:
        old = keys.by_id[keys.current]
        keys.current = os.urandom(8).hex()
        keys.by_id[keys.current] = old

    vault.Keys.add = add  # type: ignore[method-assign]


def no_scan_for_residue() -> None:
    """The scan says that it found nothing, and did not look."""
    vault.Vault.residue = lambda _self, _names: vault.Residue(1, 1, 0)  # type: ignore[method-assign,assignment]


def _forgotten_key(world: World) -> None:
    """A wrapped key that somebody copied within the home."""
    keys = sorted(path for path in (world.home / "keys").glob("*.key") if path.stem != "signing")
    (world.home / "documents" / "kept.bin").write_bytes(b"".join(path.read_bytes() for path in keys))
    (world.home / "documents" / "kept.bin").chmod(0o600)


def absent_before_it_is_looked_for() -> None:
    """A copy is recorded as gone, then removed."""
    end = endings.end_copy

    def hasty(session: Any, copy_id: str, **more: Any) -> Any:
        endings.record(session, endings.Ending(copy_id, endings.ABSENT, endings.DELETED))
        return end(session, copy_id, **more)

    execution.end_copy = hasty


def temporary_files_are_left() -> None:
    """What a command half wrote is not removed."""
    for module in (targets, recovery):
        module.undo = lambda _session, _facts: False  # type: ignore[attr-defined]


def nothing_is_noted_in_the_journal() -> None:
    """An act begins without a word."""
    journal.Journal.note = lambda _self, _intention, **_facts: None  # type: ignore[method-assign,assignment]


def state_and_event_apart() -> None:
    """The rows change in one transaction, the event is written in the next."""
    append = store._write_state

    def apart(connection: Any, act: Any) -> None:
        append(connection, act)
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    store._write_state = apart


def written_under_the_final_name() -> None:
    """A target is filled where it will be, not beside it."""
    making = targets.Target.__init__

    def straight(self: Any, session: Any, intention: Any, _temporary: Path, final: Path) -> None:
        making(self, session, intention, final, final)

    targets.Target.__init__ = straight  # type: ignore[method-assign]


def small_files_are_not_synced() -> None:
    """Wrapped keys, notes and documents are renamed before their bytes are durable."""
    _without_sync(private_files, "write_private")


def objects_are_not_synced() -> None:
    """A vault object is renamed before its bytes are durable."""
    _without_sync(vault, "create", vault.Vault)


def removals_are_not_synced() -> None:
    """A folder is not synced after an unlink."""
    remove = private_files.remove_durably

    def careless(path: Path) -> bool:
        with _no_fsync():
            return remove(path)

    for module in (vault, endings):
        module.remove_durably = careless  # type: ignore[attr-defined]


def commits_are_not_synced() -> None:
    """SQLite is told not to wait for the disk."""
    database.PRAGMAS["synchronous"] = ("OFF", 0)


def targets_are_not_synced() -> None:
    """What goes to a recipient is renamed before its bytes are durable."""
    targets.sync_file = lambda _path: None


@contextmanager
def _no_fsync() -> Iterator[None]:
    fsync = os.fsync
    os.fsync = lambda _descriptor: None
    try:
        yield
    finally:
        os.fsync = fsync


def _without_sync(module: Any, name: str, owner: Any = None) -> None:
    """Run one function without fsync; of a generator only its end is."""
    holder = owner or module
    original = getattr(holder, name)

    def careless(*given: Any, **more: Any) -> Any:
        with _no_fsync():
            return original(*given, **more)

    @contextmanager
    def careless_block(*given: Any, **more: Any) -> Iterator[Any]:
        block = original(*given, **more)
        value = block.__enter__()
        try:
            yield value
        except BaseException as error:
            if not block.__exit__(type(error), error, error.__traceback__):
                raise
        else:
            with _no_fsync():
                block.__exit__(None, None, None)

    replacement = careless_block if owner else careless
    setattr(holder, name, replacement)
    if owner is None:
        for other in (private_files, journal, vault):
            setattr(other, name, replacement)


BUGS = {
    "certified before keys are gone": Bug(
        certified_before_keys_are_gone, "destroy", KILL, "what_certificates_claim_is_so", near="home/keys/"
    ),
    "keys go before it begins": Bug(
        keys_go_before_it_begins, "destroy", KILL, "what_is_kept_can_be_opened", near="home/keys/"
    ),
    "beginning is not recorded": Bug(
        beginning_is_not_recorded, "destroy", WHOLE, "destruction_keeps_its_order"
    ),
    "rotation renames the key": Bug(
        rotation_renames_the_key, "destroy", WHOLE, "yesterdays_home_opens_nothing_after_done"
    ),
    "no scan for residue": Bug(
        no_scan_for_residue, "destroy", WHOLE, "no_wrapped_key_outlives_the_word_done", _forgotten_key
    ),
    "absent before it is looked for": Bug(
        absent_before_it_is_looked_for, "destroy", KILL, "a_copy_called_absent_is_absent", near="^unlink"
    ),
    "temporary files are left": Bug(
        temporary_files_are_left, "pack", KILL, "nothing_temporary_is_left", near="sampler-"
    ),
    "nothing is noted in the journal": Bug(
        nothing_is_noted_in_the_journal,
        "export",
        KILL,
        "every_file_is_registered_or_announced",
        near="^rename|out/",
    ),
    "state and event apart": Bug(
        state_and_event_apart,
        "load",
        KILL,
        "the_ledger_verifies_and_the_tables_are_its_replay",
        near="registry",
    ),
    "written under the final name": Bug(
        written_under_the_final_name,
        "pack",
        KILL,
        "every_file_is_registered_or_announced",
        near="p.zip|pp.txt",
    ),
    "small files are not synced": Bug(
        small_files_are_not_synced, "ingest", CUT, "what_is_kept_can_be_opened"
    ),
    "objects are not synced": Bug(objects_are_not_synced, "ingest", CUT, "what_is_kept_can_be_opened"),
    "targets are not synced": Bug(targets_are_not_synced, "pack", CUT, "an_open_copy_is_whole"),
    "removals are not synced": Bug(
        removals_are_not_synced, "destroy", CUT, "no_wrapped_key_outlives_the_word_done"
    ),
    "commits are not synced": Bug(commits_are_not_synced, "destroy", CUT, "what_is_kept_can_be_opened"),
}
