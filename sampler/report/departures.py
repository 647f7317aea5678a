"""What departs from the policy's ordinary course, for every report: a manager must not miss it."""

from sampler.custody import loosening
from sampler.custody.session import Session
from sampler.duties.alarms import alarms
from sampler.model.report import ReportException
from sampler.registry.store import Row

_ORDER = ("break-glass", "incident", "alarm", "held", "loosened", "self-given")


def departures(session: Session, deal_ids: list[str]) -> tuple[ReportException, ...]:
    """Loosened settings, broken glass, rights given to oneself, holds, incidents, late duties; worst first.

    Of duties only those of these deals, and those of no deal: a report may go to one deal's provider.
    """
    found = [
        ReportException("loosened", "", name, note=f"{value} (default {standard})")
        for name, (value, standard) in loosening.standing(session).items()
    ]
    for deal_id in deal_ids:
        found += [*_broken_glass(session, deal_id), *_self_given(session, deal_id), *_holds(session, deal_id)]
        found += _incidents(session, deal_id)
    found += [
        ReportException("alarm", alarm.deal, alarm.rule, note=alarm.text)
        for alarm in alarms(session)
        if alarm.deal in ("", *deal_ids)
    ]
    return tuple(sorted(found, key=lambda one: _ORDER.index(one.kind)))


def _broken_glass(session: Session, deal_id: str) -> list[ReportException]:
    rows = session.registry.find("authorization", deal=deal_id, proof="break-glass")
    return [ReportException("break-glass", deal_id, row["id"], note=_why(session, row)) for row in rows]


def _why(session: Session, row: Row) -> str:
    said = session.registry.details("authorization", row["id"])
    told = ", ".join(filter(None, (said.get("reason"), said.get("ticket"))))
    what = f"{row['rule']} {row['act']} {row['scope']} ({row['expires_at']})"
    return f"{what}: {told or 'its reason was redacted'}"


def broken_glass_lines(session: Session, deal_ids: list[str]) -> list[str]:
    """For what shows no list of departures: one line for each broken glass of these deals."""
    found = [one for deal_id in deal_ids for one in _broken_glass(session, deal_id)]
    return [f"BREAK-GLASS {one.deal} {one.subject} {one.note}" for one in found]


def _self_given(session: Session, deal_id: str) -> list[ReportException]:
    """One line a deal and person: the officer gave these grants to themselves."""
    rows = session.registry.find("grant", deal=deal_id)
    people = {row["person"] for row in rows if row["person"] == row["given_by"]}
    return [ReportException("self-given", deal_id, person, note="grants") for person in sorted(people)]


def _holds(session: Session, deal_id: str) -> list[ReportException]:
    rows = session.registry.find("hold", deal=deal_id, state="placed")
    return [ReportException("held", deal_id, row["id"], note=row["kind"]) for row in rows]


def _incidents(session: Session, deal_id: str) -> list[ReportException]:
    rows = session.registry.find("incident", deal=deal_id)
    return [
        ReportException("incident", deal_id, row["id"], note=f"{row['kind']} {row['state']}") for row in rows
    ]
