"""What only people can say of premises (USR-9): recorded with who, when and until when, not enforced."""

from sampler.custody.gate import ask
from sampler.custody.session import Session
from sampler.errors import UsageError
from sampler.policy.table import ORGANISATION, TABLE

RULES = tuple(row.id for row in TABLE if row.how == ORGANISATION)


def record(session: Session, rule: str, text: str, until: str) -> str:
    """Record a declaration until a day; give its id.

    Raises:
        UsageError: a rule that sampler enforces itself, no text, or a day that is past.
    """
    ask(session, "declaration.record", "declaration")
    if rule not in RULES or not text.strip():
        raise UsageError(f"a declaration is for {', '.join(RULES)} and says something", '--text "…"')
    if until < session.today():
        raise UsageError("a declaration ends on a day to come", "--until DATE")
    number = f"DC{len(session.registry.find('declaration')) + 1}"
    with session.registry.act("declaration.record", actor=session.actor) as act:
        act.put("declaration", number, rule=rule, by=session.actor, at=session.moment(), until=until)
        act.put("declaration", number, state="declared")
        act.detail("declaration", number, text=text)
    return number


def rows(session: Session) -> list[dict[str, str]]:
    """All declarations; one past its end is shown as ended."""
    shown, today = [], session.today()
    for row in session.registry.find("declaration"):
        state = "ended" if row["until"] < today else row["state"]
        columns = {key: row[key] for key in ("id", "rule", "by", "at", "until")}
        said = session.registry.details("declaration", row["id"])
        shown.append({**columns, "state": state, "text": said.get("text", "")})
    return shown
