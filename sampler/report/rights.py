"""The registers of grants and authorizations, and the review of accesses (IJO-3, JUN-6, JUN-7)."""

from sampler.custody import custodians, declarations
from sampler.custody.access import accesses, overdue
from sampler.custody.facts import review_due
from sampler.custody.session import Session
from sampler.model.register import Form, Register, RegisterColumn, RegisterFact, RegisterPart
from sampler.report.names import made, names

DAY, MOMENT, NUMBER, CODE = Form("day"), Form("moment"), Form("number"), Form("code")
_PEOPLE = (
    RegisterColumn("register.person", 5),
    RegisterColumn("register.roles", 4, Form("terms", "role")),
    RegisterColumn("register.undertaken", 3, DAY),
    RegisterColumn("register.undertaken-until", 3, DAY),
    RegisterColumn("state", 2, Form("term", "person")),
)
_GRANTS = (
    RegisterColumn("register.grant", 3),
    RegisterColumn("register.person", 7),
    RegisterColumn("deal", 5),
    RegisterColumn("register.may", 5, Form("term", "grant-act")),
    RegisterColumn("register.given-by", 6),
    RegisterColumn("register.given-on", 7, DAY),
    RegisterColumn("register.until", 7, DAY),
    RegisterColumn("register.withdrawn", 7, DAY),
)
_AUTHORIZATIONS = (
    RegisterColumn("register.authorization", 2),
    RegisterColumn("deal", 3),
    RegisterColumn("register.lifts", 2),
    RegisterColumn("register.may", 3, Form("term", "grant-act")),
    RegisterColumn("register.scope", 3, Form("term", "scope")),
    RegisterColumn("register.given-by", 4),
    RegisterColumn("register.proof", 4, Form("term", "proof")),
    RegisterColumn("register.recorded", 3, DAY),
    RegisterColumn("register.until", 3, DAY),
    RegisterColumn("register.withdrawn", 3, DAY),
)
_ACCESSES = (
    RegisterColumn("register.person", 6),
    RegisterColumn("deal", 5),
    RegisterColumn("register.may", 6, Form("term", "grant-act")),
    RegisterColumn("column.since", 7, DAY),
    RegisterColumn("register.until", 7, DAY),
    RegisterColumn("register.last-used", 10, MOMENT),
    RegisterColumn("register.given-by", 6),
)
_DECLARATIONS = (
    RegisterColumn("register.declaration", 2),
    RegisterColumn("register.rule", 2),
    RegisterColumn("register.says", 8),
    RegisterColumn("by", 4),
    RegisterColumn("register.recorded", 3, DAY),
    RegisterColumn("register.until", 3, DAY),
)
_REVIEWS = (
    RegisterColumn("register.review", 2),
    RegisterColumn("register.done", 4, MOMENT),
    RegisterColumn("by", 4),
    RegisterColumn("register.grants", 2, NUMBER),
)


def rights(session: Session, deal: str = "") -> Register:
    """Who was bound, who was given which right by whom, and what the provider lifted; withdrawn ones too.

    Raises:
        NotFoundError: there is no such deal.
    """
    where = {"deal": session.registry.get("deal", deal)["id"]} if deal else {}
    called = names(session)
    grants = session.registry.find("grant", **where)
    involved = (
        {row["person"] for row in grants} | {row["given_by"] for row in grants} if deal else set(called)
    )
    parts = (
        RegisterPart("custodians", columns=_PEOPLE, rows=_people(session, involved)),
        RegisterPart("grants", columns=_GRANTS, rows=tuple(_grant(row, called) for row in grants)),
        RegisterPart(
            "authorizations",
            columns=_AUTHORIZATIONS,
            rows=tuple(
                _authorization(session, row) for row in session.registry.find("authorization", **where)
            ),
        ),
        RegisterPart("declarations", columns=_DECLARATIONS, rows=_declarations(session, called)),
    )
    broken = session.registry.find("authorization", proof="break-glass", **where)
    warnings = (f"break-glass {', '.join(row['id'] for row in broken)}",) if broken else ()
    return made(session, "rights", parts, deal=deal, warnings=warnings)


def access_review(session: Session) -> Register:
    """Who can reach what now, since when, last used; and when it was looked at."""
    called = names(session)
    reviews = session.registry.find("review")
    last = reviews[-1]["done_at"] if reviews else ""
    late = overdue(session)
    facts = (
        RegisterFact("register.last-review", last, MOMENT),
        RegisterFact("register.next-review", review_due(session) or "", DAY),
    )
    now = tuple(
        (
            called.get(row.person, row.person),
            *(row.deal, row.act, row.since, row.until, row.last_used),
            called.get(row.given_by, row.given_by),
        )
        for row in accesses(session)
    )
    done = tuple(
        (row["id"], row["done_at"], called.get(str(row["done_by"]), str(row["done_by"])), str(row["grants"]))
        for row in reviews
    )
    parts = (
        RegisterPart("review", facts=facts),
        RegisterPart("accesses", columns=_ACCESSES, rows=now),
        RegisterPart("reviews", columns=_REVIEWS, rows=done),
    )
    return made(session, "access", parts, warnings=(f"review-overdue {late}",) if late else ())


def _people(session: Session, involved: set[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            f"{row['name']} ({row['id']})" if row["name"] else row["id"],
            *(row["roles"], row["undertaken_on"], row["undertaken_until"], row["state"]),
        )
        for row in custodians.rows(session)
        if row["id"] in involved
    )


def _declarations(session: Session, called: dict[str, str]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (row["id"], row["rule"], row["text"], called.get(row["by"], row["by"]), row["at"], row["until"])
        for row in declarations.rows(session)
    )


def _grant(row: dict[str, str], called: dict[str, str]) -> tuple[str, ...]:
    return (
        row["id"],
        called.get(row["person"], row["person"]),
        *(row["deal"], row["act"], called.get(row["given_by"], row["given_by"])),
        *(row["given_at"], row["expires_on"], row["withdrawn_at"] or ""),
    )


def _authorization(session: Session, row: dict[str, str]) -> tuple[str, ...]:
    by = session.registry.details("authorization", row["id"]).get("given_by", "")
    return (
        *(row["id"], row["deal"], row["rule"], row["act"], row["scope"], by, row["proof"]),
        *(row["recorded_at"], row["expires_at"], row["withdrawn_at"] or ""),
    )
