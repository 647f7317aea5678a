"""Drafts in French and English: the notice to the provider, and the fields of the authority's form.

Everything the registry knows is filled in; what nobody stated says so, and a person sends the letter.
"""

from sampler.custody.session import Session
from sampler.documents.catalogue import Words, translator
from sampler.duties.incidents import ENTRIES, PEOPLE_TYPES
from sampler.errors import NotFoundError

Fields = dict[str, str]


def fields(session: Session, incident: str, lang: str) -> Fields:
    """The facts of an incident in words, by the names of the authority's form (GDPR Art. 33(3)).

    Raises:
        NotFoundError: no such incident.
    """
    rows = session.registry.find("incident", id=incident)
    if not rows:
        raise NotFoundError("no such incident", "sampler incident list")
    row, said = rows[0], session.registry.details("incident", incident)
    words, deal = translator(lang), row["deal"]
    terms = session.registry.details("deal", deal)
    me = session.registry.details("person", row["opened_by"])
    seen = _categories(said.get("categories", ""))
    known = {
        "provider": terms.get("provider", ""),
        "deal": deal,
        "nature": f"{words('incident.' + row['kind'])}: {said.get('nature', '')}",
        "happened": words.moment(row["happened_at"]) if row["happened_at"] else "",
        "known": words.moment(row["known_at"]),
        "told": words.moment(row["notified_at"]) if row["notified_at"] else "",
        "authority-due": words.moment(row["authority_due_at"]),
        "categories": ", ".join(seen),
        "people": _most(seen, words),
        "records": words.number(sum(seen.values())) if seen else "",
        "samples": _samples(session, deal),
        "copies": _copies(session, deal, words),
        "contact": f"{me.get('name', '')} <{me.get('email', '')}>",
        "measures-before": words("incident.before"),
        "delay": words("incident.delayed") if _was_late(row, session.moment()) else "",
    }
    entries = _entries(session, incident)
    known |= {kind: "; ".join(entries.get(kind, [])) for kind in ENTRIES}
    return {name: value or words("not-stated") for name, value in known.items()}


def notice(session: Session, incident: str, lang: str) -> str:
    """The letter to the provider."""
    words, known = translator(lang), fields(session, incident, lang)
    lines = [words("incident.notice", provider=known["provider"], deal=known["deal"], id=incident), ""]
    lines += [f"{words(f'field.{name}')} {value}" for name, value in known.items() if name != "provider"]
    return "\n".join([*lines, "", words("incident.closing", contact=known["contact"])]) + "\n"


def form(session: Session, incident: str, lang: str) -> list[tuple[str, str]]:
    """The authority's form, field by field, in its order."""
    words, known = translator(lang), fields(session, incident, lang)
    return [(words(f"field.{name}"), value) for name, value in known.items()]


def _categories(stored: str) -> dict[str, int]:
    pairs = (word.partition("=") for word in stored.split())
    return {name: int(count) for name, _, count in pairs}


def _most(seen: dict[str, int], words: Words) -> str:
    """At most as many people as values of the most frequent kind that names one."""
    counts = [seen[name] for name in PEOPLE_TYPES if name in seen]
    return words("incident.at-most", n=words.number(max(counts))) if counts else ""


def _samples(session: Session, deal: str) -> str:
    rows = session.registry.find("sample", deal=deal)
    return ", ".join(f"{row['id']} ({row['kind']}, {row['state']})" for row in rows)


def _copies(session: Session, deal: str, words: Words) -> str:
    rows = session.registry.find("copy", deal=deal)
    open_ = [row["id"] for row in rows if row["state"] == "open"]
    return words("incident.copies", open=", ".join(open_) or "0", all=words.number(len(rows)))


def _entries(session: Session, incident: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in session.registry.find("incident_entry", incident=incident):
        text = session.registry.details("incident_entry", row["id"]).get("text", "")
        found.setdefault(row["kind"], []).append(f"{row['at']}: {text}")
    return found


def _was_late(row: dict[str, str], now: str) -> bool:
    return (row["notified_at"] or now) > row["provider_due_at"]
