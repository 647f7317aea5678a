"""The acts that the gate knows, and which role may do which (USR-1). What is not here is refused."""

SALES, DEVELOPER, MANAGER, OFFICER = "sales-engineer", "developer", "manager", "officer"
ROLES = (SALES, DEVELOPER, MANAGER, OFFICER)

RETURN = "return"
DATA_ACTS = frozenset({"ingest", "detect", "sanitize", "pack", "open", "export", "load", RETURN})
SHARING = frozenset({"pack", "export", "load"})
PLACING = frozenset({"pack", "open", "export", "load", RETURN})  # they write outside the vault

_EVERYBODY = frozenset(ROLES)
_WORK = frozenset({SALES})
_USE = frozenset({SALES, DEVELOPER})
_DEALS = frozenset({SALES, OFFICER})
_ENDS = frozenset({SALES, MANAGER, OFFICER})
_OFFICER = frozenset({OFFICER})

MAY: dict[str, frozenset[str]] = {
    "ingest": _WORK,
    "detect": _WORK,
    "sanitize": _WORK,
    "pack": _WORK,
    "receipt": _WORK,
    "return": _DEALS,
    "return.confirm": _DEALS,
    "open": _USE,
    "export": _USE,
    "load": _USE,
    "deal.open": _DEALS,
    "deal.close": _ENDS,
    "deal.dispose": _ENDS,
    "deal.extend": _ENDS,
    "deal.restrict": _DEALS,
    "deal.rest": _DEALS,
    "rest.end": _DEALS,
    "destroy": _DEALS,
    "hunt": _DEALS,
    "report": _ENDS,
    "custodian.add": _OFFICER,
    "custodian.undertake": _OFFICER,
    "custodian.leave": _OFFICER,
    "grant.give": _OFFICER,
    "grant.withdraw": _OFFICER,
    "access.review": _OFFICER,
    "access.look": _ENDS,
    "unlock": _EVERYBODY,
    "lockout.release": _OFFICER,
    "authorization.request": _DEALS,
    "authorization.key": _OFFICER,
    "authorization.record": _DEALS,
    "authorization.withdraw": _DEALS,
    "authorization.break-glass": _OFFICER,
    "hold.place": _OFFICER,
    "hold.release": _OFFICER,
    "request.open": _DEALS,
    "request.close": _DEALS,
    "disclosure.record": _OFFICER,
    "incident.open": _EVERYBODY,
    "incident.add": _EVERYBODY,
    "incident.notify": _OFFICER,
    "incident.close": _OFFICER,
    "declaration.record": _OFFICER,
    "ledger.export": frozenset({MANAGER, OFFICER}),
    "environment.declare": _OFFICER,
    "environment.retire": _OFFICER,
    "recipient.add": _DEALS,
    "recipient.retire": _DEALS,
    "copy.add": _USE | _OFFICER,
    "copy.move": _USE | _OFFICER,
    "copy.return": _USE | _OFFICER,
    "copy.attest": _USE | _OFFICER,
    "copy.end": _USE | _OFFICER,
    "copy.check": _USE | _OFFICER,
    "where": _ENDS,
    "doctor": _EVERYBODY,
}
ENDING = frozenset(  # a hold keeps data: each of these ends some of it, or says that it has ended
    {"destroy", "copy.end", "copy.attest", "copy.return", "rest.end"}
)
UNHELD = frozenset(  # what a frozen deal still allows: to look, to answer for copies, to do one's duty
    {
        "receipt",
        "report",
        "where",
        "doctor",
        "destroy",
        "hunt",
        "ledger.export",
        "lockout.release",
        "unlock",
        "deal.open",
        "access.look",
        "return.confirm",
    }
    | {"custodian.add", "custodian.undertake", "custodian.leave", "grant.withdraw", "access.review"}
    | {"authorization.request", "authorization.key", "authorization.withdraw", "declaration.record"}
    | {"hold.place", "hold.release", "request.open", "request.close", "disclosure.record"}
    | {"incident.open", "incident.add", "incident.notify", "incident.close"}
    | ENDING
    | {"copy.check", "copy.move"}
    | {"environment.declare", "environment.retire", "recipient.add", "recipient.retire"}
)
ACTS = frozenset(MAY) | {"init"}
HELD = frozenset(MAY) - UNHELD


def roles_of(stored: str | None) -> tuple[str, ...]:
    """The roles of a person's row; the first version's `owner` is the one person who does everything."""
    if stored == "owner":
        return ROLES
    return tuple(role for role in (stored or "").split(" ") if role in ROLES)
