"""Copies that stand again after their deal was destroyed: what a timer sees of them, and puts on record."""

from collections.abc import Collection
from functools import cache

from sampler.custody.by_hand import reopen
from sampler.custody.ending_words import AGAIN, SOMETHING_ELSE, UNREACHABLE
from sampler.custody.samples import REST
from sampler.custody.schemas import SCHEMA
from sampler.custody.session import Session
from sampler.custody.standing import BACK, OTHER, UNREADABLE, standing_again
from sampler.places.paths import mounted

FOUND_AGAIN = {BACK: AGAIN, OTHER: SOMETHING_ELSE, UNREADABLE: UNREACHABLE}


def came_back(session: Session, *, without: Collection[str]) -> dict[str, dict[str, str]]:
    """Give, by destroyed deal, each copy that is not gone or whose place is not empty, with why.

    Deals in `without` are looked at elsewhere. Nothing is deleted and nothing recorded; database servers are
    not asked: a timer does not call servers for deals that are over.
    """
    deals = {row["id"] for row in session.registry.find("deal", state="destroyed")} - set(without)
    if not deals:
        return {}
    kept = {row["id"] for row in session.registry.find("sample", state=REST)}
    said, is_mounted = session.registry.details_by_id("copy"), cache(mounted)
    found: dict[str, dict[str, str]] = {}
    for row in session.registry.find("copy"):
        if row["deal"] not in deals or row["sample"] in kept:
            continue
        if row["state"] == "open":
            because = row["evidence"] or "not ended yet"
        elif row["kind"] != SCHEMA and not said.get(row["id"], {}).get("mixed"):
            because = FOUND_AGAIN.get(standing_again(session, row, said.get(row["id"], {}), is_mounted), "")
        else:
            because = ""
        if because:
            found.setdefault(row["deal"], {})[row["id"]] = because
    return found


def put_back_on_record(session: Session, deal_id: str, found: dict[str, str]) -> None:
    """Open again the closed copies of a deal that stand there again: no later document calls them gone.

    Raises:
        RefusedError: who acts may not look after copies.
    """
    closed = {row["id"] for row in session.registry.find("copy", deal=deal_id, state="closed")}
    if back := [copy for copy, because in found.items() if because == AGAIN and copy in closed]:
        reopen(session, deal_id, back)
