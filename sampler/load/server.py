"""Put a sanitized sample's tables into a schema of its own on a local server, as a registered copy.

The copy is on record before a row leaves: whatever happens then, somebody knows of it.
"""

from dataclasses import replace

from sampler.custody.copies import NewCopy, next_id, register
from sampler.custody.ending_words import ABSENT, UNFINISHED
from sampler.custody.endings import Ending, end_copy, record
from sampler.custody.environments import server_word
from sampler.custody.gate import ask, objects_of
from sampler.custody.samples import SampleFile, files_of
from sampler.custody.schemas import SCHEMA, marks_of, schema_of, standing
from sampler.custody.session import Session
from sampler.databases.naming import unique
from sampler.databases.schemas import Fill, limits, making, opened
from sampler.databases.servers import Address, parse
from sampler.errors import SamplerError
from sampler.load.tables import Shape, identifier, tables_of
from sampler.model.permit import Permit
from sampler.registry.journal import Intention

ACT = "load.server"
MANY = 100  # names that may be taken before one is found


def load_into_server(
    session: Session, sample_id: str, url: str, environment: str
) -> tuple[str, str, dict[str, int]]:
    """Make a schema, named after the sample and its copy, and fill it; give its address, copy and row counts.

    A failure leaves nothing on the server, and on record a copy that was dropped and looked for.
    """
    objects = objects_of(session, sample_id)
    word = server_word(session, url, environment)
    permit = ask(session, "load", sample_id, objects=objects, environment=environment, address_place=word)
    sample, copy_id = session.registry.get("sample", sample_id), next_id(session)
    due = session.registry.get("deal", sample["deal"])["due_on"]
    files = files_of(session, permit, sample_id)
    address = _new_schema(parse(url), sample_id, copy_id)
    copy = NewCopy(SCHEMA, sample["deal"], sample_id, address.url(), destroy_by=due, environment=environment)
    marks = {**marks_of(session, copy_id), "sample": sample_id, "destroy_by": due}
    intention = session.journal.begin(ACT, copy_id, address=address.url())
    try:
        with making(address, schema_of(address), marks) as fill:
            with session.registry.act("load.begin", actor=session.actor) as act:
                register(session, act, copy_id, copy)
            rows = _filled(session, permit, files, address, fill)
    except BaseException:
        _give_up(session, intention)
        raise
    with session.registry.act("load", actor=session.actor, copy=copy_id, tables=len(rows)) as act:
        act.put("copy", copy_id, checked_at=session.moment())
    session.journal.done(intention)
    return address.url(), copy_id, rows


def _filled(
    session: Session, permit: Permit, files: list[SampleFile], address: Address, fill: Fill
) -> dict[str, int]:
    taken = limits(address)
    shape = Shape(taken.columns, taken.name, numbered=False)
    return {table.name: fill(table) for table in tables_of(session, permit, files, shape)}


def _new_schema(address: Address, sample_id: str, copy_id: str) -> Address:
    """The address of a schema that is not there yet: `sampler_acme_1s_c3`, or the same with a number."""
    wanted = f"sampler_{identifier(sample_id)[:40]}_{copy_id.lower()}"
    taken: set[str] = set()
    with opened(replace(address, schema=wanted) if address.is_postgres else address) as server:
        for _ in range(MANY):
            name = unique(wanted, taken)
            if not server.exists(name):
                break
    return replace(address, schema=name) if address.is_postgres else replace(address, name=name, schema="")


def _give_up(session: Session, intention: Intention) -> None:
    """After a failure: say on record that nothing is left, or leave the copy open for the next look."""
    try:
        begun = session.registry.find("copy", id=intention.subject)
        left = begun and standing(session, intention.subject)
    except SamplerError:
        return  # the journal keeps the intention: the next command looks again
    if left:
        return
    if begun:
        record(session, Ending(intention.subject, ABSENT, UNFINISHED))
    session.journal.done(intention)


def resume_load(session: Session, intention: Intention) -> str:
    """Undo a load that a crash interrupted; one that was recorded stays."""
    rows = session.registry.find("copy", id=intention.subject)
    if not rows:
        return _drop_empty(session, intention)
    if rows[0]["state"] != "open" or rows[0]["checked_at"]:
        return "it had been recorded"
    ending = end_copy(session, intention.subject, resumed=True)
    return "undone" if ending.claim == ABSENT else f"its copy stays open: {ending.evidence}"


def _drop_empty(session: Session, intention: Intention) -> str:
    """Before its copy was on record no row had left: there is at most a schema with a marker."""
    address, marks = parse(intention.facts["address"]), marks_of(session, intention.subject)
    try:
        with opened(address) as server:
            name = schema_of(address)
            ours = server.exists(name) and (server.empty(name) or marks.items() <= server.marks(name).items())
            if ours:
                server.drop(name, whole=False)
    except SamplerError:
        return "an empty schema may be left on its server"
    return "undone" if ours else "nothing was left to undo"
