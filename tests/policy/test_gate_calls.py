"""Taking a gate call or a look-up away is noticed: what was refused passes, or what was lifted is refused."""

import ast
import importlib
import json
import shlex
import shutil
from pathlib import Path

import pytest
from shells import Answer, Shell, in_days
from teams import DEVELOPER, INGEST, living_in, move_in, silently
from test_edu import authorize

from sampler.custody.facts import LOOK_UPS
from sampler.model.permit import Permit

ROOT = Path(__file__).resolve().parents[2]
PACK = ("pack", "acme-1s", "--to", "dev@vendor.example")
# (module, act) of every call: a command that reaches it; who has left is refused there, whatever the act
REACHED = {
    ("cli.copies", "copy.end"): "copy end C1 --yes",
    ("cli.deals", "access.look"): "deal show acme",
    ("cli.ending", "report"): "destroy --deal acme --dry-run",
    ("cli.duties", "access.look"): "hold list",
    ("cli.incidents", "access.look"): "incident list",
    ("cli.people", "access.look"): "grant list",
    ("cli.places", "where"): "where",
    ("cli.reporting", "report"): "report receipt acme-1",
    ("cli.registers", "report"): "report portfolio",
    ("report.compliance", "report"): "",
    ("report.processing", "report"): "",
    ("cli.reporting", "ledger.export"): "ledger export",
    ("sanitize.risk.record", "report"): "risk acme-1s",
    ("custody.access", "access.review"): "",
    ("custody.by_hand", "copy.add"): "copy add acme-1s --place drawer --holder x@y.example",
    ("custody.by_hand", "copy.move"): "copy move C1 --place drawer --holder x@y.example",
    ("custody.by_hand", "copy.return"): "copy return C1 --by x --receipt r",
    ("custody.by_hand", "copy.check"): "copy check C1",
    ("custody.recipients", "recipient.add"): "recipient add lou@vendor.example",
    ("custody.recipients", "recipient.retire"): "",
    ("custody.declaring", "copy.add"): "medium add --kind disk --disposal shred",
    ("custody.asking", "authorization.request"): "authorization request acme --rule JUN-4 --until {soon}",
    ("custody.authorizations", "authorization.key"): "authorization key acme --key none --confirmed x",
    (
        "custody.authorizations",
        "authorization.record",
    ): "authorization record acme --rule JUN-4 --until {soon} --evidence yes.eml --by x",
    ("custody.authorizations", "authorization.break-glass"): "authorization break-glass acme --rule JUN-4 "
    "--reason r --ticket t",
    ("custody.authorizations", "authorization.withdraw"): "authorization withdraw A1",
    ("custody.copies", "copy.attest"): "copy attest C1 --by x --method shredded",
    ("custody.declarations", "declaration.record"): "declaration record --rule USR-9 --text t --until {soon}",
    ("custody.custodians", "custodian.add"): "custodian add 'Lou <lou@v.example>' --role developer",
    ("custody.custodians", "custodian.undertake"): "custodian undertake p3 --on {today}",
    ("custody.custodians", "custodian.leave"): "custodian leave p3 --yes",
    ("custody.deals", "deal.open"): "deal open beta --provider B --contact b@b.example --purpose t "
    "--trial-ends {soon}",
    ("custody.deals", "deal.restrict"): "deal restrict acme --to p1 --evidence yes.eml",
    ("custody.closing", "deal.close"): "deal close acme --outcome lost --yes",
    ("custody.closing", "deal.dispose"): "deal dispose acme --disposal erase",
    ("custody.extending", "deal.extend"): "deal extend acme --until {soon} --authorization A1",
    ("custody.returns", "return.confirm"): "return acme --confirmed-by dpo@acme.example",
    ("destroy.returning", "return"): "return acme --to dpo@acme.example --output r.zip",
    ("destroy.rest", "report"): "rest check acme-1s",
    ("destroy.rest", "deal.rest"): "",
    ("destroy.rest", "rest.end"): "rest end acme-1s --yes",
    ("cli.rest", "access.look"): "rest list",
    ("custody.declaring", "environment.declare"): "environment add bench --country FR",
    ("custody.declaring", "environment.retire"): "environment remove here",
    ("custody.grants", "grant.give"): "grant give p4 --deal acme --act load",
    ("custody.grants", "grant.withdraw"): "grant withdraw p1",
    ("custody.lockouts", "lockout.release"): "access unlock pack-0",
    ("custody.lockouts", "unlock"): "open p.zip --into opened --passphrase-file pp.txt",
    ("cli.hunting", "copy.end"): "",
    ("destroy.hunt", "hunt"): "hunt delivery --deal acme",
    ("destroy.hunt", "destroy"): "",
    ("destroy.execute", "destroy"): "destroy --deal acme --yes",
    ("detect.step", "detect"): "detect acme-1",
    ("duties.disclosures", "disclosure.record"): "disclosure record acme --to X --on {today} --scope s "
    "--basis b --notice told",
    ("duties.holds", "hold.place"): "hold place acme --reason r",
    ("duties.holds", "hold.release"): "hold release H1 --reason r",
    ("duties.incidents", "incident.add"): "incident add I1 --kind supplement --text t",
    ("duties.incidents", "incident.notify"): "incident notify I1 --how mail",
    ("duties.incidents", "incident.close"): "incident close I1",
    ("duties.incidents", "incident.open"): "incident open acme --kind integrity --nature n",
    ("duties.requests", "request.open"): "request open acme --kind deletion --from x",
    ("duties.requests", "request.close"): "request close Q1 --outcome refused --answer x",
    ("ingest.step", "ingest"): "ingest delivery --deal acme --channel sftp --from dpo@acme.example",
    ("load.server", "load"): "load acme-1s --into postgresql://postgres@127.0.0.1:1/x",
    ("cli.tasks", "access.look"): "task list",
    ("custody.tasks", "copy.check"): "task remind C1 --into .",
    ("load.database", "load"): "load acme-1s --into sqlite:///dev.db",
    ("load.export", "export"): "export acme-1s --into out",
    ("pack.step", "pack"): "pack acme-1s --to dev@vendor.example --output p2.zip --passphrase-file pp2.txt",
    ("sanitize.source", "sanitize"): "sanitize acme-1 --recipe acme.yaml",
}
BEHIND_ANOTHER = {  # (module, act) of calls that a departed person can't reach, and what else proves them
    ("custody.access", "access.review"): "below, by a role that may look",
    ("destroy.rest", "deal.rest"): "behind the judgement, which asks: test_jun.py, by who chose nothing",
    ("cli.hunting", "copy.end"): "behind the hunt itself",
    ("custody.schemas", "copy.end"): "behind `copy end` or before `destroy`, which ask themselves",
    ("report.compliance", "report"): "tests/report/test_registers.py: a refused pack is not on the ledger",
    ("report.processing", "report"): "behind the command's own question; it gives the permit to read",
    ("destroy.enforce", "destroy"): "tests/destroy/test_enforcement_runs.py: a timer run by who has left",
    ("destroy.hunt", "destroy"): "before a destruction, which asks again; nothing is destroyed in between",
    ("ingest.receipt", "receipt"): "behind ingest: it writes a receipt of what was taken in",
    ("custody.recipients", "recipient.retire"): "needs a known recipient: tests/pack",
    ("pack.unpack", "open"): "below, by a synchronised folder",
    ("custody.statements", "copy.attest"): "needs a statement from another home: tests/pack",
    ("custody.statements", "copy.check"): "needs a statement from another home: tests/pack",
}


