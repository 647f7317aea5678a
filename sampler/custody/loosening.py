"""What an organisation has loosened in the policy: noted on the ledger when it changes, shown on reports."""

from sampler.custody.session import Session
from sampler.policy.settings import loosened


def note(session: Session) -> list[str]:
    """Record settings that were loosened, or set back, since the last command; give their names."""
    now = loosened(session.policy)
    before = {row["id"]: row["value"] for row in session.registry.find("setting", state="loosened")}
    changed = [name for name, (value, _) in now.items() if before.get(name) != value]
    back = [name for name in before if name not in now]
    if not changed and not back:
        return []
    with session.registry.act("policy.set", actor=session.actor) as act:
        for name in changed:
            value, standard = now[name]
            act.put("setting", name, value=value, standard=standard, state="loosened", since=session.moment())
        for name in back:
            act.put("setting", name, value=before[name], state="default", since=session.moment())
    return changed + back


def standing(session: Session) -> dict[str, tuple[str, str]]:
    """The loosened settings on record: name to value and default."""
    rows = session.registry.find("setting", state="loosened")
    return {row["id"]: (row["value"], row["standard"]) for row in rows}


def reservations(session: Session, deal_id: str) -> list[tuple[str, str]]:
    """What a certificate must say of the policy that held for a deal: what, and why it matters."""
    found = [
        (f"the policy's default of {name}", f"it was loosened from {standard} to {value}")
        for name, (value, standard) in standing(session).items()
    ]
    rows = session.registry.find("authorization", deal=deal_id, proof="break-glass")
    found += [
        (f"the lifting of {row['rule']}", f"break-glass {row['id']}, without the provider") for row in rows
    ]
    return found
