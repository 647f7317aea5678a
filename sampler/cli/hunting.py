"""`sampler hunt`."""

import shlex
from collections import Counter
from pathlib import Path

import click

from sampler.cli.attesting import attest_hint
from sampler.cli.options import FilePath, json_option, yes_option
from sampler.cli.render import confirm, counted, emit, say, table
from sampler.cli.session import talk, working
from sampler.custody.endings import UNVERIFIED, Ending, end_copy
from sampler.custody.gate import ask
from sampler.custody.session import Session
from sampler.destroy.hunt import hunt
from sampler.destroy.hunt_kinds import NOT_READ
from sampler.destroy.hunt_record import Found, Hunted
from sampler.errors import AnswerIsNoError, IncompleteError, NotFoundError, RefusedError

SHOWN = ("copy", "sample", "what was found", "files", "rows", "place")
MOST_NAMED = 20


@click.command("hunt")
@click.argument("paths", nargs=-1, type=FilePath)
@click.option("--deal", required=True, help="The deal whose copies are hunted.")
@click.option(
    "--destroy", is_flag=True, help="Delete what is found and holds nothing else, after a confirmation."
)
@yes_option
@json_option
def hunt_command(*, paths: tuple[Path, ...], deal: str, destroy: bool, yes: bool, as_json: bool) -> None:
    """Find copies that nobody registered, below PATHS or the configured hunt_roots.

    Looks at files as a whole, at rows in texts, tables, databases and mails, into archives and into git
    repositories. What is found is registered; exits 3 when something was.

    Example: sampler hunt ~/Downloads ~/Documents --deal acme
    """
    if missing := next((path for path in paths if not path.exists()), None):
        raise NotFoundError(f"there is nothing at {missing}", "name folders or files that are there")
    with working() as session:
        hunted = hunt(session, deal, paths or session.hunt_roots)
        if not as_json:
            tell_hunt(hunted)
            _list(hunted)
        ended = _destroy(session, hunted, yes=yes) if destroy and hunted.found else []
        ways = [attest_hint(session, one.copy) for one in ended if one.claim == UNVERIFIED][:1]
    if as_json:
        emit(_document(hunted, ended))
    _judge(hunted, ended, paths, ways, as_json=as_json)


def tell_hunt(hunted: Hunted | None) -> None:
    """Say in a few lines on stderr what a hunt did."""
    if hunted is None:
        return
    megabytes = f"{hunted.bytes / 1e6:,.0f} MB"
    talk(f"hunted {counted(hunted.files, 'file')}, {megabytes}: found {len(hunted.found)}")
    for sample in hunted.without:
        talk(f"warning: {sample} has no fingerprints, it came before them: only its whole files are hunted")
    for path in hunted.doubtful[:MOST_NAMED]:
        talk(f"warning: in doubt, holds a few rows that many files hold: {path}")
    reasons = Counter(reason for _, reason in hunted.skipped)
    for reason, number in sorted(reasons.items()):
        talk(f"not looked into: {counted(number, 'file')}: {reason}")
    quiet = set(NOT_READ.values()) - {"encrypted"}
    for path, reason in [(p, r) for p, r in hunted.skipped if r not in quiet][:MOST_NAMED]:
        talk(f"not looked into: {path}: {reason}")


def _list(hunted: Hunted) -> None:
    if hunted.found:
        table(SHOWN, [_row(found) for found in hunted.found])
    else:
        say("nothing was found")


def _row(found: Found) -> list[str]:
    evidence = f"{found.evidence}{', among other things' if found.mixed else ''}"
    return [
        found.copy,
        found.sample,
        evidence,
        str(found.files or ""),
        str(found.rows or ""),
        str(found.path),
    ]


def _destroy(session: Session, hunted: Hunted, *, yes: bool) -> list[Ending]:
    """Delete what holds nothing else, once confirmed; the rest is left for a person."""
    number = sum(not found.mixed for found in hunted.found)
    confirm(f"this deletes {counted(number, 'found copy').replace('copys', 'copies')}", hunted.deal, yes=yes)
    _ask_for_all(session, hunted)
    return [end_copy(session, found.copy) for found in hunted.found]


def _ask_for_all(session: Session, hunted: Hunted) -> None:
    """Ask before the first deletion: what is refused for one find leaves all of them, and names them."""
    try:
        for found in hunted.found:
            ask(session, "copy.end", found.copy)
    except RefusedError as refused:
        names = ", ".join(found.copy for found in hunted.found)
        raise RefusedError(f"{refused.message}; not destroyed: {names}", *refused.hints) from None


def _document(hunted: Hunted, ended: list[Ending]) -> dict[str, object]:
    claims = {ending.copy: ending.claim for ending in ended}
    return {
        "deal": hunted.deal,
        "at": hunted.at,
        "roots": [str(root) for root in hunted.roots],
        "files": hunted.files,
        "bytes": hunted.bytes,
        "found": [
            {
                "copy": found.copy,
                "sample": found.sample,
                "place": str(found.path),
                "evidence": found.evidence,
                "files": found.files,
                "rows": found.rows,
                "mixed": found.mixed,
                "new": found.new,
                "claim": claims.get(found.copy, ""),
            }
            for found in hunted.found
        ],
        "doubtful": [_words(path) for path in hunted.doubtful],
        "not_looked_into": [{"place": _words(path), "why": why} for path, why in hunted.skipped],
        "without_fingerprints": hunted.without,
    }


def _words(path: Path) -> str:
    return str(path).encode(errors="replace").decode()


def _judge(
    hunted: Hunted, ended: list[Ending], paths: tuple[Path, ...], attest: list[str], *, as_json: bool
) -> None:
    left = [ending for ending in ended if ending.claim == UNVERIFIED]
    if left:
        names = ", ".join(f"{ending.copy} {ending.evidence}" for ending in left)
        raise IncompleteError(f"not destroyed: {names}", "remove the data there by hand, then", *attest)
    if ended and not as_json:
        say(f"destroyed: {', '.join(ending.copy for ending in ended)}")
    if hunted.found:
        state = "destroyed" if ended else "registered as open copies"
        typed = shlex.join(["sampler", "hunt", *map(_words, paths), "--deal", hunted.deal, "--destroy"])
        ways = () if ended else (typed, "sampler copy list --open")
        raise AnswerIsNoError(f"found {counted(len(hunted.found), 'place')}, now {state}", *ways)
