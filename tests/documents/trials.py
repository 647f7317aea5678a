"""Invented trials for the tests of the manager's page."""

from datetime import date, timedelta
from typing import Any

from sampler.model.portfolio import Change, OutCopy, Portfolio, Trial
from sampler.model.report import CertificateRef

TODAY = date(2027, 2, 3)
PEOPLE = ("Ana Roy", "Luc Martin", "Claire Petit", "")
MEDIA = ("disk", "database", "server", "recipient", "")


def on(days: int) -> str:
    """So many days from the page's day."""
    return (TODAY + timedelta(days=days)).isoformat()


def out(number: int, state: str = "open", **changes: str) -> OutCopy:
    """A copy outside the vault."""
    given = {
        "id": f"C{number}",
        "sample": "acme-1s",
        "kind": ("export", "database", "pack", "held")[number % 4],
        "medium": MEDIA[number % 5],
        "custodian": PEOPLE[number % 4],
        "since": f"{on(-30)}T09:00:00Z",
        "state": state,
    }
    return OutCopy(**{**given, **changes})


def trial(name: str, provider: str, begun: int, due: int, **changes: Any) -> Trial:  # noqa: ANN401 - any field
    """A trial that began and is due so many days from today."""
    given: dict[str, Any] = {
        "id": name,
        "provider": provider,
        "state": "open",
        "outcome": "",
        "opened_on": on(begun),
        "due_on": on(due),
        "destroyed_on": "",
        "days_left": due,
        "held": False,
        "vaulted": 2,
        "copies": (),
        "certificates": (),
    }
    return Trial(**{**given, **changes})


def gone(name: str, provider: str, begun: int, due: int, ended: int) -> Trial:
    """A trial whose data was destroyed so many days from today."""
    ref = CertificateRef(f"{name}-K1", "final", f"{on(ended)}T18:00:00Z")
    return trial(
        name,
        provider,
        begun,
        due,
        state="destroyed",
        outcome="lost",
        destroyed_on=on(ended),
        days_left=due - ended,
        vaulted=0,
        copies=(out(90, "verified-absent"), out(91, "attested")),
        certificates=(ref,),
    )


def portfolio(**changes: Any) -> Portfolio:  # noqa: ANN401 - any field
    """Seven trials: two late, one that ends this week, two running, two destroyed (one late)."""
    trials = (
        trial("globex", "Globex GmbH", -40, 60, copies=(out(4), out(5), out(6, "verified-absent"))),
        trial("acme", "ACME SAS", -95, -3, state="closed", outcome="lost", copies=tuple(map(out, range(4)))),
        trial("hopital-sud", "Hôpital Sud", -60, 4, copies=(out(7),)),
        gone("initech", "Initech SA", -80, -20, -22),
        trial("umbrella", "Umbrella Éditions", -10, 150),
        trial("vieux", "Vieux & Fils", -120, -11, held=True, copies=(out(8),)),
        gone("wayne", "Wayne SARL", -70, -15, -5),
    )
    changes_ = (
        Change(on(4), "due", "hopital-sud"),
        Change(on(2), "authorization-ends", "globex", "A2"),
        Change(on(6), "review-due", ""),
        Change(on(-5), "destroyed", "wayne"),
        Change(on(-5), "certified-final", "wayne", "wayne-K1"),
    )
    given = {
        "generated_at": f"{TODAY}T08:30:00Z",
        "today": TODAY.isoformat(),
        "trials": trials,
        "changes": changes_,
        "anchor": "1234:" + "ab12" * 16,
        "tool": "sampler 0.1.0",
    }
    return Portfolio(**{**given, **changes})
