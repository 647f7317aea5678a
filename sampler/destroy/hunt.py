"""Hunt for copies that nobody registered, below given roots, and put what is found on record.

A hunt is one act on the ledger: its counts, and every copy it found as an open copy. Paths stand in details.
"""

from collections import Counter
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from sampler.custody.copies import content
from sampler.custody.fingerprints import ROLE, Fingerprints, keyed_for, missing
from sampler.custody.gate import ask, objects_of
from sampler.custody.samples import manifest_of
from sampler.custody.session import Session
from sampler.destroy.hunt_inside import MOST_INSIDE, TOO_BIG, Looker, Sight
from sampler.destroy.hunt_record import FOUND, Hunted, Places, put_on_record
from sampler.destroy.hunt_rows import STRONG_ROWS, WEAK_ROWS, RowHunter
from sampler.destroy.hunt_walk import UNREADABLE, Walk, plain_file
from sampler.errors import UnreadableError, UsageError
from sampler.model.permit import Permit
from sampler.places.git_objects import blobs

OVER = ("destroying", "destroyed")
SMALLEST = 8  # bytes; a shorter file is equal to others by chance
SHARED_BY = 5  # files that hold the same few rows and nothing else of ours: more than this is no copying
SAY_EVERY = 5_000


def hunt(session: Session, deal_id: str, roots: Iterable[Path]) -> Hunted:
    """Look below the roots for copies of a deal's samples and register them.

    Raises:
        UsageError: no root is named, or the deal's data is destroyed: its fingerprints went with it.
    """
    permit = ask(session, "hunt", deal_id, objects=_objects(session, deal_id))
    return _hunt(session, permit, deal_id, tuple(roots))


def hunt_first(session: Session, deal_id: str, roots: Iterable[Path]) -> Hunted | None:
    """Hunt before a destruction, while the fingerprints have their key; None when there is nothing to do."""
    roots = tuple(roots)
    if not roots or session.registry.get("deal", deal_id)["state"] in OVER:
        return None
    permit = ask(session, "destroy", deal_id, objects=_objects(session, deal_id))
    return _hunt(session, permit, deal_id, roots)


def _objects(session: Session, deal_id: str) -> dict[str, str]:
    samples = session.registry.find("sample", deal=deal_id)
    return {k: v for row in samples for k, v in objects_of(session, row["id"], "manifest", ROLE).items()}


def _hunt(session: Session, permit: Permit, deal_id: str, roots: tuple[Path, ...]) -> Hunted:
    if not roots:
        raise UsageError("name the folders to hunt in", f"sampler hunt ~/Documents --deal {deal_id}")
    if session.registry.get("deal", deal_id)["state"] in OVER:
        raise UsageError(f"the data of {deal_id} is destroyed, and its fingerprints with it", "sampler where")
    hunted = Hunted(
        deal_id, tuple(root.absolute() for root in roots), missing(session, deal_id), session.moment()
    )
    looker = _looker(session, permit, deal_id)
    sights = _search(session, looker, hunted)
    certain = _certain(sights, hunted)
    put_on_record(session, hunted, certain, [looker.owner(sight) for _, sight in certain])
    return hunted


def _looker(session: Session, permit: Permit, deal_id: str) -> Looker:
    """Everything that is known of a deal's files and rows."""
    digests: dict[str, str] = {}
    sizes: set[int] = set()
    any_size, marks = False, []
    for sample in (row["id"] for row in session.registry.find("sample", deal=deal_id)):
        for file in manifest_of(session, permit, sample)["files"]:
            if file["size"] >= SMALLEST:
                digests[file["sha256"]] = sample
                sizes.add(file["size"])
        for object_id in objects_of(session, sample, ROLE):
            with session.vault.open(permit, object_id) as stream:
                marks.append((sample, Fingerprints.from_bytes(stream.read())))
    for row in session.registry.find("copy", deal=deal_id):
        said = session.registry.details("copy", row["id"])
        digest, size = content(session, row["id"]).get(""), said.get("size")
        if digest and row["kind"] != FOUND and (size is None or int(size) >= SMALLEST):
            digests.setdefault(digest, row["sample"])
            any_size = any_size or size is None
            sizes |= {int(size)} if size else set()
    return Looker(digests, frozenset(sizes), RowHunter(keyed_for(session, deal_id), marks), any_size)


def _search(session: Session, looker: Looker, hunted: Hunted) -> list[tuple[Path, Sight]]:
    """Look at everything below the roots; give what holds something of ours and is not registered."""

    def skipped(path: Path, reason: str) -> None:
        hunted.skipped.append((path, reason))

    known = Places(session, hunted.deal)
    sights = []
    for path, repository in Walk(hunted.roots, frozenset({session.home.root.resolve()}), skipped):
        hunted.files += 1
        if hunted.files % SAY_EVERY == 0:
            session.say(f"hunted through {hunted.files} files")
        try:
            sight = _repository(looker, path) if repository else _file(looker, path)
        except OSError:
            skipped(path, UNREADABLE)
            continue
        except UnreadableError as error:
            skipped(path, error.message)
            continue
        hunted.bytes += sight.size
        hunted.skipped += [(path, reason) for reason in sorted(sight.reasons)]
        if sight.found and not known.registered(path):
            sights.append((path, sight))
    return sights


def _file(looker: Looker, path: Path) -> Sight:
    with plain_file(path) as (stream, size):
        return looker.look(stream, size)


def _repository(looker: Looker, path: Path) -> Sight:
    """All file versions of a repository, as one place."""
    whole = Sight(0)
    whole.leaves += 1  # a history holds other things
    for blob in blobs(path, MOST_INSIDE):
        if blob is None:
            whole.reasons.add(TOO_BIG)
            continue
        whole.size += len(blob)
        whole.unpacked = 0  # each version has the limits for itself
        looker.look_inside(BytesIO(blob), len(blob), whole)
    return whole


def _certain(sights: list[tuple[Path, Sight]], hunted: Hunted) -> list[tuple[Path, Sight]]:
    """Set aside files that share a few rows with many others: a notice or a reference list is no copy."""
    few = [(path, sight) for path, sight in sights if not sight.same and not sight.files and _is_few(sight)]
    shared = Counter(row for _, sight in few for row in sight.tally.strong | sight.tally.whole)
    common = {row for row, count in shared.items() if count > SHARED_BY}
    doubted = {
        path
        for path, sight in few
        if len(sight.tally.strong - common) < STRONG_ROWS
        and len((sight.tally.strong | sight.tally.whole) - common) < WEAK_ROWS
    }
    hunted.doubtful = sorted(doubted)
    return [(path, sight) for path, sight in sights if path not in doubted]


def _is_few(sight: Sight) -> bool:
    return sight.tally.rows < WEAK_ROWS and not sight.tally.many_words()
