"""Copies that are schemas on a database server: where they are, and how each one ends."""

import json
from dataclasses import dataclass, field, replace

from sampler.custody import ending_words as words
from sampler.custody.gate import ask
from sampler.custody.session import Session
from sampler.databases.schemas import Dropped, Hindrance, Schemas, Word, opened
from sampler.databases.servers import Address, parse
from sampler.errors import NoSpaceError, SamplerError, ServerDownError

SCHEMA = "schema"
EVIDENCE = {
    Word.IN_USE: words.IN_USE,
    Word.PREPARED: words.PREPARED,
    Word.DEPENDED: words.DEPENDED,
    Word.FOREIGN: words.FOREIGN,
    Word.DENIED: words.DENIED,
    Word.SLOT: words.SLOT,
    Word.REPLICA: words.REPLICA,
    Word.ARCHIVE: words.ARCHIVE,
    Word.BINARY_LOG: words.BINARY_LOG,
    Word.QUERY_LOG: words.QUERY_LOG,
}


@dataclass(frozen=True, slots=True)
class Removal:
    """The claim for a schema, what it rests on, and what a later look must know: kept as details."""

    claim: str
    evidence: str
    said: dict[str, str] = field(default_factory=dict)

    @property
    def dropped(self) -> bool:
        """Whether the schema is gone from the catalogue, whatever may still keep its rows."""
        return bool(self.said.get("dropped"))


def address_of(session: Session, copy_id: str) -> Address:
    """The server, database and schema of a copy, as registered."""
    return parse(session.registry.details("copy", copy_id)["location"])


def schema_of(address: Address) -> str:
    """The name that the server's catalogue has it under."""
    return address.schema or address.name


def marks_of(session: Session, copy_id: str) -> dict[str, str]:
    """What the marker of one of this home's copies says: ids, so that another home's is another copy."""
    return {"copy": copy_id, "home": session.registry.chain()[0].hex()}


def is_whole(session: Session, copy_id: str) -> bool:
    """Say whether a person registered the schema as a whole: then everything in it goes."""
    return bool(session.registry.details("copy", copy_id).get("whole"))


def unconfirmed(session: Session, copy_id: str) -> bool:
    """Say whether a schema was registered by hand and nobody has confirmed yet that it may be dropped."""
    said = session.registry.details("copy", copy_id)
    return bool(said.get("whole")) and not said.get("confirmed")


def confirm_drop(session: Session, copy_id: str) -> None:
    """Put on record that a person confirmed the drop of a whole schema."""
    ask(session, "copy.end", copy_id)
    with session.registry.act("copy.confirm", actor=session.actor, copy=copy_id) as act:
        act.detail("copy", copy_id, confirmed=session.moment())


def hints_of(session: Session, copy_id: str) -> tuple[str, ...]:
    """What ends the hindrance that the last look met, as one types it on the server."""
    hint = session.registry.details("copy", copy_id).get("hint", "")
    return (hint,) if hint else ()


def standing(session: Session, copy_id: str) -> list[str]:
    """The names under which the copy stands on its server: its own, and that of any schema with its marker.

    Raises:
        ServerDownError: the server does not answer.
    """
    with opened(address_of(session, copy_id)) as server:
        return _standing(session, server, copy_id)


def _standing(session: Session, server: Schemas, copy_id: str) -> list[str]:
    own = schema_of(address_of(session, copy_id))
    found = server.marked(marks_of(session, copy_id))
    return list(dict.fromkeys([*([own] if server.exists(own) else []), *found]))


def is_unchanged(session: Session, copy_id: str) -> bool | None:
    """Say whether the schema is there and is the copy; None when it is gone."""
    address = address_of(session, copy_id)
    with opened(address) as server:
        if not server.exists(schema_of(address)):
            return None
        return is_whole(session, copy_id) or _is_ours(session, server, schema_of(address), copy_id)


def _is_ours(session: Session, server: Schemas, name: str, copy_id: str) -> bool:
    """By its marker; an empty schema of the registered name is one whose loading was cut short."""
    return marks_of(session, copy_id).items() <= server.marks(name).items() or server.empty(name)


def remove(session: Session, copy_id: str, *, resumed: bool) -> Removal:
    """Drop a schema, then look for it over a new connection, and for what may keep its rows.

    `resumed` says that an interrupted run may have dropped it already.
    """
    said = session.registry.details("copy", copy_id)
    address = address_of(session, copy_id)
    before = said.get("dropped", "")
    try:
        with opened(address) as server:
            names = _standing(session, server, copy_id)
            if not names and not before and not resumed:
                return Removal(words.UNVERIFIED, words.GONE)
            removal = _drop(session, server, copy_id, names)
            if removal is None and not names:
                removal = _before(before) if before else _noted(server.position(), published=False)
        if removal is None or not removal.dropped:
            return removal or Removal(words.UNVERIFIED, words.STILL_THERE)
        return _checked(session, address, copy_id, removal)
    except ServerDownError:
        return Removal(words.UNVERIFIED, words.SERVER_DOWN, {"dropped": before} if before else {})
    except NoSpaceError:
        raise
    except SamplerError:
        return Removal(words.UNVERIFIED, words.UNREACHABLE)


def _drop(session: Session, server: Schemas, copy_id: str, names: list[str]) -> Removal | None:
    """Drop every schema of a copy; None when there was none."""
    whole = is_whole(session, copy_id)
    if names and unconfirmed(session, copy_id):
        return Removal(words.UNVERIFIED, words.UNCONFIRMED, {"hint": f"sampler copy end {copy_id}"})
    noted: Removal | None = None
    for name in names:
        if not whole and not _is_ours(session, server, name, copy_id):
            again = session.registry.details("copy", copy_id).get("dropped")
            return Removal(words.UNVERIFIED, words.STILL_THERE if again else words.UNMARKED)
        outcome = server.drop(name, whole=whole)
        if isinstance(outcome, Hindrance):
            return _hindered(outcome)
        noted = _noted(outcome.position, published=outcome.published)
    return noted


def _before(note: str) -> Removal:
    """An earlier drop, as it is on record."""
    return Removal(words.UNVERIFIED, words.STILL_THERE, {"dropped": note})


def _noted(position: str, *, published: bool) -> Removal:
    return _before(json.dumps({"position": position, "published": published}, sort_keys=True))


def _hindered(found: Hindrance) -> Removal:
    said = {"hindrance": found.name, "hint": found.hint}
    return Removal(words.UNVERIFIED, EVIDENCE[found.word], said)


def _checked(session: Session, address: Address, copy_id: str, removal: Removal) -> Removal:
    """Look once more, over a new connection: in the catalogue first, then where rows may be kept."""
    note = json.loads(removal.said["dropped"])
    dropped = Dropped(note["position"], bool(note["published"]))
    try:
        with opened(address) as server:
            if _standing(session, server, copy_id):
                return removal
            kept = server.holding(schema_of(address), dropped.position)
    except ServerDownError:
        return replace(removal, evidence=words.SERVER_DOWN)
    if kept is not None:
        hindered = _hindered(kept)
        return replace(hindered, said={**removal.said, **hindered.said})
    evidence = words.PUBLISHED if dropped.published else words.DROPPED_SCHEMA
    return Removal(words.ABSENT, evidence, {**removal.said, "hindrance": "", "hint": ""})