def calls() -> set[tuple[str, str]]:
    """Every `ask(session, "act", …)` of the product, by module."""
    found = set()
    for path in (ROOT / "sampler").rglob("*.py"):
        module = ".".join(path.relative_to(ROOT / "sampler").with_suffix("").parts)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "ask"
            if named and len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
                found.add((module, str(node.args[1].value)))
    return found


def test_every_gate_call_is_listed() -> None:
    """A new call to the gate is to be added to the list below, so that its removal is noticed."""
    named = calls() | {("duties.incidents", "incident.open")}  # there the act is an argument
    listed = set(REACHED) | set(BEHIND_ANOTHER)
    assert named == listed


@pytest.fixture(scope="module")
def made_departed(made_team: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The team with a pack and an incident; then Dev leaves. Made once; nobody writes to it."""
    folder = tmp_path_factory.mktemp("departed") / "made"
    shutil.copytree(made_team, folder)
    with living_in(folder):
        Path("yes.eml").write_text("From: dpo@acme.example\nDate: Mon, 05 Jan 2026 09:00:00 +0100\n\nyes\n")
        silently([*PACK, "--output", "p.zip", "--passphrase-file", "pp.txt"])
        silently(["incident", "open", "acme", "--kind", "integrity", "--nature", "n"])
        silently(["custodian", "leave", DEVELOPER, "--yes"])
    shutil.copytree(folder / "work", folder / "kept")  # a test that destroys removes what is registered
    return folder


@pytest.fixture
def departed(shell: Shell, made_departed: Path) -> Shell:
    """A shell in a copy of it."""
    for name in ("yes.eml", "p.zip", "pp.txt"):
        shutil.copy(made_departed / "kept" / name, shell.folder)
    return move_in(shell, made_departed)


def lenient(session: object, act: str, subject: str, *, objects: object = (), **_rest: object) -> Permit:
    """A gate that asks nobody."""
    del session
    return Permit._issue(act, subject, frozenset(objects))  # type: ignore[call-overload]


@pytest.mark.parametrize("call", sorted(set(REACHED) - set(BEHIND_ANOTHER)), ids=" ".join)
def test_without_a_gate_call_its_refusal_is_gone(
    departed: Shell, monkeypatch: pytest.MonkeyPatch, call: tuple[str, str]
) -> None:
    """Who has left is refused there; with the call taken out, not any more: this test would fail."""
    line = REACHED[call].format(today=in_days(0), soon=in_days(3))
    refused = departed("--as", DEVELOPER, *shlex.split(line), code=5)
    assert "has left [USR-1]" in refused.err
    module = importlib.import_module(f"sampler.{call[0]}")
    monkeypatch.setattr(module, "ask", lenient)
    after = departed("--as", DEVELOPER, *shlex.split(line), code=None)
    assert not (after.code == 5 and f'"{call[1]}"' in last_refusal(departed)), after.err


def last_refusal(shell: Shell) -> str:
    """The act of the last event, if it is a refusal after the one that was expected."""
    bodies = [json.loads(line) for line in shell("ledger", "export").out.splitlines()]
    refusals = [body for body in bodies if body["event"] == "refused"]
    return json.dumps(refusals[1]["facts"]["act"]) if len(refusals) > 1 else ""


def allowed_without(shell: Shell, look_up: str) -> Answer:
    """Run what is allowed only because of what this look-up finds."""
    commands: dict[str, tuple[str, ...]] = {
        "authorizations": ("export", "acme-1", "--into", "raw"),
        "settings": ("ingest", "delivery", *INGEST),
        "review": ("grant", "give", "p4", "--deal", "acme", "--act", "load"),
        "person": ("grant", "give", "p4", "--deal", "acme", "--act", "load"),
        "tries": ("open", "p.zip", "--into", "opened", "--passphrase-file", "pp.txt"),
    }
    return shell(*commands.get(look_up, ("load", "acme-1s", "--into", "sqlite:///dev.db")), code=None)


@pytest.mark.parametrize("look_up", sorted(LOOK_UPS))
def test_without_a_look_up_what_is_allowed_is_refused(
    team: Shell, monkeypatch: pytest.MonkeyPatch, look_up: str
) -> None:
    """A gate that forgets to look refuses: no look-up can be dropped without a test that fails."""
    team("pack", "acme-1s", "--to", "dev@vendor.example", "--output", "p.zip", "--passphrase-file", "pp.txt")
    authorize(team, "JUN-4", "--act", "export")
    with monkeypatch.context() as patch:
        patch.setitem(LOOK_UPS, look_up, lambda _session, _asked: {})
        assert allowed_without(team, look_up).code == 5
    assert allowed_without(team, look_up).code == 0


@pytest.mark.parametrize(
    ("module", "person", "line", "rule"),
    [
        ("pack.unpack", "p1", "open p.zip --into Dropbox/opened --passphrase-file pp.txt", "EDU-5"),
        ("custody.access", "p3", "access review --done", "USR-1"),
        (
            "custody.extending",
            "p1",
            "deal close acme --outcome extended --trial-ends {far} --evidence yes.eml",
            "JUN-1",
        ),
    ],
    ids=lambda value: value.split()[0],
)
def test_without_a_second_gate_call_its_refusal_is_gone(
    departed: Shell, monkeypatch: pytest.MonkeyPatch, *, module: str, person: str, line: str, rule: str
) -> None:
    """Calls that stand behind another one are noticed by what only they refuse."""
    Path("Dropbox").mkdir()
    command = shlex.split(line.format(far=in_days(300)))
    assert f"[{rule}]" in departed("--as", person, *command, code=5).err
    monkeypatch.setattr(importlib.import_module(f"sampler.{module}"), "ask", lenient)
    assert departed("--as", person, *command, code=None).code != 5
