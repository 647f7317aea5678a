"""Role x act x state, complete: who may do what, in which state of person, grant and deal."""

import shlex
from itertools import product

import pytest
from good_facts import ALL_ACTS, GOOD, grants
from shells import Shell, in_days
from teams import DEVELOPER, MANAGER, OFFICER, SALES

from sampler.policy.acts import DATA_ACTS, ROLES
from sampler.policy.rules import Fact, judge
from sampler.policy.settings import PolicySettings

# Written out here, not taken from the code: what each role may do.
EVERYBODY = {"incident.open", "incident.add", "doctor", "unlock"}
USING = {"open", "export", "load"}
USING |= {"copy.add", "copy.move", "copy.return", "copy.attest", "copy.end", "copy.check"}
ENDS = {"deal.close", "deal.dispose", "deal.extend", "report", "access.look", "where"}
DEALS = ENDS | {"deal.open", "deal.restrict", "destroy", "hunt"}
DEALS |= {"deal.rest", "rest.end", "return", "return.confirm"}
ASKING = {"authorization.request", "authorization.record", "authorization.withdraw", "request.open"}
ASKING |= {"request.close", "recipient.add", "recipient.retire"}
MAY = {
    "sales-engineer": EVERYBODY
    | USING
    | DEALS
    | ASKING
    | {"ingest", "detect", "sanitize", "pack", "receipt"},
    "developer": EVERYBODY | USING,
    "manager": EVERYBODY | ENDS | {"ledger.export"},
    "officer": set(ALL_ACTS)
    - {"init", "ingest", "detect", "sanitize", "pack", "receipt", "open", "export", "load"},
}
PERSONS: dict[str, dict[str, Fact]] = {
    "active": {},
    "left": {"actor_state": "left"},
    "unknown": {"actor_state": None},
}
GRANTS: dict[str, dict[str, Fact]] = {
    "granted": {},
    "none": {"grants": ()},
    "expired": {"grants": grants(expires_on="2026-01-14")},
    "withdrawn": {"grants": grants(state="withdrawn")},
    "another's": {"grants": grants("p9")},
}
DEAL_STATES: dict[str, dict[str, Fact]] = {
    "open": {},
    "over": {"due_on": "2026-01-14"},
    "closed-lost": {"deal_state": "closed", "deal_outcome": "lost", "due_on": "2026-01-15"},
    "closed-won": {"deal_state": "closed", "deal_outcome": "won", "due_on": "2026-01-15"},
    "destroying": {"deal_state": "destroying"},
    "destroyed": {"deal_state": "destroyed"},
    "frozen": {"holds": ("freeze",)},
    "frozen-and-due": {"holds": ("freeze",), "due_on": "2026-01-15"},
    "legal-hold": {"holds": ("legal",), "due_on": "2026-01-15"},
}
HELD = DATA_ACTS | {"deal.close", "deal.dispose", "deal.extend", "grant.give"}
HELD |= {"authorization.record", "authorization.break-glass", "deal.restrict", "copy.add", "deal.rest"}
ENDING = {"destroy", "copy.end", "copy.attest", "copy.return", "rest.end"}
USABLE = {"open", "closed-lost"}
RETURNABLE = USABLE | {"closed-won", "over"}  # the provider's data can be given back while it is here


def expected(role: str, act: str, person: str, grant: str, deal: str) -> bool:
    """What the matrix says, in plain words."""
    if person != "active" or act not in MAY[role]:
        return False
    if act in DATA_ACTS:
        return grant == "granted" and deal in (RETURNABLE if act == "return" else USABLE)
    if act in ENDING:
        return deal not in {"frozen", "legal-hold"}
    return act not in HELD or deal not in {"frozen", "frozen-and-due", "legal-hold"}


@pytest.mark.parametrize("role", ROLES)
def test_every_role_act_and_state_is_decided_as_the_matrix_says(role: str) -> None:
    """Each combination of role, act, person's, grant's and deal's state is decided as written here."""
    acts = tuple(act for act in ALL_ACTS if PolicySettings().may(role, act))
    wrong = []
    for act, person, grant, deal in product(ALL_ACTS, PERSONS, GRANTS, DEAL_STATES):
        if act == "init":
            continue
        facts = {**GOOD, "role_acts": acts, **PERSONS[person], **GRANTS[grant], **DEAL_STATES[deal]}
        facts["to_provider"] = act == "return"
        if judge(act, facts).allowed != expected(role, act, person, grant, deal):
            wrong.append((act, person, grant, deal))
    assert wrong == []


COMMANDS = {  # one command for each act that a person asks for
    act: tuple(shlex.split(line.format(today=in_days(0), soon=in_days(3))))
    for act, line in {
        "ingest": "ingest delivery --deal acme --channel sftp --from dpo@acme.example",
        "detect": "detect acme-1",
        "sanitize": "sanitize acme-1 --recipe acme.yaml",
        "pack": "pack acme-1s --to dev@vendor.example --output p.zip",
        "export": "export acme-1s --into out",
        "load": "load acme-1s --into sqlite:///dev.db",
        "deal.open": "deal open beta --provider B --contact b@b.example --purpose trial --trial-ends {soon}",
        "deal.close": "deal close acme --outcome lost --yes",
        "deal.dispose": "deal dispose acme --disposal erase",
        "deal.extend": "deal close acme --outcome extended --trial-ends {soon} --evidence yes.eml",
        "deal.rest": "rest choose acme-1s",
        "rest.end": "rest end acme-1s --yes",
        "return": "return acme --to dpo@acme.example --output r.zip",
        "return.confirm": "return acme --confirmed-by dpo@acme.example",
        "deal.restrict": "deal restrict acme --to p1 --evidence yes.eml",
        "destroy": "destroy --deal acme --yes",
        "report": "report destruction --deal acme",
        "custodian.add": "custodian add 'Lou <lou@v.example>' --role developer",
        "custodian.undertake": "custodian undertake p2 --on {today}",
        "custodian.leave": "custodian leave p2 --yes",
        "grant.give": "grant give p4 --deal acme --act load",
        "grant.withdraw": "grant withdraw p2",
        "access.review": "access review --done",
        "access.look": "custodian list",
        "lockout.release": "access unlock pack-0",
        "authorization.request": "authorization request acme --rule JUN-4 --until {soon}",
        "authorization.key": "authorization key acme --key k.pub --confirmed x",
        "authorization.record": "authorization record acme --rule JUN-4 --until {soon} --evidence yes.eml "
        "--by dpo@acme.example",
        "authorization.withdraw": "authorization withdraw A1",
        "authorization.break-glass": "authorization break-glass acme --rule JUN-4 --reason r --ticket T",
        "hold.place": "hold place acme --reason r",
        "hold.release": "hold release H1 --reason r",
        "request.open": "request open acme --kind deletion --from x",
        "request.close": "request close Q1 --outcome refused --answer x",
        "disclosure.record": "disclosure record acme --to X --on {today} --scope s --basis b --notice told",
        "incident.open": "incident open acme --kind integrity --nature n",
        "ledger.export": "ledger export",
        "copy.attest": "copy attest C1 --by x --method shredded",
        "copy.end": "copy end C1 --yes",
        "environment.declare": "environment add bench --country FR",
        "environment.retire": "environment remove here",
        "recipient.add": "recipient add dev@vendor.example",
        "where": "where",
        "doctor": "doctor",
    }.items()
}
PEOPLE = {OFFICER: ("officer", "sales-engineer"), DEVELOPER: ("developer",), MANAGER: ("manager",)}
PEOPLE[SALES] = ("sales-engineer",)
YES = "From: dpo@acme.example\nDate: Mon, 05 Jan 2026 09:00:00 +0100\n\nyes\n"


@pytest.mark.parametrize("act", sorted(COMMANDS))
def test_the_command_line_asks_the_matrix(team: Shell, act: str) -> None:
    """Whoever may not do it by role is refused by USR-1, with no output; whoever may is not."""
    (team.folder / "yes.eml").write_text(YES)
    allowed = {person for person, roles in PEOPLE.items() if any(act in MAY[role] for role in roles)}
    for person in sorted(set(PEOPLE) - allowed):
        answer = team("--as", person, *COMMANDS[act], code=5)
        assert "[USR-1]" in answer.err
        assert answer.out == ""
    for person in sorted(allowed):
        assert "[USR-1]" not in team("--as", person, *COMMANDS[act], code=None).err
